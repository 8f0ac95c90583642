// The part of a job that one machine does: "--shard 2/4", "--worker 1/2".
#pragma once

#include <string>

namespace stepwise::app {

struct Shard {
    int index = 0; ///< from 0
    int count = 1;
};

/// Reads "i/n" with i from 1 to n. Throws core::Error otherwise.
Shard parseShard(const std::string& text);

} // namespace stepwise::app
