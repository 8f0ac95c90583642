#include "effects/interleave.h"

#include <cstring>

namespace stepwise::effects {

namespace {

using Row = float __attribute__((vector_size(kInterleaveTile * sizeof(float))));

Row load(const float* from) {
    Row row;
    std::memcpy(&row, from, sizeof(Row));
    return row;
}

void store(Row row, float* to) {
    std::memcpy(to, &row, sizeof(Row));
}

/// to[column * toStride + row] = from[row * fromStride + column] for a tile.
void transposeTile(const float* from, std::size_t fromStride, float* to, std::size_t toStride) {
    const Row a = load(from);
    const Row b = load(from + fromStride);
    const Row c = load(from + 2 * fromStride);
    const Row d = load(from + 3 * fromStride);
    const Row lowAb = __builtin_shufflevector(a, b, 0, 4, 1, 5);
    const Row lowCd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
    const Row highAb = __builtin_shufflevector(a, b, 2, 6, 3, 7);
    const Row highCd = __builtin_shufflevector(c, d, 2, 6, 3, 7);
    store(__builtin_shufflevector(lowAb, lowCd, 0, 1, 4, 5), to);
    store(__builtin_shufflevector(lowAb, lowCd, 2, 3, 6, 7), to + toStride);
    store(__builtin_shufflevector(highAb, highCd, 0, 1, 4, 5), to + 2 * toStride);
    store(__builtin_shufflevector(highAb, highCd, 2, 3, 6, 7), to + 3 * toStride);
}

} // namespace

void interleave(const float* signals, std::size_t stride, std::size_t frames, std::size_t lanes, float* block) {
    for (std::size_t frame = 0; frame < frames; frame += kInterleaveTile)
        for (std::size_t lane = 0; lane < lanes; lane += kInterleaveTile)
            transposeTile(signals + lane * stride + frame, stride, block + frame * lanes + lane, lanes);
}

void deinterleave(const float* block, std::size_t frames, std::size_t lanes, float* signals, std::size_t stride) {
    for (std::size_t frame = 0; frame < frames; frame += kInterleaveTile)
        for (std::size_t lane = 0; lane < lanes; lane += kInterleaveTile)
            transposeTile(block + frame * lanes + lane, lanes, signals + lane * stride + frame, stride);
}

} // namespace stepwise::effects
