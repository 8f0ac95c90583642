// What training data is drawn from: packs of chains with their dry sounds and the ways that learners took. The mixture
// is documented in models/README.md.
#pragma once

#include "effects/chain.h"

#include <cstdint>
#include <vector>

namespace stepwise::models {

/// Chains of one pack share their effects' order and choices, so that they are rendered together.
inline constexpr std::size_t kPackChains = 16;

/// Mono sounds at the analysis rate, one a chain.
using Sounds = std::vector<std::vector<float>>;

struct TrainingPack {
    std::vector<std::vector<effects::Step>> chains;
    std::vector<int> history; ///< indices into a chain's steps, in the order taken
    /// The steps taken, in the order of the history; empty where they are the chain's own.
    std::vector<std::vector<effects::Step>> guesses;
    Sounds sounds;                   ///< dry; as long as each other
    std::vector<double> windowDraws; ///< [0, 1): which of its analysis windows the networks see
};

/// The same for the same seed and index, whatever was drawn before.
TrainingPack drawTrainingPack(std::uint64_t seed, std::size_t index);

} // namespace stepwise::models
