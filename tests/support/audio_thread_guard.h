// Counts what the audio thread allocates and frees. Include once in a test program: it replaces operator new.
#pragma once

#include <atomic>
#include <cstdlib>
#include <new>

namespace stepwise::test {

/// While it lives, allocations of this thread are counted.
class AudioThreadGuard {
public:
    AudioThreadGuard() { isActive() = true; }
    ~AudioThreadGuard() { isActive() = false; }
    AudioThreadGuard(const AudioThreadGuard&) = delete;
    AudioThreadGuard& operator=(const AudioThreadGuard&) = delete;

    static bool& isActive() {
        thread_local bool active = false;
        return active;
    }
    static std::atomic<int>& count() {
        static std::atomic<int> allocations = 0;
        return allocations;
    }
};

} // namespace stepwise::test

void* operator new(std::size_t bytes) {
    if (stepwise::test::AudioThreadGuard::isActive())
        ++stepwise::test::AudioThreadGuard::count();
    if (void* memory = std::malloc(bytes))
        return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
    if (stepwise::test::AudioThreadGuard::isActive() && memory != nullptr)
        ++stepwise::test::AudioThreadGuard::count();
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    operator delete(memory);
}
