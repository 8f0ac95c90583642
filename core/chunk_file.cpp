#include "core/chunk_file.h"

#include "core/error.h"
#include "core/file_output.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <fcntl.h>
#include <fstream>
#include <unistd.h>

namespace stepwise::core {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kIdBytes = 4;

template <typename Number>
void put(std::ostream& stream, Number number) {
    for (std::size_t i = 0; i < sizeof(Number); ++i)
        stream.put(static_cast<char>((number >> (8 * i)) & 0xFFU));
}

template <typename Number>
bool get(std::istream& stream, Number& number) {
    unsigned char bytes[sizeof(Number)] = {};
    stream.read(reinterpret_cast<char*>(bytes), sizeof(bytes));
    number = 0;
    for (std::size_t i = 0; i < sizeof(Number); ++i)
        number |= static_cast<Number>(static_cast<Number>(bytes[i]) << (8 * i));
    return static_cast<std::size_t>(stream.gcount()) == sizeof(bytes);
}

std::uint32_t checksumOf(std::string_view bytes) {
    return static_cast<std::uint32_t>(::crc32_z(0, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

bool flushToDisk(const fs::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY);
    if (file < 0)
        return false;
    const bool isFlushed = ::fsync(file) == 0;
    return ::close(file) == 0 && isFlushed;
}

} // namespace

const std::string* ChunkFile::find(std::string_view id) const {
    for (const Chunk& chunk : chunks)
        if (chunk.id == id && chunk.isIntact)
            return chunk.bytes.get();
    return nullptr;
}

void writeChunkFile(const fs::path& path, std::string_view magic, std::uint32_t version,
                    std::span<const Chunk> chunks) {
    replaceFile(path, [&](const fs::path& temporary) {
        std::ofstream stream(temporary, std::ios::binary);
        stream.write(magic.data(), kChunkMagicBytes);
        put(stream, version);
        for (const Chunk& chunk : chunks) {
            stream.write(chunk.id.data(), kIdBytes);
            put(stream, static_cast<std::uint64_t>(chunk.bytes->size()));
            put(stream, checksumOf(*chunk.bytes));
            stream.write(chunk.bytes->data(), static_cast<std::streamsize>(chunk.bytes->size()));
        }
        stream.close();
        if (!stream || !flushToDisk(temporary))
            throw Error(fmt::format("{}: cannot be written (is the disk full?).", path.string()));
    });
}

ChunkFile readChunkFile(const fs::path& path, std::string_view magic) {
    std::error_code error;
    if (!fs::exists(path, error))
        throw Error(fmt::format("{}: the file does not exist.", path.string()));
    if (fs::is_directory(path, error))
        throw Error(fmt::format("{}: is a folder, not a file.", path.string()));
    std::ifstream stream(path, std::ios::binary);
    std::uintmax_t left = fs::is_regular_file(path, error) ? fs::file_size(path, error) : 0;
    std::string begin(kChunkMagicBytes, '\0');
    ChunkFile file;
    stream.read(begin.data(), kChunkMagicBytes);
    if (!stream || begin != magic || !get(stream, file.version))
        throw Error(fmt::format("{}: is not a Stepwise session.", path.string()));
    left -= kChunkMagicBytes + sizeof(file.version);
    constexpr std::uintmax_t kHeaderBytes = kIdBytes + sizeof(std::uint64_t) + sizeof(std::uint32_t);
    while (left > kHeaderBytes) {
        Chunk chunk;
        std::uint64_t length = 0;
        std::uint32_t checksum = 0;
        chunk.id.resize(kIdBytes);
        stream.read(chunk.id.data(), kIdBytes);
        if (!get(stream, length) || !get(stream, checksum))
            break;
        left -= kHeaderBytes;
        const std::uint64_t present = std::min<std::uint64_t>(length, left);
        std::string bytes(present, '\0');
        stream.read(bytes.data(), static_cast<std::streamsize>(present));
        left -= present;
        chunk.isIntact = stream && present == length && checksumOf(bytes) == checksum;
        chunk.bytes = std::make_shared<const std::string>(std::move(bytes));
        file.chunks.push_back(std::move(chunk));
    }
    return file;
}

} // namespace stepwise::core
