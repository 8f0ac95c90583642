// Which knobs a refinement turned, and how much of that can be heard. Measured, not guessed. No widgets, no threads.
#pragma once

#include "core/comparison.h"
#include "effects/chain_renderer.h"

#include <optional>
#include <vector>

namespace stepwise::ui {

struct KnobChange {
    std::size_t step = 0;      ///< index into the chain
    std::size_t parameter = 0; ///< index into EffectInfo::parameters
    effects::EffectId effect = effects::EffectId::compressor;
    float before = 0.0F; ///< normalised
    float after = 0.0F;
    /// Mean difference in mel level between the sound as it is now and with this knob alone put back; none: not
    /// measured.
    std::optional<double> differenceDb;
};

enum class Audibility { hidden, audible, clear };

/// A change of sound is just noticeable where the excitation level changes by about 1 dB in some critical band
/// (Zwicker and Fastl, "Psychoacoustics", chapter 7, "Just-noticeable sound changes"). Mel bands are about as narrow;
/// the mean over all of them is taken, so that a knob that is hidden by this measure may still be found by a trained
/// ear that listens to one band.
inline constexpr double kAudibleDifferenceDb = 1.0;
/// Three such steps: heard without listening for it.
inline constexpr double kClearDifferenceDb = 3.0;

Audibility audibilityOf(double differenceDb);

/// Mean of the absolute differences over bands and frames, in dB; both have the same bands, the frames that only one
/// has do not count.
double meanDifferenceDb(const core::Spectrogram& a, const core::Spectrogram& b);

/// The knobs that read differently; not measured yet. Both chains have the same effects in the same order.
std::vector<KnobChange> changedKnobs(const std::vector<effects::Step>& before, const std::vector<effects::Step>& after);

/// Measures the changes, each after the trim that goes with it: a knob that only changes the level is hidden. Stops
/// early where `progress` says so; what is not measured then stays without a figure.
void measureChanges(std::vector<KnobChange>& changes, const core::AudioBuffer& input,
                    const std::vector<effects::Step>& after, const core::Comparison& comparison,
                    const effects::Progress& progress = {});

} // namespace stepwise::ui
