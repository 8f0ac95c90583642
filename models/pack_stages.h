// The sounds of a training pack, and what the networks see of them.
#pragma once

#include "core/spectrogram.h"
#include "effects/chain_renderer.h"
#include "models/training_pack.h"

namespace stepwise::models {

/// Renders the sixteen chains of a pack together. One instance per thread.
class PackStages {
public:
    /// The dry sounds, and the sounds after each of the history's first `steps`.
    std::vector<Sounds> history(const TrainingPack& pack, std::size_t steps);

    /// The sounds after the whole chains. `last` is the history's last stage, from which targets of true histories,
    /// which lack one step there, are a step away.
    Sounds target(const TrainingPack& pack, const Sounds& last);

    /// Every sound through the step of its own place.
    Sounds after(Sounds sounds, std::span<const effects::Step> steps);

    /// One second from `start` on, with silence past the end.
    core::Spectrogram windowDb(std::span<const float> sound, std::size_t start);

private:
    effects::PackRenderer renderer_;
    core::MelAnalyzer analyzer_;
};

/// Which of the windows that the suggester would look through is seen: `draw` is in [0, 1).
std::size_t windowStart(std::span<const float> dry, std::span<const float> target, double draw);

} // namespace stepwise::models
