// What the evaluation asks for: unseen targets of our own, as the paper has them, and under held-out conditions.
#pragma once

#include "core/comparison.h"
#include "core/synth.h"
#include "effects/chain.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stepwise::models {

enum class Condition {
    standard,     ///< the group's presets at C4, one second, at the level that they were made at
    notes,        ///< any note from C2 to C6
    randomPatch,  ///< random patches instead of the group's presets, any note from C2 to C6
    inputLevel,   ///< dry sounds up to 12 dB quieter or louder
    unknownLevel, ///< targets up to 12 dB quieter or louder than the chain left them, compared after the trim
    halfSecond,   ///< half a second
    fiveSeconds,
};
inline constexpr int kConditionCount = 7;

/// JSON key ("standard", "notes", "random_patches", ...) and one line for people.
std::string_view conditionKey(Condition condition);
std::string_view conditionText(Condition condition);

/// A dry sound, and the same sound through a chain that no training data holds.
struct EvaluationTarget {
    std::string source;  ///< the preset's id, or "random_patch"
    std::string stratum; ///< of its condition: "octave 3", "-12 to -6 dB"; empty if there is none
    std::vector<effects::Step> steps;
    core::AudioBuffer dry;
    core::AudioBuffer target;
    core::ComparisonOptions comparison;
};

/// Of the way that targets are drawn from a seed: 1 drew them from one sequence, a number further on each.
inline constexpr int kTargetDraw = 2;
/// Targets come from their own seeds: this word is never part of a training seed.
inline constexpr std::uint64_t kEvaluationSeedDomain = 0x6576616c75617465ULL;

/// Target `index` of a group: length 1 + index % 5, preset (index / 5) % 4. The same seed gives the same target, and
/// all conditions of an index share the chain.
EvaluationTarget makeEvaluationTarget(core::PresetGroup group, std::uint64_t seed, int index,
                                      Condition condition = Condition::standard);

core::AudioBuffer renderSteps(core::AudioBuffer sound, std::span<const effects::Step> steps);

} // namespace stepwise::models
