// Loudness (ITU-R BS.1770 through libebur128) and the trim: level is not timbre.
#pragma once

#include "core/stored_sound.h"

namespace stepwise::core {

/// Integrated loudness; sounds shorter than one 400 ms block are measured as one repeated block. Silence: -120.
double integratedLoudnessLufs(const AudioBuffer& audio);
/// The same of `frames` frames of mono, piece by piece.
double integratedLoudnessLufs(const ReadMono& read, std::size_t frames, double sampleRateHz);

/// The gain in dB that gives `sound` the loudness of `target`, bounded to +-60 dB; 0 if either is silent.
double trimDb(const AudioBuffer& sound, const AudioBuffer& target);
/// The same from their integrated loudness.
double trimDb(double soundLufs, double targetLufs);

} // namespace stepwise::core
