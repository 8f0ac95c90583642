// The evaluation (design, section 8): a suggestion for each unseen target, and what error is left.
#pragma once

#include "models/evaluation_result.h"
#include "models/evaluation_target.h"
#include "models/refinement.h"
#include "models/suggester.h"

#include <memory>
#include <span>

namespace stepwise::models {

struct EvaluationOptions {
    int targetsPerGroup = 1000;
    std::uint64_t seed = 1;
    Condition condition = Condition::standard;
    SuggestOptions suggest;
    /// False: as many steps as the target has effects, as in the paper. True: rounds end by themselves, as for the
    /// learner, and what counts are the steps up to the lowest error.
    bool freeRounds = false;
    std::optional<RefineOptions> refine; ///< refines every suggestion
    /// Only targets whose index leaves `shard` when divided by `shards`: results of all shards add up to the whole.
    int shard = 0;
    int shards = 1;
};

/// What networks say with the true steps given (each CNN alone, the next effect) is asked for standard targets only.
/// One thread for each predictor; the result does not depend on their number. `progress` is called after each target
/// with the share done; false cancels (effects::Cancelled).
GroupResult evaluateGroup(std::span<const std::shared_ptr<Predictor>> predictors, core::PresetGroup group,
                          const EvaluationOptions& options, const effects::Progress& progress = {});

} // namespace stepwise::models
