#include "core/chunk_file.h"

#include "core/error.h"
#include "core/file_output.h"
#include "core/regular_file.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <fcntl.h>
#include <fstream>
#include <memory>
#include <unistd.h>

namespace stepwise::core {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kIdBytes = 4;

template <typename Number>
void put(FileContents& file, Number number) {
    char bytes[sizeof(Number)] = {};
    for (std::size_t i = 0; i < sizeof(Number); ++i)
        bytes[i] = static_cast<char>((number >> (8 * i)) & 0xFFU);
    file.write({bytes, sizeof(bytes)});
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

std::uint32_t checksumOf(const ByteSource& bytes, const OnPiece& onPiece = {}) {
    uLong checksum = 0;
    std::uint64_t done = 0;
    readPieces(bytes, [&](const char* piece, std::size_t count) {
        checksum = ::crc32_z(checksum, reinterpret_cast<const unsigned char*>(piece), count);
        done += count;
        if (onPiece)
            onPiece(static_cast<double>(done) / static_cast<double>(bytes.size));
    });
    return static_cast<std::uint32_t>(checksum);
}

/// For reading; whatever replaces the file, this one stays.
class OpenFile {
public:
    explicit OpenFile(const fs::path& path) : file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
    ~OpenFile() {
        if (file_ >= 0)
            ::close(file_);
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    std::size_t read(std::uint64_t offset, void* bytes, std::size_t count) const {
        const ::ssize_t done = ::pread(file_, bytes, count, static_cast<::off_t>(offset));
        return done > 0 ? static_cast<std::size_t>(done) : 0;
    }

private:
    int file_;
};

} // namespace

std::optional<ByteSource> ChunkFile::find(std::string_view id, const OnPiece& onPiece) const {
    for (const Chunk& chunk : chunks)
        if (chunk.id == id && chunk.isWhole && checksumOf(chunk.bytes, onPiece) == chunk.checksum)
            return chunk.bytes;
    return std::nullopt;
}

void writeChunkFile(const fs::path& path, std::string_view magic, std::uint32_t version, std::span<const Chunk> chunks,
                    const OnPiece& onPiece) {
    std::uint64_t whole = 0;
    for (const Chunk& chunk : chunks)
        whole += chunk.bytes.size;
    writeFile(path, [&](FileContents& file) {
        file.write(magic.substr(0, kChunkMagicBytes));
        put(file, version);
        std::uint64_t done = 0;
        for (const Chunk& chunk : chunks) {
            file.write(std::string_view(chunk.id).substr(0, kIdBytes));
            put(file, chunk.bytes.size);
            put(file, checksumOf(chunk.bytes));
            std::uint64_t written = 0;
            readPieces(chunk.bytes, [&](const char* piece, std::size_t count) {
                file.write({piece, count});
                written += count;
                if (onPiece)
                    onPiece(static_cast<double>(done + written) / static_cast<double>(whole));
            });
            if (written != chunk.bytes.size)
                throw Error(fmt::format("{}: cannot be written, since a sound can no longer be read.", path.string()));
            done += written;
        }
    });
}

ChunkFile readChunkFile(const fs::path& path, std::string_view magic) {
    std::error_code error;
    requireRegularFile(path);
    std::ifstream stream(path, std::ios::binary);
    const auto opened = std::make_shared<const OpenFile>(path);
    std::uintmax_t left = fs::file_size(path, error);
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
        const auto first = static_cast<std::uint64_t>(stream.tellg());
        stream.seekg(static_cast<std::streamoff>(present), std::ios::cur);
        left -= present;
        chunk.isWhole = present == length;
        chunk.checksum = checksum;
        chunk.bytes = {present, [opened, first](std::uint64_t offset, void* bytes, std::size_t count) {
                           return opened->read(first + offset, bytes, count);
                       }};
        file.chunks.push_back(std::move(chunk));
    }
    return file;
}

} // namespace stepwise::core
