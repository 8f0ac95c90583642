// The mel spectrogram from whose rises onsets are read.
#pragma once

#include "core/spectrogram.h"

namespace stepwise::core {

inline constexpr int kOnsetFftSize = 2048;

/// 128 Slaney bands from 0 to 22 050 Hz in dB, clipped 80 dB below the maximum; librosa's defaults for onset_strength.
Spectrogram onsetBandsDb(std::span<const float> samples, int hopFrames);

} // namespace stepwise::core
