#include "core/ffmpeg/text_check.h"

#include <algorithm>
#include <array>
#include <span>

namespace stepwise::core {

namespace {

bool isPrintable(unsigned char byte) {
    constexpr unsigned char kDelete = 0x7f;
    return (byte >= ' ' && byte != kDelete) || byte == '\n' || byte == '\r' || byte == '\t' || byte == '\f';
}

} // namespace

bool isText(const FileInput& input) {
    std::array<unsigned char, 4096> beginning = {};
    const std::int64_t count = input.read(0, beginning.data(), beginning.size());
    return count > 0 && std::ranges::all_of(std::span(beginning).first(static_cast<std::size_t>(count)), isPrintable);
}

} // namespace stepwise::core
