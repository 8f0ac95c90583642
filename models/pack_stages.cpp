#include "models/pack_stages.h"

#include "core/alignment.h"

namespace stepwise::models {

namespace {

std::vector<effects::Step> stepsAt(const std::vector<std::vector<effects::Step>>& chains, std::size_t place) {
    std::vector<effects::Step> steps;
    for (const std::vector<effects::Step>& chain : chains)
        steps.push_back(chain[place]);
    return steps;
}

} // namespace

std::vector<Sounds> PackStages::history(const TrainingPack& pack, std::size_t steps) {
    std::vector<Sounds> stages = {pack.sounds};
    for (std::size_t k = 0; k < steps; ++k)
        stages.push_back(after(stages.back(), stepsAt(pack.guesses.empty() ? pack.chains : pack.guesses, k)));
    return stages;
}

Sounds PackStages::target(const TrainingPack& pack, const Sounds& last) {
    if (pack.guesses.empty())
        return after(last, stepsAt(pack.chains, pack.history.size() - 1));
    Sounds sounds = pack.sounds;
    for (std::size_t k = 0; k < pack.history.size(); ++k)
        sounds = after(std::move(sounds), stepsAt(pack.chains, k));
    return sounds;
}

Sounds PackStages::after(Sounds sounds, std::span<const effects::Step> steps) {
    renderer_.render(sounds, steps);
    return sounds;
}

core::Spectrogram PackStages::windowDb(std::span<const float> sound, std::size_t start) {
    return analyzer_.decibels(core::MonoView(sound).part(start, static_cast<std::size_t>(core::kAnalysisRateHz)));
}

std::size_t windowStart(std::span<const float> dry, std::span<const float> target, double draw) {
    const std::vector<std::size_t> starts = core::findAnalysisWindows(dry, target);
    return starts[static_cast<std::size_t>(draw * static_cast<double>(starts.size()))];
}

} // namespace stepwise::models
