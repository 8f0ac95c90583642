#include "models/candidates.h"
#include "models/progress_part.h"
#include "models/round_end.h"
#include "models/situation.h"
#include "models/suggester.h"

#include <algorithm>
#include <chrono>

namespace stepwise::models {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double kBudgetMsPerSecond = 1000.0;
constexpr double kLeastBudgetSeconds = 1.0;
constexpr double kMostBudgetSeconds = 5.0;

/// Of the time of a step or a round; the rest is greedy.
constexpr double kSearchShare = 0.85;

TimelineStep rendered(const Timeline& timeline, const SearchedStep& searched, const effects::Progress& progress) {
    TimelineStep step = timeline.tried(searched.step, progress);
    step.suggested = step.step;
    step.confidence = searched.confidence;
    step.alternatives = searched.alternatives;
    return step;
}

/// As the greedy way does: where the networks hear nothing missing, a faint step is left out.
void dropFaintEnd(Timeline& timeline, std::size_t given, std::span<const SearchedStep> steps) {
    for (std::size_t count = steps.size(); count > 0; --count) {
        const std::size_t last = given + count - 1;
        if (steps[count - 1].doneProbability < kDoneProbability ||
            !isFaint(timeline, mseBefore(timeline, last), mseBefore(timeline, last + 1)))
            return;
        timeline.truncate(last);
    }
}

} // namespace

double usualBudgetMs(double soundSeconds) {
    if (soundSeconds > kMostSearchedSeconds)
        return 0.0;
    return kBudgetMsPerSecond * std::clamp(soundSeconds, kLeastBudgetSeconds, kMostBudgetSeconds);
}

void Suggester::appendSearched(Timeline& timeline, const SuggestOptions& options, const effects::Progress& progress) {
    const auto start = Clock::now();
    const std::size_t given = timeline.steps().size();
    const SearchResult result = searchSteps(*predictor_, situationOf(timeline, given), timeline,
                                            {.maxSteps = options.maxSteps,
                                             .stopsWhenDone = options.stopsWhenDone,
                                             .budgetMs = options.budgetMs,
                                             .watchesClock = options.watchesClock},
                                            progress);
    for (const SearchedStep& step : result.steps)
        timeline.appendTried(rendered(timeline, step, part(progress, 1.0, 1.0)));
    if (options.stopsWhenDone)
        dropFaintEnd(timeline, given, result.steps);
    times_.modelsSeconds += result.modelsSeconds;
    times_.renderSeconds += std::chrono::duration<double>(Clock::now() - start).count() - result.modelsSeconds;
}

std::optional<TimelineStep> Suggester::searchedNext(const Timeline& timeline, const SuggestOptions& options,
                                                    const effects::Progress& progress) {
    const std::size_t given = timeline.steps().size();
    Timeline ahead = timeline;
    appendSearched(ahead, options, part(progress, 0.0, kSearchShare));
    const auto& steps = ahead.steps();
    const bool leadsNearer = std::any_of(
        steps.begin() + static_cast<std::ptrdiff_t>(given), steps.end(),
        [before = lastMse(timeline)](const TimelineStep& step) { return step.measured.errors.mse < before; });
    if (leadsNearer || (!options.stopsWhenDone && steps.size() > given))
        return steps[given];
    return greedyNext(timeline, Trust::ifSure, options, part(progress, kSearchShare, 1.0));
}

StopReason Suggester::suggestBySearch(Timeline& timeline, const SuggestOptions& options,
                                      const effects::Progress& progress) {
    Timeline greedy = timeline;
    const StopReason reason = suggestGreedily(greedy, options, part(progress, 0.0, 1.0 - kSearchShare));
    appendSearched(timeline, options, part(progress, 1.0 - kSearchShare, 1.0));
    const bool isPrescribed = !options.stopsWhenDone;
    const auto left = [&](const Timeline& one) { return isPrescribed ? lastMse(one) : bestMse(one); };
    if (left(timeline) > left(greedy)) {
        timeline = std::move(greedy);
        return reason;
    }
    if (timeline.steps().size() == effects::kEffectCount)
        return StopReason::allEffectsUsed;
    return static_cast<int>(timeline.steps().size()) == options.maxSteps ? StopReason::stepLimit
                                                                         : StopReason::thereAlready;
}

} // namespace stepwise::models
