#include "ui/distortion_curve_view.h"

#include "effects/distortion_curve.h"
#include "ui/number_text.h"
#include "ui/theme.h"

#include <QPainter>

namespace stepwise::ui {

DistortionCurveView::DistortionCurveView(QWidget* parent) : CurveView(tr("Transfer curve"), parent) {
    const auto label = [](double level) { return shortNumber(level); };
    setAxes({-1.0, 1.0, false, {-1, -0.5, 0, 0.5, 1}, label, tr("Input sample"), tr("in")},
            {-1.3, 1.3, false, {-1, 0, 1}, label, tr("output sample"), tr("out")});
    explain(tr("The straight line is a sound that is not changed."), tr("The dashed line is what was suggested."));
}

void DistortionCurveView::drawCurves(QPainter& painter) {
    drawFunction(
        painter, [](double input) { return input; }, QPen(theme().guide, 1.5));
    drawWithSuggestion(painter, effects::distortionOutput);
}

} // namespace stepwise::ui
