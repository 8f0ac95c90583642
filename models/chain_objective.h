// A chain with its knobs as free variables: renders many settings at once and compares them with the target.
#pragma once

#include "models/timeline.h"

#include <span>
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

/// The choices (modes) that the models predict, each step's own first.
std::vector<Knob> predictedChoices(std::span<const effects::Step> steps, std::optional<std::size_t> onlyStep = {});

/// One setting of all knobs, each in [0, 1].
using KnobValues = std::vector<double>;

/// Sounds of several channels are worked on by their mono mix.
class ChainObjective {
public:
    /// `timeline` gives input, target and how they are compared; its own steps do not matter.
    ChainObjective(const Timeline& timeline, std::vector<effects::Step> steps, std::vector<Knob> knobs);

    const std::vector<Knob>& knobs() const { return knobs_; }
    KnobValues valuesOf(std::span<const effects::Step> steps) const;
    std::vector<effects::Step> stepsWith(const KnobValues& values) const;

    /// Exchanges choices (modes) or knobs that are not free.
    void setSteps(std::vector<effects::Step> steps);

    /// dB mel spectrograms of the chain at each setting, after the trim. Rendered in packs, and only from the first
    /// step that differs from the base on.
    std::vector<core::Spectrogram> render(std::span<const KnobValues> settings);

    /// Keeps the sounds of all steps at this setting, from which others are rendered.
    void setBase(const KnobValues& values);

    /// As long as what was rendered last.
    const core::Spectrogram& targetDb() const { return comparison_.paddedTargetDb(); }
    double mse(const core::Spectrogram& melDb) const { return core::melMse(melDb, targetDb()); }

    /// Settings rendered so far.
    int renders() const { return renders_; }

private:
    std::size_t firstChange(std::span<const effects::Step> steps) const;
    void renderChunk(std::span<const KnobValues> settings, std::vector<core::Spectrogram>& results);

    const core::Comparison& comparison_;
    double rateHz_;
    effects::PackRenderer renderer_;
    std::vector<effects::Step> steps_;
    std::vector<Knob> knobs_;
    std::vector<effects::Step> baseSteps_;
    std::vector<std::vector<float>> baseSounds_; ///< before each step; at least the input
    int renders_ = 0;
};

} // namespace stepwise::models
