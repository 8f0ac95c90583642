// The evaluation (design, section 8): unseen targets of our own, a suggestion for each, and what error is left.
#pragma once

#include "core/errors.h"
#include "core/synth.h"
#include "models/suggester.h"

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

namespace stepwise::models {

/// One target: a preset's sound through a chain that no training data holds.
struct EvaluationTarget {
    std::string presetId;
    std::vector<effects::Step> steps;
    core::AudioBuffer dry;
    core::AudioBuffer target;
};

/// Targets come from their own seeds: this word is never part of a training seed.
inline constexpr std::uint64_t kEvaluationSeedDomain = 0x6576616c75617465ULL;

/// Target `index` of a group: length 1 + index % 5, preset (index / 5) % 4. The same seed gives the same target.
EvaluationTarget makeEvaluationTarget(core::PresetGroup group, std::uint64_t seed, int index);

struct EffectResult {
    int items = 0;
    int improved = 0;    ///< items whose MSE falls
    core::Errors change; ///< mean of error with the CNN's effect minus error without it
};

struct Share {
    int hits = 0;
    int items = 0;
    double value() const { return items > 0 ? static_cast<double>(hits) / items : 0.0; }
};

struct GroupResult {
    int targets = 0;
    core::Errors initial;
    core::Errors final;                                      ///< after all suggested steps
    core::Errors bestPrefix;                                 ///< after the steps taken by default
    std::array<core::Errors, effects::kEffectCount> perStep; ///< after step k; a finished round keeps its last error
    Share worseThanDry;
    Share exactSet;
    std::array<EffectResult, effects::kEffectCount> effects;
    std::array<Share, effects::kEffectCount> nextEffectLast; ///< by chain length
    Share firstInSet;
    /// The same targets at an unknown gain of +-12 dB, errors after the trim.
    core::Errors unknownLevelInitial;
    core::Errors unknownLevelFinal;
    Share unknownLevelWorse;
};

struct EvaluationOptions {
    int targetsPerGroup = 1000;
    std::uint64_t seed = 1;
    SuggestOptions suggest;
};

/// `progress` is called after each target with the share done; false cancels (effects::Cancelled).
GroupResult evaluateGroup(Suggester& suggester, Predictor& predictor, core::PresetGroup group,
                          const EvaluationOptions& options, const effects::Progress& progress = {});

} // namespace stepwise::models
