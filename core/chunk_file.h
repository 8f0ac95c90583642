// A file of named, checked parts, of which one may be damaged without harm to the others (after EA IFF 85).
#pragma once

#include "core/byte_source.h"
#include "core/piece_progress.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stepwise::core {

struct Chunk {
    std::string id; ///< four characters
    ByteSource bytes;
    std::uint32_t checksum = 0; ///< as the file says; not used when writing
    bool isWhole = true;        ///< as long as the file says
};

/// Stays open: bytes are read when they are asked for.
struct ChunkFile {
    std::uint32_t version = 0;
    std::vector<Chunk> chunks;

    /// The first chunk of that name that is whole and has the right checksum, or none.
    std::optional<ByteSource> find(std::string_view id, const OnPiece& onPiece = {}) const;
};

inline constexpr std::size_t kChunkMagicBytes = 8;

/// Little-endian: `magic` (8 characters), version (4 bytes), then for each chunk its name (4), length (8), CRC-32 (4)
/// and bytes. Written as writeFile() does: a failure leaves what was there. Throws Error.
void writeChunkFile(const std::filesystem::path& path, std::string_view magic, std::uint32_t version,
                    std::span<const Chunk> chunks, const OnPiece& onPiece = {});

/// Stops at the first chunk whose end is missing. Throws Error, naming the file, if it does not begin with `magic`.
ChunkFile readChunkFile(const std::filesystem::path& path, std::string_view magic);

} // namespace stepwise::core
