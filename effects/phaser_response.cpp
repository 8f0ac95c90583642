#include "effects/phaser_response.h"

#include "effects/phaser.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace stepwise::effects {

namespace {

using Complex = std::complex<double>;
using std::numbers::pi;

double display(const ParameterValues& values, std::size_t parameter) {
    return static_cast<double>(toDisplay(phaserInfo().parameters[parameter], values[parameter]));
}

} // namespace

double phaserGainDb(const ParameterValues& values, double sweep, double frequencyHz, double sampleRateHz) {
    const double octaves = static_cast<double>(kPhaserSweepOctaves) * static_cast<double>(values[1]) * sweep;
    const double stageHz = std::clamp(display(values, 2) * std::exp2(octaves), static_cast<double>(kPhaserMinHz),
                                      static_cast<double>(kPhaserMaxNormalised) * sampleRateHz);
    const double t = std::tan(pi * stageHz / sampleRateHz);
    const double a = (t - 1.0) / (t + 1.0);
    const Complex delay = std::polar(1.0, -2.0 * pi * frequencyHz / sampleRateHz);
    const Complex cascade = std::pow((a + delay) / (1.0 + a * delay), kPhaserStages);
    const double feedback = static_cast<double>(kPhaserMaxFeedback) * static_cast<double>(values[3]);
    const Complex wet = std::sqrt(1.0 - feedback) * (1.0 + cascade) / (2.0 * (1.0 - feedback * cascade));
    const Complex out = 1.0 + static_cast<double>(values[5]) * (wet - 1.0);
    return 20.0 * std::log10(std::max(std::abs(out), 1e-10));
}

} // namespace stepwise::effects
