// Sample-rate conversion, through libsoxr (very high quality, linear phase).
#pragma once

#include "core/audio_buffer.h"

namespace stepwise::core {

/// Frames of the result: round(frames * rateHz / input rate), at least 1 for non-empty input. Same rate: a copy.
AudioBuffer resample(const AudioBuffer& audio, double rateHz);

} // namespace stepwise::core
