#include "models/stored_zip.h"

#include <cstdint>
#include <stdexcept>

namespace stepwise::models {

namespace {

// PKWARE, "APPNOTE.TXT - .ZIP file format specification", 4.3.7, 4.3.12 and 4.3.16.
constexpr std::size_t kEndBytes = 22;
constexpr std::size_t kEntryBytes = 46;
constexpr std::size_t kLocalBytes = 30;

std::string_view part(std::string_view bytes, std::size_t at, std::size_t count) {
    if (at > bytes.size() || count > bytes.size() - at)
        throw std::out_of_range("ZIP");
    return bytes.substr(at, count);
}

/// Little-endian.
std::size_t number(std::string_view bytes, std::size_t at, std::size_t count) {
    std::size_t value = 0;
    const std::string_view digits = part(bytes, at, count);
    for (std::size_t i = 0; i < count; ++i)
        value |= static_cast<std::size_t>(static_cast<unsigned char>(digits[i])) << (8U * i);
    return value;
}

void requireMark(std::string_view bytes, std::size_t at, std::string_view mark) {
    if (part(bytes, at, mark.size()) != mark)
        throw std::invalid_argument("ZIP");
}

/// What stands behind a member's own header, which repeats the name and may be longer than the directory says.
std::string_view contentAt(std::string_view zip, std::size_t at, std::size_t count) {
    requireMark(zip, at, "PK\x03\x04");
    return part(zip, at + kLocalBytes + number(zip, at + 26, 2) + number(zip, at + 28, 2), count);
}

} // namespace

std::map<std::string, std::string_view, std::less<>> storedMembers(std::string_view zip) {
    if (zip.size() < kEndBytes)
        throw std::out_of_range("ZIP");
    const std::size_t end = zip.size() - kEndBytes;
    requireMark(zip, end, "PK\x05\x06");
    std::map<std::string, std::string_view, std::less<>> members;
    std::size_t at = number(zip, end + 16, 4);
    for (std::size_t left = number(zip, end + 10, 2); left > 0; --left) {
        requireMark(zip, at, "PK\x01\x02");
        const std::size_t nameBytes = number(zip, at + 28, 2);
        const std::size_t contentBytes = number(zip, at + 24, 4);
        const bool isStored = number(zip, at + 10, 2) == 0;
        if (isStored)
            members[std::string(part(zip, at + kEntryBytes, nameBytes))] =
                contentAt(zip, number(zip, at + 42, 4), contentBytes);
        at += kEntryBytes + nameBytes + number(zip, at + 30, 2) + number(zip, at + 32, 2);
    }
    return members;
}

} // namespace stepwise::models
