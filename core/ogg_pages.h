// How the pages of an Ogg file lie: the file itself says neither how many sounds it holds nor where they end.
#pragma once

#include <filesystem>

namespace stepwise::core {

struct OggPages {
    int streams = 0;       ///< beside or after one another; 0: no Ogg file
    bool hasEnd = false;   ///< the last page is whole and marked as the last one
    bool isVorbis = false; ///< the first stream
};

/// Never fails: what cannot be read counts as the end.
OggPages lookAtOggPages(const std::filesystem::path& path);

} // namespace stepwise::core
