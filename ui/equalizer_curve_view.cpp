#include "ui/equalizer_curve_view.h"

#include "core/audio_buffer.h"
#include "effects/equalizer.h"

namespace stepwise::ui {

EqualizerCurveView::EqualizerCurveView(QWidget* parent) : CurveView(tr("Equalizer curve"), parent) {
    setAxes(frequencyAxis(),
            {-26.0, 26.0, false, {-24, -12, 0, 12, 24}, decibelLabel, tr("gain in dB"), tr("gain, dB")});
}

void EqualizerCurveView::drawCurves(QPainter& painter) {
    drawWithSuggestion(painter, [](const effects::ParameterValues& values, double hertz) {
        return effects::equalizerGainDb(values, hertz, core::kAnalysisRateHz);
    });
}

} // namespace stepwise::ui
