#include "ui/rendered_timeline.h"

#include <algorithm>

namespace stepwise::ui {

RenderedTimeline::RenderedTimeline(std::shared_ptr<const Pair> pair)
    : pair_(std::move(pair)), input_(pair_->inputSound) {}

void RenderedTimeline::setWork(const Work& work) {
    std::vector<effects::Step> before = stepsBeforeRound(work, work.currentRound);
    if (before != stepsBefore_)
        input_ = before.empty() ? pair_->inputSound : nullptr;
    stepsBefore_ = std::move(before);
    std::map<int, TimelineSoundPtr> sounds;
    for (const ShownStep& step : steps_)
        sounds[step.id] = step.sound;
    steps_.clear();
    const std::vector<WorkStep>& steps = work.round().steps;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        ShownStep shown{steps[i], sounds[steps[i].id], true, stalenessOf(work, work.currentRound, i)};
        steps_.push_back(std::move(shown));
    }
    markHelp();
}

bool RenderedTimeline::setSound(int stepId, const TimelineSoundPtr& sound) {
    TimelineSoundPtr* place = stepId == 0 ? &input_ : nullptr;
    for (ShownStep& step : steps_)
        if (step.id == stepId)
            place = &step.sound;
    if (place == nullptr || *place == sound)
        return false;
    *place = sound;
    markHelp();
    return true;
}

const TimelineSoundPtr& RenderedTimeline::soundBefore(std::size_t index) const {
    return index == 0 ? input_ : steps_[index - 1].sound;
}

std::optional<double> RenderedTimeline::removedShare(std::size_t index) const {
    const TimelineSoundPtr& before = soundBefore(index);
    const TimelineSoundPtr& after = steps_[index].sound;
    if (!before || !after || before->measured.errors.mse <= 0.0)
        return std::nullopt;
    return 1.0 - after->measured.errors.mse / before->measured.errors.mse;
}

void RenderedTimeline::markHelp() {
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
