// What the networks are asked and what they answer. No libtorch here: callers need not compile it.
#pragma once

#include "core/spectrogram.h"
#include "effects/chain.h"
#include "models/searched_confidence.h"

#include <array>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace stepwise::models {

/// One analysis window of a round: dB mel spectrograms (128 x 87) of the dry sound, then after each step so far.
struct WindowHistory {
    std::vector<core::Spectrogram> soundsDb;
    core::Spectrogram targetDb;
};

/// A point in a round. Every window has effects.size() + 1 sounds.
struct Situation {
    std::vector<WindowHistory> windows;
    std::vector<effects::EffectId> effects; ///< used so far, in order
    /// Whether the target's level is as its maker rendered it. If not (users' sounds, matched by a trim) the networks
    /// see the target at the current sound's level.
    bool levelKnown = false;
};

/// How likely a knob's positions are: shares at evenly spaced positions from 0 to 1.
struct KnobDensity {
    int parameter = 0; ///< index into EffectInfo::parameters
    std::vector<float> shares;
};

/// Parameters for one effect, with what else was likely.
struct Proposal {
    effects::ParameterValues values = {};
    std::vector<KnobDensity> densities; ///< of its continuous parameters; empty if the networks predict none
    /// Probability of each choice of the effect's predicted choice parameter (the distortion's modes); empty if none.
    std::vector<float> choiceProbabilities;
};

struct Prediction {
    /// Of each effect to be next; sums to 1, 0 for the effects used.
    std::array<float, effects::kEffectCount> effectProbabilities = {};
    /// That the chain is complete and only knobs are off.
    float doneProbability = 0.0F;
    std::array<Proposal, effects::kEffectCount> proposals;
};

class Predictor {
public:
    virtual ~Predictor() = default;
    /// Averages over the windows. From one thread at a time.
    virtual Prediction predict(const Situation& situation) = 0;
    /// Architecture and fingerprint of the weights: "swift-1 3f9a2c".
    virtual std::string name() const = 0;
    /// What the probability of an effect is worth when a search has chosen it.
    virtual SearchedConfidence searchedConfidence() const { return {}; }
};

/// Loads the weights in `folder` and warms them up. Throws core::Error, naming the file, when weights are missing,
/// truncated, or of another rack version.
std::unique_ptr<Predictor> loadPredictor(const std::filesystem::path& folder);

/// The folder of the shipped weights: STEPWISE_MODELS if set, else beside the program, else in the source tree.
std::filesystem::path defaultModelFolder();

} // namespace stepwise::models
