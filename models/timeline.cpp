#include "models/timeline.h"

#include "core/error.h"
#include "core/resample.h"

#include <algorithm>
#include <cmath>

namespace stepwise::models {

namespace {

/// Below this share of change a step makes no difference that anyone can see or hear.
constexpr double kLeastGain = 1e-3;

} // namespace

core::AudioBuffer atRackRate(core::AudioBuffer audio) {
    if (audio.sampleRateHz >= effects::kMinSampleRateHz && audio.sampleRateHz <= effects::kMaxSampleRateHz)
        return audio;
    return core::resample(audio, core::kAnalysisRateHz);
}

std::size_t bestPrefix(double inputMse, std::span<const double> stepMses) {
    std::size_t best = 0;
    double lowest = inputMse * (1.0 - kLeastGain);
    for (std::size_t i = 0; i < stepMses.size(); ++i) {
        if (stepMses[i] < lowest) {
            lowest = stepMses[i] * (1.0 - kLeastGain);
            best = i + 1;
        }
    }
    return best;
}

Timeline::Timeline(core::AudioBuffer input, core::AudioBuffer target, const core::ComparisonOptions& options) {
    if (input.frames() == 0 || target.frames() == 0)
        throw core::Error("There is nothing to compare: a sound has no samples.");
    core::PreparedPair pair = core::preparePair(std::make_shared<const core::AudioBuffer>(std::move(input)),
                                                std::make_shared<const core::AudioBuffer>(std::move(target)), options);
    const auto prepared = pair.input.load();
    const auto comparison = std::make_shared<core::Comparison>(std::move(pair));
    input_ = core::paddedTo(atRackRate(*prepared), comparison->alignedTarget().seconds());
    inputMeasured_ = comparison->measure(input_);
    comparison_ = comparison;
}

Timeline::Timeline(core::AudioBuffer input, core::MeasuredSound measured,
                   std::shared_ptr<const core::Comparison> comparison)
    : input_(std::move(input)), comparison_(std::move(comparison)), inputMeasured_(std::move(measured)) {}

std::vector<core::PairNote> Timeline::notes() const {
    return core::notesOf(comparison_->pair(), inputMeasured_);
}

const core::AudioBuffer& Timeline::audioBefore(std::size_t index) const {
    return index == 0 ? input_ : steps_[index - 1].audio;
}

const core::MeasuredSound& Timeline::measuredBefore(std::size_t index) const {
    return index == 0 ? inputMeasured_ : steps_[index - 1].measured;
}

TimelineStep Timeline::tried(const effects::Step& step, const effects::Progress& progress) const {
    TimelineStep trial;
    trial.step = step;
    trial.audio = effects::renderStep(audioBefore(steps_.size()), step, progress);
    trial.measured = comparison_->measureMel(trial.audio);
    trial.isTriedOnly = true;
    return trial;
}

void Timeline::append(TimelineStep step) {
    appendTried(std::move(step));
    steps_.back().isTriedOnly = true;
    completeErrors();
}

void Timeline::appendTried(TimelineStep step) {
    steps_.push_back(std::move(step));
    markHelp();
}

void Timeline::completeErrors() {
    for (TimelineStep& step : steps_) {
        if (step.isTriedOnly)
            step.measured = comparison_->measure(step.audio);
        step.isTriedOnly = false;
    }
    markHelp();
}

void Timeline::setStep(std::size_t index, const effects::Step& step, const effects::Progress& progress) {
    Timeline changed = *this;
    changed.steps_.at(index).step = step;
    changed.renderFrom(index, progress);
    *this = std::move(changed);
}

void Timeline::setSteps(std::span<const effects::Step> steps, const effects::Progress& progress) {
    Timeline changed = *this;
    std::size_t first = 0;
    while (first < steps.size() && changed.steps_.at(first).step == steps[first])
        ++first;
    for (std::size_t i = first; i < steps.size(); ++i)
        changed.steps_.at(i).step = steps[i];
    changed.renderFrom(first, progress);
    *this = std::move(changed);
}

void Timeline::removeStep(std::size_t index, const effects::Progress& progress) {
    Timeline changed = *this;
    changed.steps_.erase(changed.steps_.begin() + static_cast<std::ptrdiff_t>(index));
    changed.renderFrom(index, progress);
    *this = std::move(changed);
}

void Timeline::truncate(std::size_t count) {
    if (count < steps_.size())
        steps_.erase(steps_.begin() + static_cast<std::ptrdiff_t>(count), steps_.end());
    markHelp();
}

void Timeline::setChain(const effects::Chain& chain, const effects::Progress& progress) {
    Timeline changed = *this;
    changed.steps_.clear();
    for (const effects::Step& step : chain.steps) {
        changed.steps_.emplace_back();
        changed.steps_.back().step = step;
    }
    changed.renderFrom(0, progress);
    *this = std::move(changed);
}

void Timeline::renderFrom(std::size_t index, const effects::Progress& progress) {
    const auto count = static_cast<double>(std::max<std::size_t>(steps_.size() - std::min(index, steps_.size()), 1));
    for (std::size_t i = index; i < steps_.size(); ++i) {
        const double done = static_cast<double>(i - index);
        steps_[i].audio = effects::renderStep(audioBefore(i), steps_[i].step, [&](double share) {
            return !progress || progress((done + share) / count);
        });
        steps_[i].measured = comparison_->measure(steps_[i].audio);
        steps_[i].isTriedOnly = false;
    }
    markHelp();
}

std::size_t Timeline::bestPrefix() const {
    std::vector<double> mses;
    for (const TimelineStep& step : steps_)
        mses.push_back(step.measured.errors.mse);
    return models::bestPrefix(inputMeasured_.errors.mse, mses);
}

void Timeline::markHelp() {
    const std::size_t best = bestPrefix();
    for (std::size_t i = 0; i < steps_.size(); ++i)
        steps_[i].helps = i < best;
}

effects::Chain Timeline::chain(std::size_t count) const {
    effects::Chain chain;
    count = std::min(count, steps_.size());
    for (std::size_t i = 0; i < count; ++i)
        chain.steps.push_back(steps_[i].step);
    chain.trimDb = std::clamp(measuredBefore(count).trimDb, -effects::kMaxTrimDb, effects::kMaxTrimDb);
    return chain;
}

} // namespace stepwise::models
