// The phaser's gain over frequency at this moment of its sweep, and at both ends of it.
#pragma once

#include "ui/curve_view.h"

namespace stepwise::ui {

class PhaserCurveView : public CurveView {
    Q_OBJECT

public:
    explicit PhaserCurveView(QWidget* parent = nullptr);

    void setSweep(double sweep) override;

protected:
    void drawCurves(QPainter& painter) override;

private:
    double sweep_ = 0.0; ///< the LFO's value, [-1, 1]
};

} // namespace stepwise::ui
