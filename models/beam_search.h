// Search over chains: the networks propose, the rack renders, the error decides.
#pragma once

#include "models/predictor.h"
#include "models/timeline.h"

#include <vector>

namespace stepwise::models {

struct SearchOptions {
    int maxSteps = effects::kEffectCount; ///< of the whole round
    bool stopsWhenDone = true;            ///< false: exactly as many steps as are left
    double budgetMs = 1000.0;             ///< of this search, whatever came before it
    /// Whether the search hurries to its end once the budget is over on the clock. False: what is tried depends on the
    /// budget alone, and a busy machine only takes longer.
    bool watchesClock = true;
};

struct SearchedStep {
    effects::Step step;
    float confidence = 0.0F; ///< as TimelineStep::confidence
    std::vector<Alternative> alternatives;
    float doneProbability = 0.0F; ///< before it
};

struct SearchResult {
    std::vector<SearchedStep> steps; ///< empty if none is better than stopping
    double modelsSeconds = 0.0;      ///< of the time, what the networks took
};

/// The best steps found to go on from the end of the timeline. A beam search:
/// each of a few chains is extended by its likely effects, each with its likely modes and with knobs drawn from the
/// networks' densities, as many as the budget pays for, rendered in packs. Chains are kept by the logarithm of their
/// error, less a share of the logarithm of the effects' probability, since a right step may raise the error until the
/// next one follows. What is tried is planned from the budget; the clock ends only what takes longer than planned, by
/// going on with the best chain so far as proposed. Sounds of several channels are searched by their mono mix.
SearchResult searchSteps(Predictor& predictor, const Situation& situation, const Timeline& timeline,
                         const SearchOptions& options, const effects::Progress& progress = {});

} // namespace stepwise::models
