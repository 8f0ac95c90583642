#include "ui/mel_axis.h"

#include "core/spectrogram.h"
#include "ui/number_text.h"

#include <QString>

#include <algorithm>

namespace stepwise::ui {

double bandOfHertz(double hertz) {
    const std::vector<double>& centres = core::melCentresHz();
    const auto above = std::lower_bound(centres.begin(), centres.end(), hertz);
    if (above == centres.begin())
        return 0.0;
    if (above == centres.end())
        return static_cast<double>(centres.size()) - 1.0;
    const auto index = static_cast<double>(above - centres.begin());
    return index - (*above - hertz) / (*above - *(above - 1));
}

double hertzOfBand(double band) {
    const std::vector<double>& centres = core::melCentresHz();
    const double clamped = std::clamp(band, 0.0, static_cast<double>(centres.size()) - 1.0);
    const auto index = std::min(static_cast<std::size_t>(clamped), centres.size() - 2);
    const double share = clamped - static_cast<double>(index);
    return centres[index] + share * (centres[index + 1] - centres[index]);
}

QVector<double> axisFrequenciesHz() {
    return {100, 250, 500, 1000, 2000, 4000, 8000, 15000};
}

QString axisLabel(double hertz) {
    return hertz >= 1000.0 ? QString("%1k").arg(shortNumber(hertz / 1000.0)) : shortNumber(hertz);
}

} // namespace stepwise::ui
