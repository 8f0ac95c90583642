#include "ui/reverb_curve_view.h"

#include "core/audio_buffer.h"
#include "effects/hall_decay.h"
#include "ui/mel_axis.h"
#include "ui/number_text.h"
#include "ui/theme.h"

#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace stepwise::ui {

namespace {

constexpr double kFloorDb = -60.0;

struct Tone {
    double hertz;
    Qt::PenStyle style;
};
constexpr std::array<Tone, 3> kTones = {{{125.0, Qt::DashLine}, {1000.0, Qt::SolidLine}, {8000.0, Qt::DotLine}}};

QString hertzLabel(double hertz) {
    return hertz >= 1000.0 ? ReverbCurveView::tr("%1 kHz").arg(shortNumber(hertz / 1000.0))
                           : ReverbCurveView::tr("%1 Hz").arg(shortNumber(hertz));
}

double decaySeconds(const effects::ParameterValues& values, double hertz) {
    return effects::hallDecaySeconds(values, hertz, core::kAnalysisRateHz);
}

/// 1, 2 or 5 times a power of ten: about four of them in `seconds`.
double tickSeconds(double seconds) {
    const double power = std::pow(10.0, std::floor(std::log10(seconds / 4.0)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power * 4.0 >= seconds * 0.8)
            return factor * power;
    return 10.0 * power;
}

} // namespace

ReverbCurveView::ReverbCurveView(QWidget* parent) : CurveView(tr("Reverb decay"), parent) {
    setRightMargin(14);
    explain(tr("How fast the hall dies away at three frequencies: dashed 125 Hz, solid 1 kHz, dotted 8 kHz."),
            tr("The thin grey line is what was suggested, at 1 kHz."));
    stepChanged();
}

void ReverbCurveView::stepChanged() {
    double longest = 0.1;
    for (const Tone& tone : kTones)
        longest = std::max(longest, decaySeconds(values(), tone.hertz));
    QVector<double> ticks;
    const double tick = tickSeconds(longest);
    for (int i = 0; i * tick <= longest * 1.001; ++i)
        ticks.append(i * tick);
    const auto label = [](double seconds) { return tr("%1 s").arg(shortNumber(seconds, 3)); };
    setAxes({0.0, longest, false, ticks, label, tr("Time in seconds"), tr("time")},
            {kFloorDb, 3.0, false, {-60, -40, -20, 0}, decibelLabel, tr("level of the hall in dB"), tr("level, dB")});
}

void ReverbCurveView::drawCurves(QPainter& painter) {
    if (suggestedValues())
        drawFunction(
            painter, [this](double seconds) { return kFloorDb * seconds / decaySeconds(*suggestedValues(), 1000.0); },
            QPen(theme().dimText, 1.0, Qt::DashDotLine));
    for (std::size_t i = 0; i < kTones.size(); ++i) {
        const double decay = decaySeconds(values(), kTones[i].hertz);
        painter.setPen(QPen(theme().accent, 2.0, kTones[i].style));
        painter.drawLine(at(0.0, 0.0), at(decay, kFloorDb));
        const QPointF place = plotArea().topRight() + QPointF(-52.0, 12.0 + 15.0 * static_cast<double>(i));
        painter.drawLine(place - QPointF(26.0, 0.0), place - QPointF(4.0, 0.0));
        painter.setPen(theme().text);
        drawLabel(painter, place, hertzLabel(kTones[i].hertz), Qt::AlignLeft | Qt::AlignVCenter);
    }
}

} // namespace stepwise::ui
