// What the evaluation counts. Results of shards add up: sums are kept, means are taken at the end.
#pragma once

#include "core/errors.h"
#include "effects/parameter.h"
#include "models/knob_recovery.h"

#include <array>
#include <map>
#include <string>

namespace stepwise::models {

struct Share {
    int hits = 0;
    int items = 0;

    double value() const { return items > 0 ? static_cast<double>(hits) / items : 0.0; }
    void count(bool isHit);
    void add(const Share& other);
};

struct MeanErrors {
    core::Errors sum;
    int items = 0;

    core::Errors mean() const;
    void count(const core::Errors& errors);
    void add(const MeanErrors& other);
};

/// Of rounds: the errors of the dry sound and after the suggested steps.
struct Outcome {
    MeanErrors initial;
    MeanErrors final;      ///< after all suggested steps
    MeanErrors bestPrefix; ///< after the steps that are taken by default
    Share worseThanDry;    ///< final MSE above the initial one
    Share exactSet;        ///< the suggested effects are the target's

    void add(const Outcome& other);
};

/// One CNN alone: its effect's true position, all else given.
struct EffectResult {
    MeanErrors without;
    MeanErrors with;
    Share improved; ///< items whose MSE falls
    Share missed;   ///< targets with the effect whose suggestion lacks it
    Share extra;    ///< targets without the effect whose suggestion has it

    void add(const EffectResult& other);
};

/// Confidence against truth, in ten bins of confidence. A hit is a suggested effect that stands next in the target's
/// chain, after Guo et al., "On calibration of modern neural networks" (ICML 2017).
struct Calibration {
    static constexpr int kBins = 10;
    std::array<Share, kBins> bins;
    std::array<double, kBins> confidenceSums = {};

    void count(double confidence, bool isHit);
    void add(const Calibration& other);
    /// Mean distance between confidence and share of hits, weighted by items: 0 is perfect.
    double expectedError() const;
};

/// Numerical improvement after the suggestion, from and to the best prefix.
struct RefinementResult {
    std::string method; ///< empty if none was asked for
    MeanErrors initial;
    MeanErrors final;
    Share worse; ///< rounds that it left further from the target: must stay 0
    double renders = 0.0;
    double seconds = 0.0;
    KnobRecoveries knobs; ///< of the targets whose effects, order and modes were found

    void add(const RefinementResult& other);
};

struct GroupResult {
    Outcome all;
    std::map<std::string, Outcome> parts; ///< by source, by chain length, and by the condition's strata
    std::array<MeanErrors, effects::kEffectCount> perStep; ///< after step k; a finished round keeps its last error
    std::array<EffectResult, effects::kEffectCount> effects;
    std::array<Share, effects::kEffectCount> nextEffectLast; ///< by chain length, all but the last step given
    std::array<Share, effects::kEffectCount> nextEffectDry;  ///< by chain length, from the dry sound
    Share firstInSet;                                        ///< the first pick is one of the target's effects
    Calibration calibration;
    RefinementResult refinement; ///< without items if none was asked for
    double suggestSeconds = 0.0;

    void add(const GroupResult& other);
    Share nextEffectLastAll() const;
};

} // namespace stepwise::models
