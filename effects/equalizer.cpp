#include "effects/equalizer.h"

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

} // namespace stepwise::effects
