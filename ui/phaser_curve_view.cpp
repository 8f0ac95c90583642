#include "ui/phaser_curve_view.h"

#include "core/audio_buffer.h"
#include "effects/phaser_response.h"
#include "ui/theme.h"

#include <QPainter>

namespace stepwise::ui {

PhaserCurveView::PhaserCurveView(QWidget* parent) : CurveView(tr("Phaser response"), parent) {
    setAxes(frequencyAxis(),
            {-36.0, 12.0, false, {-36, -24, -12, 0, 12}, decibelLabel, tr("gain in dB"), tr("gain, dB")});
    explain(tr("The curve moves while playing; the grey ones are both ends of its sweep."),
            tr("The dashed line is what was suggested."));
}

void PhaserCurveView::setSweep(double sweep) {
    sweep_ = sweep;
    update();
}

void PhaserCurveView::drawCurves(QPainter& painter) {
    for (const double end : {-1.0, 1.0})
        drawFunction(
            painter, [&](double hertz) { return effects::phaserGainDb(values(), end, hertz, core::kAnalysisRateHz); },
            QPen(theme().guide, 1.5));
    drawWithSuggestion(painter, [this](const effects::ParameterValues& knobs, double hertz) {
        return effects::phaserGainDb(knobs, sweep_, hertz, core::kAnalysisRateHz);
    });
}

} // namespace stepwise::ui
