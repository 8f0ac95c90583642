// Reading sound files, and the sound of videos, with FFmpeg's libraries.
#pragma once

#include "core/sound_reading.h"

namespace stepwise::core {

/// All of the sound, as the `ffmpeg` program decodes it. Throws UnknownSound where FFmpeg knows no sound in the file,
/// and else what readSoundFile does. Opens no other file and prints nothing.
LoadedSound readWithFfmpeg(const std::filesystem::path& path, const OnPiece& onPiece);

} // namespace stepwise::core
