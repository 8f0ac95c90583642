// Sounds inside other files: sample for sample, and as small as that allows.
#pragma once

#include "core/byte_source.h"
#include "core/stored_sound.h"

namespace stepwise::core {

/// FLAC where 24 bits hold every sample exactly, else WAV (RF64 if it is large) with floats; in a temporary file.
/// Throws Error.
ByteSource encodeSound(const StoredSound& sound);

/// What encodeSound() made. Throws Error if it is no sound, or is damaged.
StoredSound decodeSound(const ByteSource& bytes);

} // namespace stepwise::core
