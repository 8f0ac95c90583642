// The audition's rack: the steps as they are heard while their knobs turn.
#include "ui/audition.h"

namespace stepwise::ui {

/// Which part of the rack is heard at a place: the last one that is on up to there; -1: none, the input is heard.
int Audition::partOf(int stepIndex) const {
    const RenderedTimeline* timeline = controller_.timeline();
    int part = -1;
    for (int i = 0; timeline != nullptr && i <= stepIndex && i < static_cast<int>(timeline->steps().size()); ++i)
        part += timeline->steps()[static_cast<std::size_t>(i)].isOn ? 1 : 0;
    return part;
}

bool Audition::isInRack(int stepIndex) const {
    return rack_ && idAt(stepIndex) != 0 && controller_.timeline()->steps()[static_cast<std::size_t>(stepIndex)].isOn;
}

/// A new rack only where effects or the input changed: the old one keeps ringing.
void Audition::takeRack(const RenderedTimeline& timeline) {
    std::vector<effects::Step> steps;
    for (const ShownStep& step : timeline.steps())
        if (step.isOn)
            steps.push_back(earlierOf(step.id) != nullptr ? earlierOf(step.id)->step : step.step);
    const Sound input = controller_.soundAt(kInputPlace);
    bool fits = rack_ && input == rackInput_ && rack_->stepCount() == static_cast<int>(steps.size());
    for (std::size_t i = 0; fits && i < steps.size(); ++i)
        fits = rack_->effect(static_cast<int>(i)) == steps[i].effect;
    if (fits) {
        for (std::size_t i = 0; i < steps.size(); ++i)
            rack_->setStep(static_cast<int>(i), steps[i]);
        return;
    }
    rackInput_ = input;
    rack_.reset();
    if (input && !steps.empty())
        rack_ = std::make_shared<effects::LiveRack>(steps, input.channelCount() > 1 ? effects::Layout::stereo
                                                                                    : effects::Layout::mono);
}

void Audition::turnKnobs(int stepIndex, const effects::Step& step) {
    if (hearsEarlier_)
        hearEarlier(false);
    if (isInRack(stepIndex))
        rack_->setStep(partOf(stepIndex), step);
}

int Audition::bandMeters(int stepIndex, std::span<effects::BandMeter> meters) const {
    return isInRack(stepIndex) && player_.isPlaying() ? rack_->bandMeters(partOf(stepIndex), meters) : 0;
}

std::optional<double> Audition::sweep(int stepIndex) const {
    return isInRack(stepIndex) && player_.isPlaying() ? rack_->sweep(partOf(stepIndex)) : std::nullopt;
}

} // namespace stepwise::ui
