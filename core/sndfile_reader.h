// Reading sound files with libsndfile.
#pragma once

#include "core/sound_reading.h"

namespace stepwise::core {

/// All of the sound. Throws UnknownSound where libsndfile knows no sound in the file, and else what readSoundFile does.
LoadedSound readWithSndfile(const std::filesystem::path& path, const OnPiece& onPiece);

} // namespace stepwise::core
