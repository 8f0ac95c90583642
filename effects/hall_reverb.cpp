#include "effects/hall_reverb.h"

namespace stepwise::effects {

namespace {

constexpr std::array<ParameterInfo, 8> kParameters = {{
    {.id = "mix",
     .name = "Mix",
     .unit = "%",
     .help = "How much of the hall is heard.",
     .displayMax = 100.0F,
     .defaultValue = 0.35F,
     .predicted = true,
     .sampledRanges = {{{0.3F, 0.7F}}}},
    {.id = "low_cut",
     .name = "Low cut",
     .unit = "Hz",
     .help = "Takes the low end out of the hall: less mud.",
     .curve = Curve::logarithmic,
     .displayMin = 20.0F,
     .displayMax = 2000.0F,
     .defaultValue = 0.25F,
     .predicted = true,
     .sampledRanges = {{{0.0F, 1.0F}}}},
    {.id = "high_cut",
     .name = "High cut",
     .unit = "Hz",
     .help = "Takes the high end out of the hall: a darker room.",
     .curve = Curve::logarithmic,
     .displayMin = 500.0F,
     .displayMax = 20000.0F,
     .defaultValue = 0.75F,
     .predicted = true,
     .sampledRanges = {{{0.0F, 1.0F}}}},
    {.id = "size",
     .name = "Size",
     .unit = "%",
     .help = "The size of the hall: the spacing of its echoes.",
     .displayMax = 100.0F,
     .defaultValue = 0.5F},
    {.id = "decay",
     .name = "Decay",
     .unit = "s",
     .help = "How long the hall rings: the time to fall by 60 dB.",
     .curve = Curve::logarithmic,
     .displayMin = 0.3F,
     .displayMax = 20.0F,
     .defaultValue = 0.5F},
    {.id = "spin_rate",
     .name = "Spin rate",
     .unit = "Hz",
     .help = "How fast the echoes drift.",
     .curve = Curve::logarithmic,
     .displayMin = 0.05F,
     .displayMax = 5.0F,
     .defaultValue = 0.5F},
    {.id = "spin_depth",
     .name = "Spin depth",
     .unit = "%",
     .help = "How far the echoes drift: smoother, then detuned.",
     .displayMax = 100.0F,
     .defaultValue = 0.25F},
    {.id = "width",
     .name = "Width",
     .unit = "%",
     .help = "From a mono (0) to a wide hall.",
     .displayMax = 100.0F,
     .defaultValue = 1.0F},
}};

constexpr EffectInfo kInfo = {EffectId::hallReverb, "hall_reverb", "Hall reverb",
                              "Puts the sound into a hall: space, depth and a tail.", kParameters};

} // namespace

const EffectInfo& hallReverbInfo() {
    return kInfo;
}

} // namespace stepwise::effects
