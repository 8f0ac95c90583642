// A small seeded generator whose sequence is the same on every platform and standard library.
#pragma once

#include <cstdint>

namespace stepwise::core {

/// SplitMix64 (Steele, Lea, Flood 2014): fast, one word of state, every seed is good.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    /// One of many sequences of a seed, for places in a set. Seed and place are hashed: sequences whose seeds differ by
    /// a multiple of the generator's step would be one and the same, some draws further on.
    static Random at(std::uint64_t seed, std::uint64_t place) {
        return Random(Random(Random(seed).next() ^ place).next());
    }

    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15ULL;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31U);
    }
    /// [0, 1).
    double uniform() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    /// Mean 0, variance 1: the sum of twelve uniform numbers, which is the same on every platform; within +-6.
    double normal() {
        double sum = -6.0;
        for (int i = 0; i < 12; ++i)
            sum += uniform();
        return sum;
    }
    /// 0 ... count - 1.
    int below(int count) { return static_cast<int>(uniform() * count); }

private:
    std::uint64_t state_;
};

} // namespace stepwise::core
