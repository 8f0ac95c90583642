#include "models/refinement.h"

#include "models/refinement_path.h"

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
    RefinementPath path = {steps};
    const RefineProgress follow = recordingTo(path, progress);
    const RefineStatus status = isGradient ? refineByGradient(timeline, steps, options, follow)
                                           : refineByEvolution(timeline, steps, options, follow);
    if (auto refined = furthestWithoutRise(timeline, path, options.loss))
        timeline = std::move(*refined);
    report.renders = status.renders;
    report.final = timeline.measuredBefore(count).errors;
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return report;
}

} // namespace stepwise::models
