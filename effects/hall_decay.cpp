#include "effects/hall_decay.h"

#include "effects/hall_reverb.h"

#include <cmath>
#include <complex>
#include <numbers>

namespace stepwise::effects {

namespace {

using Complex = std::complex<double>;

double display(const ParameterValues& values, const char* id) {
    const EffectInfo& info = hallReverbInfo();
    const auto index = static_cast<std::size_t>(findParameter(info, id));
    return static_cast<double>(toDisplay(info.parameters[index], values[index]));
}

/// y += a (x - y).
Complex onePole(double cutoffHz, double frequencyHz, double sampleRateHz) {
    const double a = 1.0 - std::exp(-2.0 * std::numbers::pi * cutoffHz / sampleRateHz);
    return a / (1.0 - (1.0 - a) * std::polar(1.0, -2.0 * std::numbers::pi * frequencyHz / sampleRateHz));
}

} // namespace

double hallDecaySeconds(const ParameterValues& values, double frequencyHz, double sampleRateHz) {
    const double decay = display(values, "decay");
    const Complex high = onePole(display(values, "high_cut"), frequencyHz, sampleRateHz);
    const Complex low = onePole(display(values, "low_cut"), frequencyHz, sampleRateHz);
    const double scale = std::exp2(kHallSizeOctaves * (2.0 * display(values, "size") / 100.0 - 1.0));
    double lossDbPerSecond = 0.0;
    for (const float delayMs : kHallDelaysMs) {
        const double seconds = scale * static_cast<double>(delayMs) / 1000.0;
        const auto shelfGain = [&](double share) {
            return std::pow(10.0, -3.0 * seconds / decay * (1.0 / share - 1.0));
        };
        const double highGain = shelfGain(static_cast<double>(kHallHighDecayShare));
        const double lowGain = shelfGain(static_cast<double>(kHallLowDecayShare));
        const Complex response = (highGain + (1.0 - highGain) * high) * (1.0 - (1.0 - lowGain) * low);
        lossDbPerSecond += (60.0 * seconds / decay - 20.0 * std::log10(std::abs(response))) / seconds / kHallLines;
    }
    return 60.0 / lossDbPerSecond;
}

} // namespace stepwise::effects
