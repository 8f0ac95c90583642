// A pack of float lanes: each lane carries an independent signal, so one instruction moves every candidate on.
//
// Built on the compilers' vector types. The code below is compiled once for each instruction set (see
// effects/processors_*.cpp), each time in a namespace of its own, so that no two instruction sets share a symbol.
// Kernels are compiled without floating-point contraction: a lane's result is the same bits on every instruction set.
#pragma once

#include <cstdint>
#include <utility>

#ifndef STEPWISE_LANE_NAMESPACE
#define STEPWISE_LANE_NAMESPACE generic
#endif

namespace stepwise::effects::STEPWISE_LANE_NAMESPACE {

/// The compiler's vector types by lane count (their size cannot depend on a template parameter).
template <int N>
struct VectorTypes;

template <>
struct VectorTypes<2> {
    using Float = float __attribute__((vector_size(8)));
    using Int = std::int32_t __attribute__((vector_size(8)));
};

template <>
struct VectorTypes<4> {
    using Float = float __attribute__((vector_size(16)));
    using Int = std::int32_t __attribute__((vector_size(16)));
};

template <>
struct VectorTypes<8> {
    using Float = float __attribute__((vector_size(32)));
    using Int = std::int32_t __attribute__((vector_size(32)));
};

template <>
struct VectorTypes<16> {
    using Float = float __attribute__((vector_size(64)));
    using Int = std::int32_t __attribute__((vector_size(64)));
};

template <int N>
struct Mask {
    using Vector = typename VectorTypes<N>::Int;
    Vector v; ///< all bits set where true

    friend Mask operator&(Mask a, Mask b) { return {a.v & b.v}; }
    friend Mask operator|(Mask a, Mask b) { return {a.v | b.v}; }
    friend Mask operator~(Mask a) { return {~a.v}; }
};

template <int N>
struct IntPack {
    using Vector = typename VectorTypes<N>::Int;
    Vector v;

    IntPack() = default;
    IntPack(std::int32_t x) : v(Vector{} + x) {}
    explicit IntPack(Vector x) : v(x) {}
    std::int32_t operator[](int lane) const { return v[lane]; }
    void set(int lane, std::int32_t x) { v[lane] = x; }

    friend IntPack operator+(IntPack a, IntPack b) { return IntPack(a.v + b.v); }
    friend IntPack operator-(IntPack a, IntPack b) { return IntPack(a.v - b.v); }
    friend IntPack operator*(IntPack a, IntPack b) { return IntPack(a.v * b.v); }
    friend IntPack operator&(IntPack a, IntPack b) { return IntPack(a.v & b.v); }
    friend IntPack operator|(IntPack a, IntPack b) { return IntPack(a.v | b.v); }
    friend IntPack operator<<(IntPack a, int n) { return IntPack(a.v << n); }
    friend IntPack operator>>(IntPack a, int n) { return IntPack(a.v >> n); }
};

template <int N>
struct Pack {
    static constexpr int kLanes = N;
    using Vector = typename VectorTypes<N>::Float;
    Vector v;

    Pack() = default;
    Pack(float x) : v(Vector{} + x) {}
    explicit Pack(Vector x) : v(x) {}

    static Pack load(const float* from) {
        Pack p;
        __builtin_memcpy(&p.v, from, sizeof(Vector));
        return p;
    }
    void store(float* to) const { __builtin_memcpy(to, &v, sizeof(Vector)); }

    float operator[](int lane) const { return v[lane]; }
    void set(int lane, float x) { v[lane] = x; }

