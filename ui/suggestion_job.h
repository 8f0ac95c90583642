// What is asked of the suggester, and its answer: plain work for a worker's thread.
#pragma once

#include "models/suggester.h"
#include "ui/rendered_timeline.h"

namespace stepwise::ui {

/// The round up to where a suggestion is wanted.
struct SuggestionRequest {
    std::shared_ptr<const Pair> pair;
    TimelineSoundPtr roundInput;
    int roundId = 0;
    std::vector<int> replaced; ///< ids of the steps that the answer takes the place of
    Hearing askedFor;          ///< the steps before them that are on
    bool wantsAll = false;
    bool searches = true; ///< among alternatives; else the networks' first guesses
};

/// The first `keep` steps stay.
SuggestionRequest requestFrom(const RenderedTimeline& timeline, const Work& work, std::size_t keep, bool wantsAll);

struct SuggestionAnswer {
    std::vector<models::TimelineStep> steps; ///< what is new
    std::size_t helping = 0;                 ///< of them, up to the lowest error
    std::optional<models::StopReason> reason;
};

SuggestionAnswer suggest(const SuggestionRequest& request, models::Suggester& suggester,
                         const effects::Progress& progress);

/// The share of the error that each of `steps` would remove if it stood after the kept ones.
std::vector<double> wouldRemove(const SuggestionRequest& request, const std::vector<effects::Step>& steps,
                                const effects::Progress& progress);

} // namespace stepwise::ui
