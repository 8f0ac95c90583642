// Turns an input, a target and the steps so far into ranked suggestions.
#pragma once

#include "models/beam_search.h"
#include "models/candidates.h"
#include "models/predictor.h"
#include "models/timeline.h"

#include <string>

namespace stepwise::models {

/// Of longer sounds a search would try little in its time, and keep much in memory.
inline constexpr double kMostSearchedSeconds = 30.0;

/// What a search is worth by default: a second for each second of sound, at least one, at most five; nothing for sounds
/// of more than kMostSearchedSeconds.
double usualBudgetMs(double soundSeconds);

struct SuggestOptions {
    int maxSteps = effects::kEffectCount;
    /// Whether the round may end before maxSteps when the networks hear no further effect, or hardly any.
    bool stopsWhenDone = true;
    /// 0 is greedy: the best-ranked effect with its proposed knobs. More lets a beam search try ranked alternatives,
    /// likely modes and other knobs, and keep what sounds nearest. The search alone takes about this long; suggestAll
    /// first takes the greedy round, to compare with.
    double budgetMs = 0.0;
    /// False: the search tries what its budget stands for, however long a busy machine takes.
    bool watchesClock = true;
    /// Whether suggestAll measures all six errors of its steps, or those of the mel spectrogram only: faster, and much
    /// less memory for long sounds.
    bool measuresAllErrors = true;
};

/// Why a suggestion ended.
enum class StopReason {
    thereAlready,   ///< nothing lowers the error any more: "you are there"
    nothingHelps,   ///< nothing lowers the error any more, and some of it can still be heard
    allEffectsUsed, ///< every effect stands in the round
    stepLimit,      ///< as many steps as asked for
    nothingToDo,    ///< the notes of the pair say so: a silent sound, alike ones, only the level differs ...
};

/// Whether nothing is suggested for this round, whatever the networks hear.
bool isNothingToDo(const Timeline& timeline);

/// thereAlready or nothingHelps, for an error (MSE) that is left.
StopReason whyNothingMore(double mse);

/// One clear sentence for the learner.
std::string explain(StopReason reason);

struct SuggestTimes {
    double modelsSeconds = 0.0;
    double renderSeconds = 0.0;
};

class Suggester {
public:
    explicit Suggester(std::shared_ptr<Predictor> predictor);

    /// The next step, rendered and measured, with ranked alternatives; none when nothing lowers the error. It may raise
    /// the error for the sake of the steps after it: where the networks are sure of it, or a search has heard them.
    std::optional<TimelineStep> suggestNext(const Timeline& timeline, const SuggestOptions& options = {},
                                            const effects::Progress& progress = {});

    /// Appends steps until nothing lowers the error any more, or the round ends. A search is never worse than greedy.
    /// The progress is of the whole, and never falls.
    StopReason suggestAll(Timeline& timeline, const SuggestOptions& options = {},
                          const effects::Progress& progress = {});

    const SuggestTimes& times() const { return times_; }
    const Predictor& predictor() const { return *predictor_; }

private:
    /// Whether a step may raise the error if the networks are sure of it.
    enum class Trust { careful, ifSure, untilDone, always };

    std::optional<TimelineStep> firstThatHelps(const Timeline& timeline, const Prediction& prediction,
                                               std::span<const Candidate> ranked, Trust trust,
                                               const effects::Progress& progress);
    std::optional<TimelineStep> greedyNext(const Timeline& timeline, Trust trust, const SuggestOptions& options,
                                           const effects::Progress& progress);
    std::optional<TimelineStep> searchedNext(const Timeline& timeline, const SuggestOptions& options,
                                             const effects::Progress& progress);
    void appendSearched(Timeline& timeline, const SuggestOptions& options, const effects::Progress& progress);
    StopReason roll(Timeline& timeline, Trust trust, const SuggestOptions& options, const effects::Progress& progress);
    StopReason suggestGreedily(Timeline& timeline, const SuggestOptions& options, const effects::Progress& progress);
    StopReason suggestBySearch(Timeline& timeline, const SuggestOptions& options, const effects::Progress& progress);
    StopReason suggestRound(Timeline& timeline, const SuggestOptions& options, const effects::Progress& progress);
    std::optional<TimelineStep> anythingThatHelps(const Timeline& timeline, const SuggestOptions& options,
                                                  const effects::Progress& progress);

    std::shared_ptr<Predictor> predictor_;
    SuggestTimes times_;
};

} // namespace stepwise::models
