#include "models/tryout.h"

#include <algorithm>
#include <array>

namespace stepwise::models {

namespace {

/// A step has to lower the MSE by this share of it.
constexpr double kWorthwhileGain = 0.01;
constexpr int kMostChoices = 3;
constexpr int kLastResortDraws = 80;
constexpr double kLastResortSeconds = 5.0;
constexpr std::array<float, 3> kGentlerStrengths = {0.5F, 0.25F, 0.1F};

} // namespace

int lastResortDraws(double seconds) {
    return std::max(1, static_cast<int>(kLastResortDraws * std::min(1.0, kLastResortSeconds / seconds)));
}

Tryout::Tryout(const Timeline& timeline, const effects::Progress& progress)
    : timeline_(timeline), progress_(progress),
      goal_(timeline.measuredBefore(timeline.steps().size()).errors.mse * (1.0 - kWorthwhileGain)) {}

void Tryout::add(const effects::Step& step, float confidence) {
    TimelineStep trial = timeline_.tried(step, progress_);
    if (best_ && trial.measured.errors.mse >= best_->measured.errors.mse)
        return;
    best_ = std::move(trial);
    best_->confidence = confidence;
}

void Tryout::addOtherChoices(const Candidate& candidate, const Prediction& prediction) {
    const effects::EffectId effect = candidate.step.effect;
    const Proposal& proposal = prediction.proposals[static_cast<std::size_t>(effect)];
    for (const ChosenStep& choice : likelyChoices(effect, proposal, kMostChoices))
        if (!(choice.step == candidate.step))
            add(choice.step, candidate.confidence);
}

void Tryout::addGentler(const Candidate& candidate) {
    for (const float strength : kGentlerStrengths)
        add(gentler(candidate.step, strength), candidate.confidence);
}

} // namespace stepwise::models
