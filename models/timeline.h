// The timeline: input, the sound after each step, and the target, with the errors against the target.
#pragma once

#include "core/comparison.h"
#include "effects/chain.h"
#include "effects/chain_renderer.h"

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace stepwise::models {

/// Another effect that could stand at a step's place, with its proposed parameters.
struct Alternative {
    effects::Step step;
    float confidence = 0.0F;
};

struct TimelineStep {
    effects::Step step;
    std::optional<effects::Step> suggested; ///< as proposed, whatever the learner has turned since
    /// That its effect is next; where the round may end by itself, also that there is a next one. None when placed by
    /// hand.
    std::optional<float> confidence;
    std::vector<Alternative> alternatives; ///< ranked, without the step itself
    core::AudioBuffer audio;               ///< after this step, without trim
    core::MeasuredSound measured;
    bool helps = true;        ///< stands within the best prefix
    bool isTriedOnly = false; ///< only the errors of the mel spectrogram are measured
};

/// Sounds outside the rack's range of rates, converted to the analysis rate.
core::AudioBuffer atRackRate(core::AudioBuffer audio);

/// Number of steps up to the lowest MSE, 0 if no step lowers it by enough to be seen or heard.
std::size_t bestPrefix(double inputMse, std::span<const double> stepMses);

/// Value type without threads: copy it into a worker, work, and hand it back. Steps are kept rendered and measured.
class Timeline {
public:
    /// Prepares the pair; the input is padded with silence to the target's length, so that tails have room. Throws
    /// core::Error for empty sounds; `progress` may throw effects::Cancelled.
    Timeline(core::AudioBuffer input, core::AudioBuffer target, const core::ComparisonOptions& options = {});

    /// A round of a longer work: `input` is as long as the prepared target already and `measured` by `comparison`.
    Timeline(core::AudioBuffer input, core::MeasuredSound measured, std::shared_ptr<const core::Comparison> comparison);

    const core::AudioBuffer& input() const { return input_; }
    const core::StoredSound& target() const { return comparison_->alignedTarget(); }
    const core::Comparison& comparison() const { return *comparison_; }
    const core::MeasuredSound& inputMeasured() const { return inputMeasured_; }

    /// What input and target are to each other.
    std::vector<core::PairNote> notes() const;

    const std::vector<TimelineStep>& steps() const { return steps_; }

    /// The sound and its measures before step `index`: the input for 0.
    const core::AudioBuffer& audioBefore(std::size_t index) const;
    const core::MeasuredSound& measuredBefore(std::size_t index) const;

    /// Renders `step` as it would stand at the end; of the errors only those of the mel spectrogram.
    TimelineStep tried(const effects::Step& step, const effects::Progress& progress = {}) const;
    /// `step.audio` must be rendered; all errors are measured.
    void append(TimelineStep step);
    /// `step` as tried() gave it, with the errors of the mel spectrogram only: rounds under way need no others.
    void appendTried(TimelineStep step);
    /// Measures what appendTried() left out.
    void completeErrors();
    /// Changes a step and renders from it on.
    void setStep(std::size_t index, const effects::Step& step, const effects::Progress& progress = {});
    /// Exchanges the first steps for these, which have the same effects; what was suggested stays with them.
    void setSteps(std::span<const effects::Step> steps, const effects::Progress& progress = {});
    void removeStep(std::size_t index, const effects::Progress& progress = {});
    void truncate(std::size_t count);
    /// Replaces all steps, e.g. by those of a chain file.
    void setChain(const effects::Chain& chain, const effects::Progress& progress = {});

    /// Number of steps up to the lowest MSE; 0 if no step lowers it. What comes after is marked as not helping.
    std::size_t bestPrefix() const;

    /// The first `count` steps with the trim that goes with them.
    effects::Chain chain(std::size_t count) const;
    effects::Chain chain() const { return chain(steps_.size()); }

private:
    void markHelp();
    void renderFrom(std::size_t index, const effects::Progress& progress);

    core::AudioBuffer input_;
    std::shared_ptr<const core::Comparison> comparison_;
    core::MeasuredSound inputMeasured_;
    std::vector<TimelineStep> steps_;
};

} // namespace stepwise::models
