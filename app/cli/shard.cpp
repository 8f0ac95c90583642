#include "app/cli/shard.h"

#include "core/error.h"

#include <fmt/format.h>

#include <charconv>

namespace stepwise::app {

Shard parseShard(const std::string& text) {
    Shard shard;
    const char* end = text.data() + text.size();
    const auto index = std::from_chars(text.data(), end, shard.index);
    if (index.ec == std::errc{} && index.ptr != end && *index.ptr == '/') {
        const auto count = std::from_chars(index.ptr + 1, end, shard.count);
        if (count.ec == std::errc{} && count.ptr == end && shard.index >= 1 && shard.index <= shard.count)
            return {shard.index - 1, shard.count};
    }
    throw core::Error(fmt::format("\"{}\" is not of the form 2/4: the second of four.", text));
}

} // namespace stepwise::app
