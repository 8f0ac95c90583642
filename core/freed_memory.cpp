#include "core/freed_memory.h"

#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#endif
#ifdef __linux__
#include <cstdint>
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace stepwise::core {

void returnFreedBlocks() {
#ifdef __GLIBC__
    constexpr int kLargeBlockBytes = 1 << 20;
    mallopt(M_MMAP_THRESHOLD, kLargeBlockBytes);
    mallopt(M_TRIM_THRESHOLD, kLargeBlockBytes);
#endif
}

void returnZeros([[maybe_unused]] std::span<float> zeros) {
#ifdef __linux__
    // Private pages that are not needed any more are zero when they are read next.
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const auto begin = reinterpret_cast<std::uintptr_t>(zeros.data());
    const std::uintptr_t first = (begin + page - 1) / page * page;
    const std::uintptr_t last = (begin + zeros.size_bytes()) / page * page;
    if (first < last)
        ::madvise(reinterpret_cast<std::byte*>(zeros.data()) + (first - begin), last - first, MADV_DONTNEED);
#endif
}

} // namespace stepwise::core
