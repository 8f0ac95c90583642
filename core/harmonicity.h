// Pitch and harmonicity frame by frame: P. Boersma, "Accurate short-term analysis of the fundamental frequency and the
// harmonics-to-noise ratio of a sampled sound" (1993).
#pragma once

#include "core/stored_sound.h"

#include <vector>

namespace stepwise::core {

struct HarmonicFrame {
    double pitchHz = 0.0;     ///< 0 when unvoiced
    double periodicity = 0.0; ///< share of the power that repeats, [0, 1)
};

/// Frames of 93 ms that are not silent; 44.1 kHz mono.
std::vector<HarmonicFrame> harmonicFrames(const MonoView& samples);

} // namespace stepwise::core
