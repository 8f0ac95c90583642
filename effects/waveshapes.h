// The distortion's curves. u is the driven sample; every curve maps 0 to 0. Definitions: effects/README.md.
//
// Curves with corners or steep edges also have their antiderivative, for first-order antiderivative antialiasing
// (J. Parker, V. Zavalishin, E. Le Bivic, "Reducing the aliasing of nonlinear waveshaping using continuous-time
// convolution", DAFx 2016).
#pragma once

#include "effects/lane_math.h"

namespace stepwise::effects::STEPWISE_LANE_NAMESPACE {

template <int N>
Pack<N> areaSinh(Pack<N> size) { // size >= 0
    return log2(size + sqrt(size * size + Pack<N>(1.0F))) * Pack<N>(0.693147181F);
}

struct Tube { // exponential saturation, the lower half softer and shallower
    template <int N>
    static Pack<N> shape(Pack<N> u) {
        constexpr float kLower = 1.6F;
        const Mask<N> isUpper = u > Pack<N>(0.0F);
        const Pack<N> e = exp(select(isUpper, -u, u * Pack<N>(kLower)));
        return select(isUpper, Pack<N>(1.0F) - e, (e - Pack<N>(1.0F)) * Pack<N>(1.0F / kLower));
    }
};

struct SoftClip {
    template <int N>
    static Pack<N> shape(Pack<N> u) {
        return tanh(u);
    }
};

struct HardClip {
    template <int N>
    static Pack<N> shape(Pack<N> u) {
        return clamp(u, Pack<N>(-1.0F), Pack<N>(1.0F));
    }
    template <int N>
    static Pack<N> antiderivative(Pack<N> u) {
        const Pack<N> size = abs(u);
        return select(size < Pack<N>(1.0F), Pack<N>(0.5F) * u * u, size - Pack<N>(0.5F));
    }
};

struct Diode1 { // a pair of diodes across the line: logarithmic, never quite clipping
    template <int N>
    static Pack<N> shape(Pack<N> u) {
        return copySign(areaSinh(abs(u) * Pack<N>(2.0F)) * Pack<N>(0.3F), u);
    }
};

struct Diode2 { // one diode in series: the upper half passes, with a soft knee and a soft ceiling
    template <int N>
    static Pack<N> shape(Pack<N> u) {
        constexpr float kKnee = 0.25F;
        const Pack<N> passed = Pack<N>(0.5F) * (u + sqrt(u * u + Pack<N>(kKnee * kKnee)) - Pack<N>(kKnee));
        return tanh(passed);
    }
};

struct LinearFold { // a triangle of period 4
    template <int N>
    static Pack<N> shape(Pack<N> u) {
        const Pack<N> turns = u * Pack<N>(0.25F) + Pack<N>(0.25F);
        const Pack<N> phase = turns - floor(turns); // 0 where the triangle is at -1, 0.5 where it is at 1
        return Pack<N>(1.0F) - abs(phase * Pack<N>(4.0F) - Pack<N>(2.0F));
    }
    template <int N>
    static Pack<N> antiderivative(Pack<N> u) { // periodic, since the triangle has no mean
        const Pack<N> turns = u * Pack<N>(0.25F) + Pack<N>(0.25F);
        const Pack<N> v = (turns - floor(turns)) * Pack<N>(4.0F); // [0, 4): rising on [0, 2), falling on [2, 4)
        const Pack<N> w = select(v < Pack<N>(2.0F), v, v - Pack<N>(2.0F));
        const Pack<N> arch = Pack<N>(0.5F) * w * w - w;
        return select(v < Pack<N>(2.0F), arch, -arch);
    }
};

struct SineFold {
    template <int N>
    static Pack<N> shape(Pack<N> u) {
        return sinTurns(u * Pack<N>(0.25F));
    }
};

struct ZeroSquare { // steep at zero, so that crossings turn into edges
    template <int N>
    static Pack<N> shape(Pack<N> u) {
        const Pack<N> size = abs(u);
        return copySign(sqrt(size / (size + Pack<N>(1.0F))), u);
    }
    template <int N>
    static Pack<N> antiderivative(Pack<N> u) {
        const Pack<N> size = abs(u);
        return sqrt(size * (size + Pack<N>(1.0F))) - areaSinh(sqrt(size));
    }
};

struct Asymmetric { // soft clipping around a shifted resting point
    template <int N>
    static Pack<N> shape(Pack<N> u) {
        constexpr float kShift = 0.8F;
        return tanh(u + Pack<N>(kShift)) - tanh(Pack<N>(kShift));
    }
};

struct Rectify { // both halves upwards, logarithmic above
    template <int N>
    static Pack<N> shape(Pack<N> u) {
        constexpr float kKnee = 0.125F;
        return areaSinh(sqrt(u * u + Pack<N>(kKnee * kKnee)) - Pack<N>(kKnee)) * Pack<N>(0.5F);
    }
};

struct SineShaper { // a sine over a bounded range: folds back at most twice
    template <int N>
    static Pack<N> shape(Pack<N> u) {
        return sinTurns(tanh(u * Pack<N>(0.4F)) * Pack<N>(0.75F));
    }
};

} // namespace stepwise::effects::STEPWISE_LANE_NAMESPACE
