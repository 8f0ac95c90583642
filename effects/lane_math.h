// Elementary functions on packs, from their series: the same bits on every instruction set.
//
// Truncated Taylor and area-hyperbolic-tangent series after range reduction (Muller, "Elementary Functions", chapters
// 3 and 11). The orders are the lowest whose remainder is below float rounding.
#pragma once

#include "effects/lanes.h"

#if defined(__AVX512VL__) && defined(__AVX512DQ__)
#include "effects/lanes_avx512.h"
#endif

namespace stepwise::effects::STEPWISE_LANE_NAMESPACE {

/// x 2^exponent for a whole exponent from -126 to 127.
template <int N>
Pack<N> timesPowerOfTwo(Pack<N> x, Pack<N> exponent) {
    return x * fromBits((truncateToInt(exponent) + IntPack<N>(127)) << 23);
}

/// 2^x, relative error below 3e-7; x is clamped to [-126, 126].
template <int N>
[[gnu::always_inline]] inline Pack<N> exp2(Pack<N> x) {
    x = clamp(x, Pack<N>(-126.0F), Pack<N>(126.0F));
    const Pack<N> whole = floor(x + Pack<N>(0.5F));
    const Pack<N> r = x - whole;    // [-0.5, 0.5]
    Pack<N> series = 1.5252734e-5F; // ln(2)^k / k!, k = 7 ... 0
    series = series * r + Pack<N>(1.5403530e-4F);
    series = series * r + Pack<N>(1.3333558e-3F);
    series = series * r + Pack<N>(9.6181291e-3F);
    series = series * r + Pack<N>(5.5504109e-2F);
    series = series * r + Pack<N>(2.4022651e-1F);
    series = series * r + Pack<N>(6.9314718e-1F);
    series = series * r + Pack<N>(1.0F);
    return timesPowerOfTwo(series, whole);
}

/// Base-2 logarithm of a normal positive number, absolute error below 2e-6.
template <int N>
Pack<N> log2(Pack<N> x) {
    IntPack<N> exponent = ((bits(x) >> 23) & IntPack<N>(255)) - IntPack<N>(127);
    Pack<N> mantissa = fromBits((bits(x) & IntPack<N>(0x007fffff)) | IntPack<N>(0x3f800000)); // [1, 2)
    const Mask<N> high = mantissa > Pack<N>(1.41421356F);
    mantissa = select(high, mantissa * Pack<N>(0.5F), mantissa);
    const Pack<N> e = toFloat(exponent) + select(high, Pack<N>(1.0F), Pack<N>(0.0F));
    const Pack<N> s = (mantissa - Pack<N>(1.0F)) / (mantissa + Pack<N>(1.0F));
    const Pack<N> s2 = s * s;
    Pack<N> series = 1.0F / 9.0F;
    series = series * s2 + Pack<N>(1.0F / 7.0F);
    series = series * s2 + Pack<N>(1.0F / 5.0F);
    series = series * s2 + Pack<N>(1.0F / 3.0F);
    series = series * s2 + Pack<N>(1.0F);
    return e + series * s * Pack<N>(2.88539008F); // 2 / ln 2
}

/// x^y for normal positive x.
template <int N>
Pack<N> pow(Pack<N> x, Pack<N> y) {
    return exp2(log2(x) * y);
}

/// e^x.
template <int N>
Pack<N> exp(Pack<N> x) {
    return exp2(x * Pack<N>(1.44269504F));
}

/// Decibels to amplitude.
template <int N>
Pack<N> decibelsToGain(Pack<N> decibels) {
    return exp2(decibels * Pack<N>(0.166096405F)); // log2(10) / 20
}

/// sin(2 pi x), absolute error below 2e-7; |x| < 2^22.
template <int N>
Pack<N> sinTurns(Pack<N> x) {
    Pack<N> r = x - floor(x + Pack<N>(0.5F)); // [-0.5, 0.5]
    const Pack<N> size = abs(r);
    r = copySign(min(size, Pack<N>(0.5F) - size), r) * Pack<N>(6.28318531F); // [-pi/2, pi/2]
    const Pack<N> r2 = r * r;
    Pack<N> series = -2.50521084e-8F; // (-1)^k / (2 k + 1)!, k = 5 ... 0
    series = series * r2 + Pack<N>(2.75573192e-6F);
    series = series * r2 + Pack<N>(-1.98412698e-4F);
    series = series * r2 + Pack<N>(8.33333333e-3F);
    series = series * r2 + Pack<N>(-1.66666667e-1F);
    series = series * r2 + Pack<N>(1.0F);
    return series * r;
}

/// cos(2 pi x).
template <int N>
Pack<N> cosTurns(Pack<N> x) {
    return sinTurns(x + Pack<N>(0.25F));
}

/// tan(pi x) for 0 <= x < 0.5: the prewarping of a bilinear filter at x = frequency / sample rate.
template <int N>
Pack<N> tanHalfTurns(Pack<N> x) {
    return sinTurns(x * Pack<N>(0.5F)) / cosTurns(x * Pack<N>(0.5F));
}

/// Hyperbolic tangent, absolute error below 2e-7.
template <int N>
Pack<N> tanh(Pack<N> x) {
    const Pack<N> t = exp2(abs(x) * Pack<N>(-2.88539008F)); // e^(-2 |x|)
    return copySign((Pack<N>(1.0F) - t) / (Pack<N>(1.0F) + t), x);
}

} // namespace stepwise::effects::STEPWISE_LANE_NAMESPACE
