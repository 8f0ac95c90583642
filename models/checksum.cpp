#include "models/checksum.h"

#include <fmt/format.h>

#include <cstdint>
#include <cstring>

namespace stepwise::models {

std::string checksum(std::string_view bytes) {
    constexpr std::uint64_t kPrime = 0x100000001b3ULL;
    std::uint64_t hash = 0xcbf29ce484222325ULL ^ bytes.size();
    std::size_t at = 0;
    for (; at + 8 <= bytes.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + at, sizeof(word));
        hash = (hash ^ word) * kPrime;
        hash ^= hash >> 29U;
    }
    for (; at < bytes.size(); ++at)
        hash = (hash ^ static_cast<unsigned char>(bytes[at])) * kPrime;
    return fmt::format("{:016x}", hash);
}

} // namespace stepwise::models
