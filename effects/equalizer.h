// Equalizer: two state-variable bands in series. Equations and literature: effects/README.md.
#pragma once

#include "effects/state_variable_filter.h"

namespace stepwise::effects {

const EffectInfo& equalizerInfo();

/// The analytic response, from the analog prototypes (R. Bristow-Johnson, "Cookbook formulae for audio EQ") under the
/// bilinear transform; independent of the kernel.
double equalizerGainDb(const ParameterValues& values, double frequencyHz, double sampleRateHz);

} // namespace stepwise::effects

namespace stepwise::effects::STEPWISE_LANE_NAMESPACE {

/// Filter shapes for a gain in dB; 0 dB is the exact identity.
template <int N>
SvfShape<N> lowShelf(Pack<N> g, Pack<N> q, Pack<N> gainDb) {
    const Pack<N> a = decibelsToGain(gainDb * Pack<N>(0.5F));
    const Pack<N> k = Pack<N>(1.0F) / q;
    return {g / sqrt(a), k, 1.0F, k * (a - Pack<N>(1.0F)), a * a - Pack<N>(1.0F)};
}

template <int N>
SvfShape<N> highShelf(Pack<N> g, Pack<N> q, Pack<N> gainDb) {
    const Pack<N> a = decibelsToGain(gainDb * Pack<N>(0.5F));
    const Pack<N> k = Pack<N>(1.0F) / q;
    return {g * sqrt(a), k, a * a, k * (Pack<N>(1.0F) - a) * a, Pack<N>(1.0F) - a * a};
}

template <int N>
SvfShape<N> peak(Pack<N> g, Pack<N> q, Pack<N> gainDb) {
    const Pack<N> a = decibelsToGain(gainDb * Pack<N>(0.5F));
    const Pack<N> k = Pack<N>(1.0F) / (q * a);
    return {g, k, 1.0F, k * (a * a - Pack<N>(1.0F)), 0.0F};
}

template <int N>
SvfShape<N> lowPass(Pack<N> g, Pack<N> q) {
    return {g, Pack<N>(1.0F) / q, 0.0F, 0.0F, 1.0F};
}

template <int N>
SvfShape<N> highPass(Pack<N> g, Pack<N> q) {
    const Pack<N> k = Pack<N>(1.0F) / q;
    return {g, k, 1.0F, -k, -1.0F};
}

template <int N>
class EqualizerKernel {
public:
    static constexpr EffectId kEffect = EffectId::equalizer;

    void prepare(double sampleRateHz, Layout) {
        sampleRateHz_ = static_cast<float>(sampleRateHz);
        low_.prepare(sampleRateHz, kGlideMs);
        high_.prepare(sampleRateHz, kGlideMs);
    }

    void setTargets(const LaneValues<N>& values) {
        low_.setTarget(bandShape(values, 0, true));
        high_.setTarget(bandShape(values, 4, false));
    }

    void snap() {
        low_.snap();
        high_.snap();
    }

    void clear() {
        low_.clear();
        high_.clear();
    }

    void updateControl() {
        low_.advance();
        high_.advance();
    }

    void process(Pack<N>* frames, int count, int offset) {
        low_.process(frames, count, offset);
        high_.process(frames, count, offset);
    }

    int latencyFrames() const { return 0; }

private:
    static constexpr float kGlideMs = 5.0F;

    /// A band's four parameters start at `first`: frequency, Q, gain, type.
    SvfShape<N> bandShape(const LaneValues<N>& values, int first, bool isLow) const {
        const Pack<N> g = prewarped(displayOf(equalizerInfo(), values, first), sampleRateHz_);
        const Pack<N> q = displayOf(equalizerInfo(), values, first + 1);
        const Pack<N> gainDb = displayOf(equalizerInfo(), values, first + 2);
        switch (choiceOf(equalizerInfo(), values, first + 3)) {
        case 0:
            return isLow ? lowShelf(g, q, gainDb) : highShelf(g, q, gainDb);
        case 1:
            return peak(g, q, gainDb);
        default:
            return isLow ? highPass(g, q) : lowPass(g, q);
        }
    }

    GlidingSvf<N> low_, high_;
    float sampleRateHz_ = 44100.0F;
};

} // namespace stepwise::effects::STEPWISE_LANE_NAMESPACE
