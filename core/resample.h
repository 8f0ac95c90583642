// Sample-rate conversion, through libsoxr (very high quality, linear phase).
#pragma once

#include "core/stored_sound.h"

namespace stepwise::core {

/// Frames of the result: round(frames * rateHz / input rate), at least 1 for non-empty input. Same rate: a copy.
AudioBuffer resample(const AudioBuffer& audio, double rateHz);

/// The same, piece by piece where the sound is long. Throws Error.
StoredSound resample(const StoredSound& sound, double rateHz);

/// The same of `frames` frames of mono, piece by piece.
StoredSound resampleMono(const ReadMono& read, std::size_t frames, double fromHz, double toHz);

} // namespace stepwise::core
