// How the hall dies away at a low, a middle and a high frequency.
#pragma once

#include "ui/curve_view.h"

namespace stepwise::ui {

class ReverbCurveView : public CurveView {
    Q_OBJECT

public:
    explicit ReverbCurveView(QWidget* parent = nullptr);

protected:
    void stepChanged() override;
    void drawCurves(QPainter& painter) override;
};

} // namespace stepwise::ui
