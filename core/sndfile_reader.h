// Reading sound files with libsndfile.
#pragma once

#include "core/sound_reading.h"

namespace stepwise::core {

/// All of the sound. Throws UnknownSound where libsndfile knows no sound in the file, and else what readSoundFile does.
LoadedSound readWithSndfile(const std::filesystem::path& path, const OnPiece& onPiece);

/// How much of what libsndfile finds in the file its header promises: 1, or more where the file is cut off.
double promisedShare(const std::filesystem::path& path);

} // namespace stepwise::core