    Pack& operator+=(Pack b) { return *this = Pack(v + b.v); }
    Pack& operator-=(Pack b) { return *this = Pack(v - b.v); }
    Pack& operator*=(Pack b) { return *this = Pack(v * b.v); }
    Pack& operator/=(Pack b) { return *this = Pack(v / b.v); }
    friend Pack operator+(Pack a, Pack b) { return Pack(a.v + b.v); }
    friend Pack operator-(Pack a, Pack b) { return Pack(a.v - b.v); }
    friend Pack operator*(Pack a, Pack b) { return Pack(a.v * b.v); }
    friend Pack operator/(Pack a, Pack b) { return Pack(a.v / b.v); }
    friend Pack operator-(Pack a) { return Pack(-a.v); }
    friend Mask<N> operator<(Pack a, Pack b) { return {a.v < b.v}; }
    friend Mask<N> operator<=(Pack a, Pack b) { return {a.v <= b.v}; }
    friend Mask<N> operator>(Pack a, Pack b) { return {a.v > b.v}; }
    friend Mask<N> operator>=(Pack a, Pack b) { return {a.v >= b.v}; }
    friend Mask<N> operator==(Pack a, Pack b) { return {a.v == b.v}; }
};

template <int N>
Pack<N> select(Mask<N> mask, Pack<N> whenTrue, Pack<N> whenFalse) {
    return Pack<N>(mask.v ? whenTrue.v : whenFalse.v);
}

template <int N>
Pack<N> min(Pack<N> a, Pack<N> b) {
    return Pack<N>(a.v < b.v ? a.v : b.v);
}

template <int N>
Pack<N> max(Pack<N> a, Pack<N> b) {
    return Pack<N>(a.v > b.v ? a.v : b.v);
}

template <int N>
Pack<N> clamp(Pack<N> x, Pack<N> low, Pack<N> high) {
    return min(max(x, low), high);
}

template <int N>
IntPack<N> bits(Pack<N> x) {
    return IntPack<N>((typename IntPack<N>::Vector)x.v);
}

template <int N>
Pack<N> fromBits(IntPack<N> x) {
    return Pack<N>((typename Pack<N>::Vector)x.v);
}

template <int N>
Pack<N> abs(Pack<N> x) {
    return fromBits(bits(x) & IntPack<N>(0x7fffffff));
}

/// |magnitude| with the sign of `sign`.
template <int N>
Pack<N> copySign(Pack<N> magnitude, Pack<N> sign) {
    return fromBits((bits(magnitude) & IntPack<N>(0x7fffffff)) | (bits(sign) & IntPack<N>(INT32_MIN)));
}

/// Towards zero; |x| < 2^31.
template <int N>
IntPack<N> truncateToInt(Pack<N> x) {
    return IntPack<N>(__builtin_convertvector(x.v, typename IntPack<N>::Vector));
}

template <int N>
Pack<N> toFloat(IntPack<N> x) {
    return Pack<N>(__builtin_convertvector(x.v, typename Pack<N>::Vector));
}

/// |x| < 2^31.
template <int N>
Pack<N> floor(Pack<N> x) {
    const Pack<N> truncated = toFloat(truncateToInt(x));
    return select(truncated > x, truncated - Pack<N>(1.0F), truncated);
}

template <int N>
Pack<N> sqrt(Pack<N> x) {
    Pack<N> y = x;
    for (int i = 0; i < N; ++i)
        y.v[i] = __builtin_sqrtf(x.v[i]);
    return y;
}

/// True where the value is neither infinite nor NaN.
template <int N>
Mask<N> isFinite(Pack<N> x) {
    return {(bits(x) & IntPack<N>(0x7f800000)).v != IntPack<N>(0x7f800000).v};
}

template <int N>
bool all(Mask<N> mask) {
    for (int i = 0; i < N; ++i)
        if (mask.v[i] == 0)
            return false;
    return true;
}

template <int N, int... lane>
Pack<N> swapPairs(Pack<N> x, std::integer_sequence<int, lane...>) {
    return Pack<N>(typename Pack<N>::Vector{x.v[lane ^ 1]...});
}

/// Swaps lanes 2k and 2k + 1: the other channel of a stereo pair.
template <int N>
Pack<N> swapPairs(Pack<N> x) {
    return swapPairs(x, std::make_integer_sequence<int, N>());
}

} // namespace stepwise::effects::STEPWISE_LANE_NAMESPACE
