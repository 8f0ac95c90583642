// Bytes that are read piece by piece, wherever they lie.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>

namespace stepwise::core {

/// A handle: copies read the same bytes. From any thread.
struct ByteSource {
    std::uint64_t size = 0;
    /// How many bytes there were at `offset`, at most `count`. May throw Error.
    std::function<std::size_t(std::uint64_t offset, void* bytes, std::size_t count)> read;
};

inline ByteSource sourceOf(std::string text) {
    const std::uint64_t size = text.size();
    return {size, [text = std::move(text)](std::uint64_t offset, void* bytes, std::size_t count) {
                const std::size_t start = std::min<std::size_t>(offset, text.size());
                return text.copy(static_cast<char*>(bytes), count, start);
            }};
}

inline std::string textOf(const ByteSource& source) {
    std::string text(source.size, '\0');
    text.resize(source.read(0, text.data(), text.size()));
    return text;
}

/// Calls `take(bytes, count)` with all bytes in order.
template <class Take>
void readPieces(const ByteSource& source, const Take& take) {
    std::string piece(std::min<std::uint64_t>(source.size, std::uint64_t{1} << 16U), '\0');
    for (std::uint64_t offset = 0; offset < source.size;) {
        const std::size_t count =
            source.read(offset, piece.data(), std::min<std::uint64_t>(piece.size(), source.size - offset));
        if (count == 0)
            return;
        take(piece.data(), count);
        offset += count;
    }
}

} // namespace stepwise::core
