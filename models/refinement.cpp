#include "models/refinement.h"

#include "models/chain_objective.h"

#include <array>
#include <chrono>

namespace stepwise::models {

namespace {

/// Of the first move, until no error of the mel spectrogram has risen.
constexpr std::array kShares = {0.5, 0.25, 0.125, 0.0625};

std::vector<effects::Step> between(const std::vector<effects::Step>& start, const std::vector<effects::Step>& end,
                                   double share) {
    std::vector<effects::Step> steps = end;
    for (const Knob& knob : continuousKnobs(start)) {
        const double from = start[knob.step].values[knob.parameter];
        float& value = steps[knob.step].values[knob.parameter];
        value = static_cast<float>(from + share * (value - from));
    }
    return steps;
}

bool isNoWorse(const core::Errors& errors, const core::Errors& before) {
    return errors.mse < before.mse && errors.mfcc <= before.mfcc && errors.lsd <= before.lsd;
}

/// From where the loss is lowest back to the start: every state on the way, then ever shorter first moves.
std::vector<std::vector<effects::Step>> wayBack(const std::vector<std::vector<effects::Step>>& path) {
    std::vector<std::vector<effects::Step>> way(path.rbegin(), path.rend() - 1);
    if (path.size() > 1)
        for (const double share : kShares)
            way.push_back(between(path[0], path[1], share));
    return way;
}

/// The mono mix was worked on, by one error; what counts is the sound itself, by all that the learner sees.
std::optional<Timeline> moved(const Timeline& timeline, const std::vector<std::vector<effects::Step>>& path,
                              LossKind loss) {
    const std::size_t count = path.front().size();
    for (const std::vector<effects::Step>& steps : wayBack(path)) {
        Timeline refined = timeline;
        refined.setSteps(steps);
        if (loss == LossKind::perceptual ||
            isNoWorse(refined.measuredBefore(count).errors, timeline.measuredBefore(count).errors))
            return refined;
    }
    return std::nullopt;
}

} // namespace

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
    std::vector<std::vector<effects::Step>> path = {steps};
    const RefineProgress follow = [&](const RefineStatus& now) {
        if (now.steps != path.back())
            path.push_back(now.steps);
        return !progress || progress(now);
    };
    const RefineStatus status = isGradient ? refineByGradient(timeline, steps, options, follow)
                                           : refineByEvolution(timeline, steps, options, follow);
    if (auto refined = moved(timeline, path, options.loss))
        timeline = std::move(*refined);
    report.renders = status.renders;
    report.final = timeline.measuredBefore(count).errors;
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return report;
}

} // namespace stepwise::models
