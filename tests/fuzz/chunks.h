// Chunk files as the mutators need them: checksums that hold, so that what lies behind them is reached.
#pragma once

#include <cstdint>
#include <cstring>
#include <random>
#include <zlib.h>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t maxSize);

namespace stepwise::fuzz {

/// Makes lengths that lead beyond the end shorter, and every checksum right.
inline void mendChunks(std::uint8_t* data, std::size_t size) {
    constexpr std::size_t kFileHeaderBytes = 12;
    constexpr std::size_t kIdBytes = 4;
    constexpr std::size_t kHeaderBytes = 16;
    for (std::size_t at = kFileHeaderBytes; at + kHeaderBytes < size;) {
        std::uint64_t length = 0;
        std::memcpy(&length, data + at + kIdBytes, sizeof(length));
        const std::size_t left = size - at - kHeaderBytes;
        if (length > left) {
            length = left;
            std::memcpy(data + at + kIdBytes, &length, sizeof(length));
        }
        const auto sum = static_cast<std::uint32_t>(::crc32_z(0, data + at + kHeaderBytes, length));
        std::memcpy(data + at + kIdBytes + sizeof(length), &sum, sizeof(sum));
        at += kHeaderBytes + length;
    }
}

/// As libFuzzer mutates, but most files come out whole.
inline std::size_t mutateChunks(std::uint8_t* data, std::size_t size, std::size_t maxSize, unsigned seed) {
    const std::size_t mutated = LLVMFuzzerMutate(data, size, maxSize);
    if (std::minstd_rand(seed)() % 8 != 0)
        mendChunks(data, mutated);
    return mutated;
}

} // namespace stepwise::fuzz
