#include "effects/compressor.h"

namespace stepwise::effects {

namespace {

constexpr std::array<Choice, 2> kOffOn = {{{"off", "Off"}, {"on", "On"}}};

constexpr std::array<ParameterInfo, 10> kParameters = {{
    {.id = "low_amount",
     .name = "Low",
     .unit = "%",
     .help = "How strongly the band below 88 Hz is evened out.",
     .displayMax = 100.0F,
     .defaultValue = 0.5F,
     .predicted = true,
     .sampledRanges = {{{0.0F, 1.0F}}}},
    {.id = "mid_amount",
     .name = "Mid",
     .unit = "%",
     .help = "How strongly the band from 88 Hz to 2.5 kHz is evened out.",
     .displayMax = 100.0F,
     .defaultValue = 0.5F,
     .predicted = true,
     .sampledRanges = {{{0.0F, 1.0F}}}},
    {.id = "high_amount",
     .name = "High",
     .unit = "%",
     .help = "How strongly the band above 2.5 kHz is evened out.",
     .displayMax = 100.0F,
     .defaultValue = 0.5F,
     .predicted = true,
     .sampledRanges = {{{0.0F, 1.0F}}}},
    {.id = "threshold",
     .name = "Threshold",
     .unit = "dB",
     .help = "The level above which the sound is turned down.",
     .displayMin = -60.0F,
     .displayMax = 0.0F,
     .defaultValue = 0.7F},
    {.id = "ratio",
     .name = "Ratio",
     .unit = ":1",
     .help = "How much of the level above the threshold is taken away.",
     .curve = Curve::logarithmic,
     .displayMin = 1.0F,
     .displayMax = 100.0F,
     .defaultValue = 0.3010300F},
    {.id = "attack",
     .name = "Attack",
     .unit = "ms",
     .help = "How fast the compressor reacts to a louder sound.",
     .curve = Curve::logarithmic,
     .displayMin = 0.1F,
     .displayMax = 1000.0F,
     .defaultValue = 0.5F},
    {.id = "release",
     .name = "Release",
     .unit = "ms",
     .help = "How fast it lets go when the sound gets quieter.",
     .curve = Curve::logarithmic,
     .displayMin = 1.0F,
     .displayMax = 1000.0F,
     .defaultValue = 0.6666667F},
    {.id = "gain",
     .name = "Gain",
     .unit = "dB",
     .help = "Make-up gain after the compression.",
     .displayMin = 0.0F,
     .displayMax = 30.0F,
     .defaultValue = 0.0F},
    {.id = "multiband",
     .name = "Multiband",
     .unit = "",
     .help = "Three bands, each with its own gain, instead of one.",
     .curve = Curve::choice,
     .defaultValue = 1.0F,
     .choices = kOffOn},
    {.id = "mix",
     .name = "Mix",
     .unit = "%",
     .help = "Blends the dry with the compressed sound.",
     .displayMax = 100.0F,
     .defaultValue = 1.0F},
}};

constexpr EffectInfo kInfo = {EffectId::compressor, "compressor", "Compressor",
                              "Evens out loud and quiet in three bands: denser, brighter, closer.", kParameters};

} // namespace

const EffectInfo& compressorInfo() {
    return kInfo;
}

} // namespace stepwise::effects
