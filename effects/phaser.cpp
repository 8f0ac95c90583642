#include "effects/phaser.h"

namespace stepwise::effects {

namespace {

constexpr std::array<ParameterInfo, 6> kParameters = {{
    {.id = "rate",
     .name = "Rate",
     .unit = "Hz",
     .help = "How fast the notches sweep.",
     .curve = Curve::logarithmic,
     .displayMin = 0.05F,
     .displayMax = 20.0F,
     .defaultValue = 0.5F},
    {.id = "depth",
     .name = "Depth",
     .unit = "%",
     .help = "How far the notches sweep.",
     .displayMax = 100.0F,
     .defaultValue = 0.5F,
     .predicted = true,
     .sampledRanges = {{{0.0F, 1.0F}}}},
    {.id = "frequency",
     .name = "Frequency",
     .unit = "Hz",
     .help = "Around which frequency they sweep.",
     .curve = Curve::logarithmic,
     .displayMin = 20.0F,
     .displayMax = 18000.0F,
     .defaultValue = 0.5F,
     .predicted = true,
     .sampledRanges = {{{0.0F, 1.0F}}}},
    {.id = "feedback",
     .name = "Feedback",
     .unit = "%",
     .help = "How sharp and singing the sweep becomes.",
     .displayMax = 100.0F,
     .defaultValue = 0.3F,
     .predicted = true,
     .sampledRanges = {{{0.0F, 1.0F}}}},
    {.id = "stereo_phase",
     .name = "Stereo phase",
     .unit = "°",
     .help = "How far the right channel's sweep runs behind the left's.",
     .displayMax = 360.0F,
     .defaultValue = 0.25F},
    {.id = "mix",
     .name = "Mix",
     .unit = "%",
     .help = "How deep the notches cut: 0 is the dry sound.",
     .displayMax = 100.0F,
     .defaultValue = 1.0F},
}};

constexpr EffectInfo kInfo = {EffectId::phaser, "phaser", "Phaser",
                              "Moves notches through the spectrum: a slow, hollow swirl.", kParameters};

} // namespace

const EffectInfo& phaserInfo() {
    return kInfo;
}

} // namespace stepwise::effects
