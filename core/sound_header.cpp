#include "core/sound_header.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <optional>
#include <string_view>

namespace stepwise::core {

namespace {

/// Programs that write to a pipe cannot know the length: they write 0 or, as ffmpeg, sox and arecord do, a number near
/// 2 or 4 GiB.
constexpr std::uint64_t kUnknownBytes = 0x7ffff000U;

enum class Endian { little, big };

class Header {
public:
    explicit Header(const std::filesystem::path& path)
        : stream_(path, std::ios::binary), bytes_(std::filesystem::file_size(path)) {}

    std::uint64_t fileBytes() const { return bytes_; }

    bool hasMark(std::uint64_t at, std::string_view mark) {
        std::array<char, 4> found = {};
        return read(at, found.data(), found.size()) && mark == std::string_view(found.data(), found.size());
    }

    std::optional<std::uint64_t> number(std::uint64_t at, std::size_t size, Endian endian) {
        std::array<unsigned char, 8> found = {};
        if (!read(at, reinterpret_cast<char*>(found.data()), size))
            return std::nullopt;
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < size; ++i)
            value = (value << 8U) | found[endian == Endian::big ? i : size - 1 - i];
        return value;
    }

private:
    bool read(std::uint64_t at, char* target, std::size_t size) {
        stream_.clear();
        return at + size <= bytes_ && stream_.seekg(static_cast<std::streamoff>(at)) &&
               stream_.read(target, static_cast<std::streamsize>(size));
    }

    std::ifstream stream_;
    std::uint64_t bytes_;
};

bool lacks(const Header& header, std::uint64_t start, std::uint64_t bytes) {
    return bytes != 0 && (start > header.fileBytes() || bytes > header.fileBytes() - start);
}

/// RIFF and IFF: chunks of a four-letter mark, 32 bits of size and the content, padded to an even length.
bool isIffCutShort(Header& header, std::string_view dataMark, Endian endian) {
    std::uint64_t at = 12;
    while (const auto bytes = header.number(at + 4, 4, endian)) {
        if (header.hasMark(at, dataMark))
            return *bytes < kUnknownBytes && lacks(header, at + 8, *bytes);
        at += 8 + *bytes + (*bytes & 1U);
    }
    return false;
}

/// RF64 (EBU Tech 3306): the first chunk, "ds64", holds the 64-bit size that the data chunk has no room for.
bool isRf64CutShort(Header& header) {
    constexpr std::uint64_t kDataBytesAt = 28;
    const auto promised = header.number(kDataBytesAt, 8, Endian::little);
    std::uint64_t at = 12;
    while (const auto bytes = header.number(at + 4, 4, Endian::little)) {
        if (header.hasMark(at, "data"))
            return promised && lacks(header, at + 8, *promised);
        at += 8 + *bytes + (*bytes & 1U);
    }
    return false;
}

/// Sony Wave64: chunks of a 16-byte identifier and 64 bits of size that count these 24 bytes, padded to 8 bytes.
bool isW64CutShort(Header& header) {
    constexpr std::uint64_t kHeadBytes = 24;
    std::uint64_t at = 40;
    while (const auto bytes = header.number(at + 16, 8, Endian::little)) {
        if (*bytes < kHeadBytes || *bytes > (std::uint64_t{1} << 62U))
            return false;
        if (header.hasMark(at, "data"))
            return lacks(header, at + kHeadBytes, *bytes - kHeadBytes);
        at += (*bytes + 7U) & ~std::uint64_t{7};
    }
    return false;
}

bool isAuCutShort(Header& header) {
    const auto start = header.number(4, 4, Endian::big);
    const auto bytes = header.number(8, 4, Endian::big);
    return start && bytes && *bytes < kUnknownBytes && lacks(header, *start, *bytes);
}

} // namespace

bool isCutShort(const std::filesystem::path& path) {
    Header header(path);
    if (header.hasMark(0, "RIFF"))
        return isIffCutShort(header, "data", Endian::little);
    if (header.hasMark(0, "RIFX"))
        return isIffCutShort(header, "data", Endian::big);
    if (header.hasMark(0, "FORM"))
        return isIffCutShort(header, "SSND", Endian::big);
    if (header.hasMark(0, "RF64"))
        return isRf64CutShort(header);
    if (header.hasMark(0, "riff"))
        return isW64CutShort(header);
    return header.hasMark(0, ".snd") && isAuCutShort(header);
}

} // namespace stepwise::core
