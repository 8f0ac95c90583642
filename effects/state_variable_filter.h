// The zero-delay (topology-preserving) state-variable filter that the equalizer, the crossovers and the distortion's
// filter share: V. Zavalishin, "The Art of VA Filter Design" (2012), chapter 4; the mixing of its outputs into shelves
// and peaks after A. Simper, "Linear trapezoidal integrated SVF" (2013).
#pragma once

#include "effects/kernel.h"
#include "effects/lane_math.h"

namespace stepwise::effects::STEPWISE_LANE_NAMESPACE {

inline constexpr float kMaxNormalisedCutoff = 0.49F;

/// What a filter is: prewarped cutoff, damping, and how much of input, band-pass and low-pass make the output.
template <int N>
struct SvfShape {
    Pack<N> g = 0.0F; ///< tan(pi cutoff / rate)
    Pack<N> k = 1.0F; ///< 1 / Q
    Pack<N> inputMix = 0.0F;
    Pack<N> bandMix = 0.0F;
    Pack<N> lowMix = 0.0F;
};

/// The integrators' gains of one g and k.
template <int N>
struct SvfGains {
    Pack<N> a1, a2, a3;

    SvfGains(Pack<N> g, Pack<N> k) {
        a1 = Pack<N>(1.0F) / (Pack<N>(1.0F) + g * (g + k));
        a2 = g * a1;
        a3 = g * a2;
    }
};

/// Both outputs of one step; high = x - k * band - low.
template <int N>
struct SvfOutputs {
    Pack<N> band, low;
};

template <int N>
struct SvfState {
    Pack<N> first = 0.0F;
    Pack<N> second = 0.0F;

    SvfOutputs<N> step(Pack<N> x, const SvfGains<N>& gains) {
        const Pack<N> v3 = x - second;
        const Pack<N> band = gains.a1 * first + gains.a2 * v3;
        const Pack<N> low = second + gains.a2 * first + gains.a3 * v3;
        first = band + band - first;
        second = low + low - second;
        return {band, low};
    }
    void clear() { first = second = 0.0F; }
};

template <int N>
Pack<N> prewarped(Pack<N> cutoffHz, float sampleRateHz) {
    return tanHalfTurns(min(cutoffHz * Pack<N>(1.0F / sampleRateHz), Pack<N>(kMaxNormalisedCutoff)));
}

/// A filter whose shape glides, in a straight line within a control interval: knobs and types change without a click.
template <int N>
class GlidingSvf {
public:
    void prepare(double sampleRateHz, float glideMs) {
        for (Smoothed<N>* value : all())
            value->prepare(sampleRateHz, glideMs);
    }
    void setTarget(const SvfShape<N>& shape) {
        g_.setTarget(shape.g);
        k_.setTarget(shape.k);
        inputMix_.setTarget(shape.inputMix);
        bandMix_.setTarget(shape.bandMix);
        lowMix_.setTarget(shape.lowMix);
    }
    void snap() {
        for (Smoothed<N>* value : all())
            value->snap();
    }
    void clear() { state_.clear(); }

    void advance() {
        settled_ = true;
        for (Smoothed<N>* value : all()) {
            value->advance();
            settled_ = settled_ && value->isSettled();
        }
    }

    void process(Pack<N>* frames, int count, int offset) {
        SvfState<N> state = state_;
        if (settled_) {
            const SvfGains<N> gains(g_.end(), k_.end());
            const Pack<N> inputMix = inputMix_.end(), bandMix = bandMix_.end(), lowMix = lowMix_.end();
            for (int i = 0; i < count; ++i) {
                const SvfOutputs<N> out = state.step(frames[i], gains);
                frames[i] = inputMix * frames[i] + bandMix * out.band + lowMix * out.low;
            }
        } else {
            for (int i = 0; i < count; ++i) {
                const int at = offset + i;
                const SvfOutputs<N> out = state.step(frames[i], SvfGains<N>(g_.at(at), k_.at(at)));
                frames[i] = inputMix_.at(at) * frames[i] + bandMix_.at(at) * out.band + lowMix_.at(at) * out.low;
            }
        }
        state_ = state;
    }

private:
    std::array<Smoothed<N>*, 5> all() { return {&g_, &k_, &inputMix_, &bandMix_, &lowMix_}; }

    Smoothed<N> g_, k_, inputMix_, bandMix_, lowMix_;
    SvfState<N> state_;
    bool settled_ = false;
};

} // namespace stepwise::effects::STEPWISE_LANE_NAMESPACE
