#include "effects/equalizer.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace stepwise::effects {

namespace {

constexpr std::array<Choice, 3> kLowTypes = {{{"shelf", "Shelf"}, {"peak", "Peak"}, {"high_pass", "High-pass"}}};
constexpr std::array<Choice, 3> kHighTypes = {{{"shelf", "Shelf"}, {"peak", "Peak"}, {"low_pass", "Low-pass"}}};

constexpr std::array<ParameterInfo, 8> kParameters = {{
    {.id = "low_frequency",
     .name = "Low frequency",
     .unit = "Hz",
     .help = "Where the low band works.",
     .curve = Curve::logarithmic,
     .displayMin = 22.0F,
     .displayMax = 20000.0F,
     .defaultValue = 0.33F},
    {.id = "low_q",
     .name = "Low Q",
     .unit = "",
     .help = "How narrow the low band is.",
     .curve = Curve::logarithmic,
     .displayMin = 0.4F,
     .displayMax = 10.0F,
     .defaultValue = 0.17701F},
    {.id = "low_gain",
     .name = "Low gain",
     .unit = "dB",
     .help = "How much the low band is raised or lowered.",
     .displayMin = -24.0F,
     .displayMax = 24.0F,
     .defaultValue = 0.5F},
    {.id = "low_type",
     .name = "Low type",
     .unit = "",
     .help = "Shelf: everything below. Peak: only around. High-pass: cuts everything below.",
     .curve = Curve::choice,
     .defaultValue = 0.0F,
     .choices = kLowTypes},
    {.id = "high_frequency",
     .name = "High frequency",
     .unit = "Hz",
     .help = "Where the high band works.",
     .curve = Curve::logarithmic,
     .displayMin = 22.0F,
     .displayMax = 20000.0F,
     .defaultValue = 0.75F,
     .predicted = true,
     .sampledRanges = {{{0.5F, 0.95F}}}},
    {.id = "high_q",
     .name = "High Q",
     .unit = "",
     .help = "How narrow the high band is.",
     .curve = Curve::logarithmic,
     .displayMin = 0.4F,
     .displayMax = 10.0F,
     .defaultValue = 0.17701F,
     .predicted = true,
     .sampledRanges = {{{0.0F, 1.0F}}}},
    {.id = "high_gain",
     .name = "High gain",
     .unit = "dB",
     .help = "How much the high band is raised or lowered.",
     .displayMin = -24.0F,
     .displayMax = 24.0F,
     .defaultValue = 0.5F,
     .predicted = true,
     .sampledRanges = {{{0.0F, 0.4F}, {0.6F, 1.0F}}},
     .sampledRangeCount = 2},
    {.id = "high_type",
     .name = "High type",
     .unit = "",
     .help = "Shelf: everything above. Peak: only around. Low-pass: cuts everything above.",
     .curve = Curve::choice,
     .defaultValue = 0.0F,
     .choices = kHighTypes},
}};

constexpr EffectInfo kInfo = {EffectId::equalizer, "equalizer", "Equalizer",
                              "Raises or lowers parts of the spectrum: brighter, darker, fuller.", kParameters};

} // namespace

const EffectInfo& equalizerInfo() {
    return kInfo;
}

namespace {

using Complex = std::complex<double>;

double display(const ParameterValues& values, std::size_t parameter) {
    return static_cast<double>(toDisplay(kParameters[parameter], values[parameter]));
}

/// One band at s = j tan(pi f / rate) / tan(pi cutoff / rate).
Complex bandResponse(const ParameterValues& values, std::size_t first, double frequencyHz, double sampleRateHz) {
    const double cutoff = std::min(display(values, first) / sampleRateHz, 0.49);
    const Complex s(0.0, std::tan(std::numbers::pi * frequencyHz / sampleRateHz) / std::tan(std::numbers::pi * cutoff));
    const double q = display(values, first + 1);
    const double a = std::pow(10.0, display(values, first + 2) / 40.0);
    const bool isLow = first == 0;
    const Complex damping = s / q;
    switch (choiceIndex(kParameters[first + 3], values[first + 3])) {
    case 0: {
        const Complex rootDamping = std::sqrt(a) * damping;
        return isLow ? a * (s * s + rootDamping + a) / (a * s * s + rootDamping + 1.0)
                     : a * (a * s * s + rootDamping + 1.0) / (s * s + rootDamping + a);
    }
    case 1:
        return (s * s + a * damping + 1.0) / (s * s + damping / a + 1.0);
    default:
        return (isLow ? s * s : Complex(1.0)) / (s * s + damping + 1.0);
    }
}

} // namespace

double equalizerGainDb(const ParameterValues& values, double frequencyHz, double sampleRateHz) {
    const Complex response =
        bandResponse(values, 0, frequencyHz, sampleRateHz) * bandResponse(values, 4, frequencyHz, sampleRateHz);
    return 20.0 * std::log10(std::max(std::abs(response), 1e-10));
}

} // namespace stepwise::effects
