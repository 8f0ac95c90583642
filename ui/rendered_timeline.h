// What the timeline shows of the current round: every step with its sound as far as it is rendered.
#pragma once

#include "ui/round_renderer.h"

#include <chrono>
#include <optional>
#include <vector>

namespace stepwise::ui {

struct ShownStep : WorkStep {
    TimelineSoundPtr sound;          ///< none before the first render; an older one while the new one is made
    std::vector<effects::Step> path; ///< from the work's input to the sound
    bool isOutdated = false;         ///< the sound is of another path
    bool isToldOutdated = false;     ///< for so long that the learner is told
    std::chrono::steady_clock::time_point outdatedSince; ///< or since an outdated, but newer sound came
    /// Share of the error before it that the step removed, e.g. 0.4; negative if it added error; none if that is not
    /// known or nothing was left. Of the older sounds as long as these are shown.
    std::optional<double> removedShare;
    bool helps = true; ///< stands within the best prefix
    std::optional<Staleness> staleness;
};

/// A step as it was.
struct EarlierStep {
    int stepId = 0;
    effects::Step step;
    TimelineSoundPtr sound; ///< may be none
};

class RenderedTimeline {
public:
    /// None of the sounds are there yet.
    explicit RenderedTimeline(std::shared_ptr<const Pair> pair);

    /// Takes the steps of the work's current round; sounds stay with their steps.
    void setWork(const Work& work);
    /// Step 0 is the round's input. Sounds of steps that are gone are dropped. `isLatest`: of the steps as they stand.
    /// Whether anything is new.
    bool setSound(int stepId, const TimelineSoundPtr& sound, bool isLatest);

    /// Marks what has been outdated for so long: not what is for a moment only, as while a knob turns. Whether anything
    /// is new.
    bool tellOutdated(std::chrono::milliseconds atLeast);
    /// Every step sounds as it stands.
    bool isComplete() const;

    const std::shared_ptr<const Pair>& pair() const { return pair_; }
    const core::Comparison& comparison() const { return *pair_->comparison; }
    const std::vector<ShownStep>& steps() const { return steps_; }
    /// None while another round's input is being rendered.
    const TimelineSoundPtr& inputSound() const { return input_; }
    const TimelineSoundPtr& targetSound() const { return pair_->targetSound; }

    /// The sound before a step (the round's input for 0), and after the last one.
    const TimelineSoundPtr& soundBefore(std::size_t index) const;
    const TimelineSoundPtr& result() const { return soundBefore(steps_.size()); }

    /// The steps of the round that are on, with the trim that goes with them.
    effects::Chain chain() const;

private:
    ShownStep shown(const Work& work, std::size_t index) const;
    bool isLatestBefore(std::size_t index) const;
    void measureSteps();

    std::shared_ptr<const Pair> pair_;
    TimelineSoundPtr input_;
    std::vector<effects::Step> stepsBefore_; ///< that led to the input
    std::vector<ShownStep> steps_;
};

} // namespace stepwise::ui
