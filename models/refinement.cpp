#include "models/refinement.h"

#include "models/chain_objective.h"

#include <array>
#include <chrono>

namespace stepwise::models {

namespace {

/// Of the way from the start to where the loss is lowest, until no error of the mel spectrogram has risen.
constexpr std::array kShares = {1.0, 0.5, 0.25, 0.125, 0.0625};

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

/// The mono mix was worked on, by one error; what counts is the sound itself, by all that the learner sees.
std::optional<Timeline> moved(const Timeline& timeline, const std::vector<effects::Step>& start,
                              const RefineStatus& status, LossKind loss) {
    for (const double share : kShares) {
        Timeline refined = timeline;
        refined.setSteps(between(start, status.steps, share));
        if (loss == LossKind::perceptual)
            return status.loss < status.initialLoss ? std::optional(std::move(refined)) : std::nullopt;
        if (isNoWorse(refined.measuredBefore(start.size()).errors, timeline.measuredBefore(start.size()).errors))
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
    const RefineStatus status = isGradient ? refineByGradient(timeline, steps, options, progress)
                                           : refineByEvolution(timeline, steps, options, progress);
    if (auto refined = moved(timeline, steps, status, options.loss))
        timeline = std::move(*refined);
    report.renders = status.renders;
    report.final = timeline.measuredBefore(count).errors;
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return report;
}

} // namespace stepwise::models
