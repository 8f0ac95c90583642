// Sounds inside other files: sample for sample, and as small as that allows.
#pragma once

#include "core/byte_source.h"
#include "core/error.h"
#include "core/piece_progress.h"
#include "core/stored_sound.h"

namespace stepwise::core {

/// FLAC where 24 bits hold every sample exactly, else WAV (RF64 if it is large) with floats; in a temporary file.
/// Throws Error.
ByteSource encodeSound(const StoredSound& sound, const OnPiece& onPiece = {});

/// The stored sound itself is at fault, not the place that it is read to.
class DamagedSound : public Error {
public:
    DamagedSound() : Error("A sound is damaged.") {}
};

/// What encodeSound() made. Throws DamagedSound; Error if there is no room for it.
StoredSound decodeSound(const ByteSource& bytes, const OnPiece& onPiece = {});

} // namespace stepwise::core
