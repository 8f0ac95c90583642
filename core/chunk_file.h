// A file of named, checked parts, of which one may be damaged without harm to the others (after EA IFF 85).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stepwise::core {

struct Chunk {
    std::string id; ///< four characters
    std::shared_ptr<const std::string> bytes;
    bool isIntact = true; ///< as long as the file says, and with the right checksum
};

struct ChunkFile {
    std::uint32_t version = 0;
    std::vector<Chunk> chunks;

    /// The first intact chunk of that name, or null.
    const std::string* find(std::string_view id) const;
};

inline constexpr std::size_t kChunkMagicBytes = 8;

/// Little-endian: `magic` (8 characters), version (4 bytes), then for each chunk its name (4), length (8), CRC-32 (4)
/// and bytes. Written beside `path`, flushed to the disk and renamed: a failure leaves what was there. Throws Error.
void writeChunkFile(const std::filesystem::path& path, std::string_view magic, std::uint32_t version,
                    std::span<const Chunk> chunks);

/// Stops at the first chunk whose end is missing. Throws Error, naming the file, if it does not begin with `magic`.
ChunkFile readChunkFile(const std::filesystem::path& path, std::string_view magic);

} // namespace stepwise::core
