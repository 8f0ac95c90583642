#include "effects/distortion.h"

namespace stepwise::effects {

namespace {

constexpr std::array<Choice, 12> kModes = {{
    {"tube", "Tube"},
    {"soft_clip", "Soft clip"},
    {"hard_clip", "Hard clip"},
    {"diode_1", "Diode 1"},
    {"diode_2", "Diode 2"},
    {"linear_fold", "Linear fold"},
    {"sine_fold", "Sine fold"},
    {"zero_square", "Zero-square"},
    {"downsample", "Downsample"},
    {"asymmetric", "Asymmetric"},
    {"rectify", "Rectify"},
    {"sine_shaper", "Sine shaper"},
}};

constexpr std::array<Choice, 3> kFilterPlaces = {{{"off", "Off"}, {"pre", "Before"}, {"post", "After"}}};

constexpr std::array<ParameterInfo, 7> kParameters = {{
    {.id = "mode",
     .name = "Mode",
     .unit = "",
     .help = "The shape that the wave is bent into.",
     .curve = Curve::choice,
     .defaultValue = 0.0F,
     .choices = kModes,
     .predicted = true},
    {.id = "drive",
     .name = "Drive",
     .unit = "dB",
     .help = "How hard the sound is pushed into the shape.",
     .displayMin = 0.0F,
     .displayMax = 30.0F,
     .defaultValue = 0.5F,
     .predicted = true,
     .sampledRanges = {{{0.3F, 1.0F}}}},
    {.id = "mix",
     .name = "Mix",
     .unit = "%",
     .help = "Blends the dry with the distorted sound.",
     .displayMax = 100.0F,
     .defaultValue = 1.0F},
    {.id = "filter",
     .name = "Filter",
     .unit = "",
     .help = "Puts a filter before or after the distortion.",
     .curve = Curve::choice,
     .defaultValue = 0.0F,
     .choices = kFilterPlaces},
    {.id = "filter_frequency",
     .name = "Filter frequency",
     .unit = "Hz",
     .help = "Where the filter cuts.",
     .curve = Curve::logarithmic,
     .displayMin = 22.0F,
     .displayMax = 20000.0F,
     .defaultValue = 0.5F},
    {.id = "filter_q",
     .name = "Filter Q",
     .unit = "",
     .help = "How narrow and resonant the filter is.",
     .curve = Curve::logarithmic,
     .displayMin = 0.5F,
     .displayMax = 10.0F,
     .defaultValue = 0.1157F},
    {.id = "filter_blend",
     .name = "Filter type",
     .unit = "",
     .help = "From low-pass (0) over band-pass (0.5) to high-pass (1).",
     .defaultValue = 0.0F},
}};

constexpr EffectInfo kInfo = {EffectId::distortion, "distortion", "Distortion",
                              "Bends the wave so that new overtones appear: warmer, harsher, louder.", kParameters};

} // namespace

const EffectInfo& distortionInfo() {
    return kInfo;
}

} // namespace stepwise::effects
