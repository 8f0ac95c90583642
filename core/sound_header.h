// What a sound file's header promises, for the formats whose cut-off files libsndfile reads without a word.
#pragma once

#include <filesystem>

namespace stepwise::core {

/// True if the header of a WAV, RF64, W64, AIFF or AU file announces more bytes of samples than the file holds.
bool isCutShort(const std::filesystem::path& path);

} // namespace stepwise::core
