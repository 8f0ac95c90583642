// Work on threads of its own, whose errors are the caller's.
#pragma once

#include <cstddef>
#include <functional>

namespace stepwise::models {

/// Calls work(0) to work(count - 1), each on a thread of its own, and waits for all. The first exception of any is
/// thrown again here: one that leaves a thread would end the program.
void runOnThreads(std::size_t count, const std::function<void(std::size_t)>& work);

} // namespace stepwise::models
