// The equalizer's gain over frequency.
#pragma once

#include "ui/curve_view.h"

namespace stepwise::ui {

class EqualizerCurveView : public CurveView {
    Q_OBJECT

public:
    explicit EqualizerCurveView(QWidget* parent = nullptr);

protected:
    void drawCurves(QPainter& painter) override;
};

} // namespace stepwise::ui
