// Turns an input, a target and the steps so far into ranked suggestions.
#pragma once

#include "models/predictor.h"
#include "models/timeline.h"

#include <string>

namespace stepwise::models {

struct SuggestOptions {
    int maxSteps = effects::kEffectCount;
    /// 0 is greedy: the best-ranked effect with its proposed knobs. More lets the search try ranked alternatives and
    /// likely modes for about this long for the whole suggestion, and keep what sounds nearest.
    double budgetMs = 0.0;
};

/// Why a suggestion ended.
enum class StopReason {
    thereAlready,   ///< nothing lowers the error any more: "you are there"
    allEffectsUsed, ///< every effect stands in the round
    stepLimit,      ///< as many steps as asked for
    nothingToDo,    ///< input or target is silent, or they are alike
};

/// One clear sentence for the learner.
std::string explain(StopReason reason);

struct SuggestTimes {
    double modelsSeconds = 0.0;
    double renderSeconds = 0.0;
};

class Suggester {
public:
    explicit Suggester(std::shared_ptr<Predictor> predictor);

    /// The next step, rendered and measured, with ranked alternatives; none when nothing lowers the error.
    std::optional<TimelineStep> suggestNext(const Timeline& timeline, const SuggestOptions& options = {},
                                            const effects::Progress& progress = {});

    /// Appends steps until nothing lowers the error any more, or the round ends.
    StopReason suggestAll(Timeline& timeline, const SuggestOptions& options = {},
                          const effects::Progress& progress = {});

    const SuggestTimes& times() const { return times_; }
    const Predictor& predictor() const { return *predictor_; }

private:
    Situation situation(const Timeline& timeline) const;

    std::shared_ptr<Predictor> predictor_;
    SuggestTimes times_;
};

} // namespace stepwise::models
