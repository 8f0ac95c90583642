#include "models/refinement.h"

#include <chrono>

namespace stepwise::models {

RefinementReport refineTimeline(Timeline& timeline, const RefineOptions& options, const RefineProgress& progress) {
    const auto start = std::chrono::steady_clock::now();
    const std::size_t count = timeline.bestPrefix();
    RefinementReport report;
    const bool isGradient = options.method == RefineMethod::gradient;
    report.method = isGradient ? "gradient" : "cma";
    report.initial = timeline.measuredBefore(count).errors;
    std::vector<effects::Step> steps;
    for (std::size_t i = 0; i < count; ++i)
        steps.push_back(timeline.steps()[i].step);
    const RefineStatus status = isGradient ? refineByGradient(timeline, steps, options, progress)
                                           : refineByEvolution(timeline, steps, options, progress);
    Timeline refined = timeline;
    refined.setSteps(status.steps);
    // The mono mix was worked on; by the mel error, what counts is the sound itself.
    const bool isBetter = options.loss == LossKind::mel ? refined.measuredBefore(count).errors.mse < report.initial.mse
                                                        : status.loss < status.initialLoss;
    if (isBetter)
        timeline = std::move(refined);
    report.renders = status.renders;
    report.final = timeline.measuredBefore(count).errors;
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return report;
}

} // namespace stepwise::models
