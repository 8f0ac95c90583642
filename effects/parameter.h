// Parameter descriptions: the one list that the rack, the chain files, the models, the window and the tests read.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace stepwise::effects {

/// The rack's effects, in the order in which the models number them.
enum class EffectId { compressor, distortion, equalizer, phaser, hallReverb };
inline constexpr int kEffectCount = 5;
inline constexpr int kMaxParameterCount = 12;

inline constexpr std::array<EffectId, kEffectCount> kAllEffects = {
    EffectId::compressor, EffectId::distortion, EffectId::equalizer, EffectId::phaser, EffectId::hallReverb};

/// How a normalised value becomes a display value.
enum class Curve {
    linear,      ///< displayMin + value * (displayMax - displayMin)
    logarithmic, ///< displayMin * (displayMax / displayMin)^value
    choice,      ///< one of `choices`; the normalised value is index / (count - 1)
};

struct Choice {
    std::string_view id;   ///< snake_case, as in chain files
    std::string_view name; ///< as on the screen
};

/// A closed range of normalised values.
struct Range {
    float low = 0.0F;
    float high = 1.0F;
};

struct ParameterInfo {
    std::string_view id;   ///< stable, snake_case, as in chain files
    std::string_view name; ///< as on the screen
    std::string_view unit; ///< "Hz", "dB", "%", "ms", "s", ":1", "°" or empty
    std::string_view help; ///< one sentence that teaches what turning it does
    Curve curve = Curve::linear;
    float displayMin = 0.0F;
    float displayMax = 1.0F;
    float defaultValue = 0.0F; ///< normalised
    std::span<const Choice> choices = {};
    bool predicted = false;                  ///< set by the models
    std::array<Range, 2> sampledRanges = {}; ///< what training data draws from (predicted parameters only)
    int sampledRangeCount = 1;
};

struct EffectInfo {
    EffectId id;
    std::string_view key;  ///< snake_case, as in chain files
    std::string_view name; ///< as on the screen
    std::string_view help; ///< what the effect does to a sound, in one sentence
    std::span<const ParameterInfo> parameters;
};

/// Normalised values in the order of `EffectInfo::parameters`; entries past its end are unused.
using ParameterValues = std::array<float, kMaxParameterCount>;

const EffectInfo& effectInfo(EffectId effect);

/// The effect with this key; false if there is none.
bool findEffect(std::string_view key, EffectId& effect);

/// Index into `info.parameters`, or -1.
int findParameter(const EffectInfo& info, std::string_view id);

ParameterValues defaultValues(EffectId effect);

float toDisplay(const ParameterInfo& parameter, float normalised);
float fromDisplay(const ParameterInfo& parameter, float display);

int choiceIndex(const ParameterInfo& parameter, float normalised);
float choiceValue(const ParameterInfo& parameter, int index);

/// The display value in two parts, for readers of other languages.
struct DisplayText {
    std::string number; ///< with a dot as the decimal separator, perhaps a sign: "1.25", "-6.0"; empty for a choice
    std::string rest;   ///< what follows at once: " kHz", ":1", or the choice: "Sine fold"
};

/// The display value rounded as a reader wants it.
DisplayText displayText(const ParameterInfo& parameter, float normalised);

/// displayText() as one: "1.25 kHz", "-6.0 dB", "Sine fold".
std::string formatDisplay(const ParameterInfo& parameter, float normalised);

} // namespace stepwise::effects
