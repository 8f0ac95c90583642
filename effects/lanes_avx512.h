// What the vector types cannot say in one instruction but AVX-512 can. The same bits as in lanes.h.
#pragma once

#include "effects/lanes.h"

#include <immintrin.h>

namespace stepwise::effects::STEPWISE_LANE_NAMESPACE {

// GCC 12 warns of its own unmasked 512-bit intrinsics; with every lane in the mask they are the same instructions.
inline constexpr __mmask16 kAll = 0xffff;

// Both take the second operand where either is not a number, as the comparisons in lanes.h do.
inline Pack<16> min(Pack<16> a, Pack<16> b) {
    return Pack<16>(_mm512_maskz_min_ps(kAll, a.v, b.v));
}
inline Pack<8> min(Pack<8> a, Pack<8> b) {
    return Pack<8>(_mm256_min_ps(a.v, b.v));
}
inline Pack<4> min(Pack<4> a, Pack<4> b) {
    return Pack<4>(_mm_min_ps(a.v, b.v));
}

inline Pack<16> max(Pack<16> a, Pack<16> b) {
    return Pack<16>(_mm512_maskz_max_ps(kAll, a.v, b.v));
}
inline Pack<8> max(Pack<8> a, Pack<8> b) {
    return Pack<8>(_mm256_max_ps(a.v, b.v));
}
inline Pack<4> max(Pack<4> a, Pack<4> b) {
    return Pack<4>(_mm_max_ps(a.v, b.v));
}

// Adding zero turns -0 into 0, which is what integers give.
inline Pack<16> floor(Pack<16> x) {
    return Pack<16>(_mm512_maskz_roundscale_ps(kAll, x.v, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC)) + Pack<16>(0.0F);
}
inline Pack<8> floor(Pack<8> x) {
    return Pack<8>(_mm256_round_ps(x.v, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC)) + Pack<8>(0.0F);
}
inline Pack<4> floor(Pack<4> x) {
    return Pack<4>(_mm_round_ps(x.v, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC)) + Pack<4>(0.0F);
}

inline Pack<16> timesPowerOfTwo(Pack<16> x, Pack<16> exponent) {
    return Pack<16>(_mm512_maskz_scalef_ps(kAll, x.v, exponent.v));
}
inline Pack<8> timesPowerOfTwo(Pack<8> x, Pack<8> exponent) {
    return Pack<8>(_mm256_scalef_ps(x.v, exponent.v));
}
inline Pack<4> timesPowerOfTwo(Pack<4> x, Pack<4> exponent) {
    return Pack<4>(_mm_scalef_ps(x.v, exponent.v));
}

} // namespace stepwise::effects::STEPWISE_LANE_NAMESPACE
