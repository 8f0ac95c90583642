#include "models/threads.h"

#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace stepwise::models {

void runOnThreads(std::size_t count, const std::function<void(std::size_t)>& work) {
    std::exception_ptr first;
    std::mutex mutex;
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < count; ++i)
            threads.emplace_back([&, i] {
                try {
                    work(i);
                } catch (...) {
                    const std::lock_guard lock(mutex);
                    if (!first)
                        first = std::current_exception();
                }
            });
    }
    if (first)
        std::rethrow_exception(first);
}

} // namespace stepwise::models
