#include "core/plain_text.h"

#include <cstddef>

namespace stepwise::core {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD"; // U+FFFD

struct Character {
    char32_t code = 0;
    std::size_t bytes = 0; ///< 0: no UTF-8
};

bool isContinuation(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// The first of a text that is not empty. Neither overlong forms nor surrogates are UTF-8.
Character firstOf(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    if (lead < 0x80U)
        return {lead, 1};
    const std::size_t bytes = lead >= 0xF0U ? 4 : lead >= 0xE0U ? 3 : 2;
    if (lead < 0xC2U || lead > 0xF4U || text.size() < bytes)
        return {};
    char32_t code = lead & (0xFFU >> (bytes + 1));
    for (const char byte : text.substr(1, bytes - 1)) {
        if (!isContinuation(byte))
            return {};
        code = (code << 6U) | (static_cast<unsigned char>(byte) & 0x3FU);
    }
    const bool isOverlong = (bytes == 3 && code < 0x800U) || (bytes == 4 && code < 0x10000U);
    if (isOverlong || code > 0x10FFFFU || (code >= 0xD800U && code < 0xE000U))
        return {};
    return {code, bytes};
}

bool isPlain(char32_t code) {
    const bool isControl = code < 0x20U || (code >= 0x7FU && code < 0xA0U);
    const bool turnsWriting = (code >= 0x202AU && code <= 0x202EU) || (code >= 0x2066U && code <= 0x2069U);
    const bool endsLine = code == 0x2028U || code == 0x2029U;
    return !isControl && !turnsWriting && !endsLine;
}

} // namespace

std::string plainText(std::string_view text, bool keepsLines) {
    std::string plain;
    plain.reserve(text.size());
    while (!text.empty()) {
        const Character character = firstOf(text);
        const std::size_t bytes = character.bytes == 0 ? 1 : character.bytes;
        const bool isKept = keepsLines && (character.code == '\n' || character.code == '\t');
        plain += character.bytes != 0 && (isKept || isPlain(character.code)) ? text.substr(0, bytes) : kReplacement;
        text.remove_prefix(bytes);
    }
    return plain;
}

} // namespace stepwise::core
