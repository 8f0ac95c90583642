#include "ui/suggestion_job.h"

#include "ui/excerpt.h"
#include "ui/work_edit.h"

namespace stepwise::ui {

namespace {

models::Timeline timelineOf(const SuggestionRequest& request, const effects::Progress& progress) {
    models::Timeline timeline = listenedPart(*request.roundInput, *request.pair);
    for (const effects::Step& step : request.askedFor.steps)
        timeline.appendTried(timeline.tried(step, progress));
    return timeline;
}

} // namespace

SuggestionRequest requestFrom(const RenderedTimeline& timeline, const Work& work, std::size_t keep, bool wantsAll) {
    return {.pair = timeline.pair(),
            .roundInput = timeline.inputSound(),
            .roundId = work.round().id,
            .replaced = idsFrom(work, keep),
            .askedFor = hearingBefore(work, work.currentRound, keep),
            .wantsAll = wantsAll};
}

SuggestionAnswer suggest(const SuggestionRequest& request, models::Suggester& suggester,
                         const effects::Progress& progress) {
    const effects::Progress uncounted = [&](double) { return !progress || progress(0.0); };
    models::Timeline timeline = timelineOf(request, uncounted);
    const std::size_t given = timeline.steps().size();
    SuggestionAnswer answer;
    models::SuggestOptions options = {.measuresAllErrors = false};
    if (request.searches)
        options.budgetMs = models::usualBudgetMs(timeline.input().seconds());
    if (!request.wantsAll) {
        if (auto step = suggester.suggestNext(timeline, options, progress)) {
            answer.steps.push_back(std::move(*step));
            answer.helping = 1;
        } else {
            answer.reason = models::isNothingToDo(timeline)
                                ? models::StopReason::nothingToDo
                                : models::whyNothingMore(timeline.measuredBefore(timeline.steps().size()).errors.mse);
        }
        return answer;
    }
    answer.reason = suggester.suggestAll(timeline, options, progress);
    const std::size_t best = timeline.bestPrefix();
    answer.helping = best > given ? best - given : 0;
    for (std::size_t i = given; i < timeline.steps().size(); ++i)
        answer.steps.push_back(timeline.steps()[i]);
    return answer;
}

std::vector<double> wouldRemove(const SuggestionRequest& request, const std::vector<effects::Step>& steps,
                                const effects::Progress& progress) {
    const models::Timeline timeline = timelineOf(request, progress);
    const double before = timeline.measuredBefore(timeline.steps().size()).errors.mse;
    std::vector<double> shares;
    for (const effects::Step& step : steps)
        shares.push_back(before > 0.0 ? 1.0 - timeline.tried(step, progress).measured.errors.mse / before : 0.0);
    return shares;
}

} // namespace stepwise::ui
