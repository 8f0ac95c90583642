// A chain with its knobs as free variables: renders many settings at once and compares them with the target.
#pragma once

#include "effects/chain_renderer.h"
#include "models/sound_loss.h"
#include "models/timeline.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace stepwise::models {

/// A knob of one step of the chain. A choice (mode) is a knob too: the lower half of its range stands for the first of
/// `choices`, the upper half is shared by the others.
struct Knob {
    std::size_t step = 0;
    std::size_t parameter = 0;  ///< index into EffectInfo::parameters
    std::vector<float> choices; ///< normalised values; empty for a continuous knob

    bool operator==(const Knob&) const = default;
};

/// The continuous knobs that the models predict, of all steps or of one.
std::vector<Knob> predictedKnobs(std::span<const effects::Step> steps, std::optional<std::size_t> onlyStep = {});

/// All continuous knobs, also those that the models leave at their defaults.
std::vector<Knob> continuousKnobs(std::span<const effects::Step> steps, std::optional<std::size_t> onlyStep = {});

/// The choices (modes) that the models predict, each step's own first.
std::vector<Knob> predictedChoices(std::span<const effects::Step> steps, std::optional<std::size_t> onlyStep = {});

/// Where in the range of a choice's knob its choice `index` lies.
double positionOf(const Knob& knob, std::size_t index);

/// One setting of all knobs, each in [0, 1].
using KnobValues = std::vector<double>;

struct Scored {
    std::vector<float> residual; ///< see SoundLoss
    double loss = 0.0;
    /// After each step that was rendered but the last, of batches small enough to keep them.
    std::vector<std::vector<float>> stepSounds;
};

struct ObjectiveOptions {
    LossKind loss = LossKind::mel;
    int maxRenders = std::numeric_limits<int>::max(); ///< for rendersLeft; nothing is refused
    int threads = 0;                                  ///< that render; 0: one a core. The results do not depend on it.
    std::stop_token stop;
};

/// Sounds of several channels are worked on by their mono mix. Calls come from one thread.
class ChainObjective {
public:
    /// `timeline` gives input, target and how they are compared; its own steps do not matter.
    ChainObjective(const Timeline& timeline, std::vector<effects::Step> steps, std::vector<Knob> knobs,
                   const ObjectiveOptions& options = {});

    const std::vector<Knob>& knobs() const { return knobs_; }
    KnobValues valuesOf(std::span<const effects::Step> steps) const;
    std::vector<effects::Step> stepsWith(const KnobValues& values) const;

    /// Exchanges choices (modes) or knobs that are not free.
    void setSteps(std::vector<effects::Step> steps);

    /// The chain at each setting, after the trim, against the target. Rendered in packs and scored on all threads, and
    /// only from the first step that differs from the base on. Throws effects::Cancelled when stopped.
    std::vector<Scored> render(std::span<const KnobValues> settings);

    /// Keeps the sounds of all steps at this setting, from which others are rendered; `scored` has been rendered at it,
    /// after which no other base was set.
    void setBase(const KnobValues& values, Scored scored = {});

    double lossScale() const { return workers_.front().loss->scale(); }

    /// Settings rendered so far, with those of others that count towards the same limit.
    int renders() const { return renders_; }
    void addRenders(int renders) { renders_ += renders; }
    std::size_t rendersLeft() const { return static_cast<std::size_t>(std::max(0, maxRenders_ - renders_)); }

private:
    struct Worker {
        effects::PackRenderer renderer;
        std::unique_ptr<SoundLoss> loss;
    };

    std::size_t firstChange(std::span<const effects::Step> steps) const;
    void renderPack(Worker& worker, std::span<const KnobValues> settings, std::span<Scored> results,
                    bool keepsSounds) const;

    const core::Comparison* comparison_;
    double rateHz_;
    std::stop_token stop_;
    std::size_t mostInAPack_ = 1;
    std::vector<Worker> workers_;
    std::vector<effects::Step> steps_;
    std::vector<Knob> knobs_;
    std::vector<effects::Step> baseSteps_;
    std::vector<std::vector<float>> baseSounds_; ///< before each step; at least the input
    int maxRenders_;
    int renders_ = 0;
};

} // namespace stepwise::models
