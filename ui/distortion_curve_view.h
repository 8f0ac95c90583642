// The distortion's transfer curve: what comes out for what goes in.
#pragma once

#include "ui/curve_view.h"

namespace stepwise::ui {

class DistortionCurveView : public CurveView {
    Q_OBJECT

public:
    explicit DistortionCurveView(QWidget* parent = nullptr);

protected:
    void drawCurves(QPainter& painter) override;
};

} // namespace stepwise::ui
