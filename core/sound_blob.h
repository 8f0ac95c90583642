// Sounds inside other files: sample for sample, and as small as that allows.
#pragma once

#include "core/audio_buffer.h"

#include <string>
#include <string_view>

namespace stepwise::core {

/// FLAC where 24 bits hold every sample exactly, else WAV (RF64 if it is large) with floats. Throws Error.
std::string encodeSound(const AudioBuffer& audio);

/// What encodeSound() made. Throws Error if it is no sound, or is damaged.
AudioBuffer decodeSound(std::string_view bytes);

} // namespace stepwise::core
