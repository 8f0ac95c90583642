#include "models/refinement_path.h"

#include "models/chain_objective.h"

#include <array>

namespace stepwise::models {

namespace {

/// Of the first move.
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

} // namespace

RefineProgress recordingTo(RefinementPath& path, RefineProgress progress) {
    return [&path, progress = std::move(progress)](const RefineStatus& now) {
        if (now.steps != path.back())
            path.push_back(now.steps);
        return !progress || progress(now);
    };
}

bool isNearer(const core::Errors& errors, const core::Errors& before) {
    return errors.mse < before.mse && errors.mfcc <= before.mfcc && errors.lsd <= before.lsd;
}

RefinementPath wayBack(const RefinementPath& path) {
    RefinementPath way(path.rbegin(), path.rend() - 1);
    if (path.size() > 1)
        for (const double share : kShares)
            way.push_back(between(path[0], path[1], share));
    return way;
}

std::optional<Timeline> furthestWithoutRise(const Timeline& timeline, const RefinementPath& path, LossKind loss) {
    const std::size_t count = path.front().size();
    for (const std::vector<effects::Step>& steps : wayBack(path)) {
        Timeline refined = timeline;
        refined.setSteps(steps);
        if (loss == LossKind::perceptual ||
            isNearer(refined.measuredBefore(count).errors, timeline.measuredBefore(count).errors))
            return refined;
    }
    return std::nullopt;
}

} // namespace stepwise::models
