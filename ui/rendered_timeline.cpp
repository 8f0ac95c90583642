#include "ui/rendered_timeline.h"

#include <algorithm>
#include <utility>

namespace stepwise::ui {

namespace {

using Clock = std::chrono::steady_clock;

void setOutdated(ShownStep& step, bool isOutdated, bool isNewSound) {
    if (isNewSound || isOutdated != step.isOutdated) {
        step.isToldOutdated = false;
        step.outdatedSince = Clock::now();
    }
    step.isOutdated = isOutdated;
}

} // namespace

RenderedTimeline::RenderedTimeline(std::shared_ptr<const Pair> pair)
    : pair_(std::move(pair)), input_(pair_->inputSound) {}

void RenderedTimeline::setWork(const Work& work) {
    std::vector<effects::Step> before = stepsBeforeRound(work, work.currentRound);
    if (before != stepsBefore_)
        input_ = before.empty() ? pair_->inputSound : nullptr;
    stepsBefore_ = std::move(before);
    std::vector<ShownStep> steps;
    std::vector<effects::Step> path = stepsBefore_;
    for (std::size_t i = 0; i < work.round().steps.size(); ++i) {
        steps.push_back(shown(work, i));
        ShownStep& step = steps.back();
        if (step.isOn)
            path.push_back(step.step);
        setOutdated(step, step.sound && (step.isOutdated || step.path != path), false);
        step.path = path;
    }
    steps_ = std::move(steps);
    measureSteps();
}

/// With what is known of the step from before.
ShownStep RenderedTimeline::shown(const Work& work, std::size_t index) const {
    const WorkStep& step = work.round().steps[index];
    const auto known = std::ranges::find(steps_, step.id, &ShownStep::id);
    ShownStep shown = known != steps_.end() ? *known : ShownStep();
    static_cast<WorkStep&>(shown) = step;
    shown.staleness = stalenessOf(work, work.currentRound, index);
    return shown;
}

bool RenderedTimeline::setSound(int stepId, const TimelineSoundPtr& sound, bool isLatest) {
    const auto step = std::ranges::find(steps_, stepId, &ShownStep::id);
    if (stepId == 0) {
        const bool isNew = std::exchange(input_, sound) != sound;
        measureSteps();
        return isNew;
    }
    const bool isKnown = step == steps_.end() || step->sound == sound;
    if (isKnown && (step == steps_.end() || !isLatest || !step->isOutdated))
        return false;
    step->sound = sound;
    setOutdated(*step, !isLatest, !isKnown);
    measureSteps();
    return true;
}

bool RenderedTimeline::tellOutdated(std::chrono::milliseconds atLeast) {
    bool isNew = false;
    for (ShownStep& step : steps_)
        if (step.isOutdated && !step.isToldOutdated && Clock::now() - step.outdatedSince >= atLeast)
            step.isToldOutdated = isNew = true;
    return isNew;
}

bool RenderedTimeline::isComplete() const {
    return input_ && std::ranges::all_of(steps_, [](const ShownStep& step) { return step.sound && !step.isOutdated; });
}

const TimelineSoundPtr& RenderedTimeline::soundBefore(std::size_t index) const {
    return index == 0 ? input_ : steps_[index - 1].sound;
}

bool RenderedTimeline::isLatestBefore(std::size_t index) const {
    return index == 0 ? static_cast<bool>(input_) : steps_[index - 1].sound && !steps_[index - 1].isOutdated;
}

/// A new sound and an older one say nothing about each other: what was known stays until both are new.
void RenderedTimeline::measureSteps() {
    for (std::size_t i = 0; i < steps_.size(); ++i) {
        ShownStep& step = steps_[i];
        if (!step.sound || !soundBefore(i)) {
            step.removedShare.reset();
        } else if (isLatestBefore(i) && isLatestBefore(i + 1)) {
            const double before = soundBefore(i)->measured.errors.mse;
            step.removedShare =
                before > 0.0 ? std::optional(1.0 - step.sound->measured.errors.mse / before) : std::nullopt;
        }
    }
    if (std::ranges::any_of(steps_, &ShownStep::isOutdated))
        return;
    std::vector<double> mses;
    std::vector<ShownStep*> rendered;
    for (ShownStep& step : steps_)
        if (step.isOn && step.sound) {
            mses.push_back(step.sound->measured.errors.mse);
            rendered.push_back(&step);
        }
    const std::size_t best = input_ ? models::bestPrefix(input_->measured.errors.mse, mses) : 0;
    for (std::size_t i = 0; i < rendered.size(); ++i)
        rendered[i]->helps = i < best;
}

effects::Chain RenderedTimeline::chain() const {
    effects::Chain chain;
    for (const ShownStep& step : steps_)
        if (step.isOn)
            chain.steps.push_back(step.step);
    if (result())
        chain.trimDb = std::clamp(result()->measured.trimDb, -effects::kMaxTrimDb, effects::kMaxTrimDb);
    return chain;
}

} // namespace stepwise::ui
