// Three bands by 4th-order Linkwitz-Riley crossovers whose sum is an all-pass: S. Linkwitz, "Active crossover networks
// for noncoincident drivers" (1976). Each is two 2nd-order Butterworth state-variable filters in a row.
#pragma once

#include "effects/state_variable_filter.h"

namespace stepwise::effects::STEPWISE_LANE_NAMESPACE {

template <int N>
struct Bands {
    Pack<N> low, mid, high;
};

template <int N>
class ThreeBandCrossover {
public:
    void prepare(double sampleRateHz, double lowHz, double highHz) {
        lowGains_ = gainsAt(lowHz / sampleRateHz);
        highGains_ = gainsAt(highHz / sampleRateHz);
    }

    void clear() {
        for (SvfState<N>& state : states_)
            state.clear();
    }

    void clearLanes(Mask<N> mask) {
        for (SvfState<N>& state : states_) {
            state.first = select(mask, Pack<N>(0.0F), state.first);
            state.second = select(mask, Pack<N>(0.0F), state.second);
        }
    }

    Bands<N> split(Pack<N> x) {
        const Pair upper = splitOnce(x, highGains_, states_);
        const Pair lower = splitOnce(upper.low, lowGains_, states_ + 3);
        // The high band takes the phase that the lower crossover gives the others.
        const SvfOutputs<N> turned = states_[6].step(upper.high, lowGains_);
        return {lower.low, lower.high, upper.high - Pack<N>(2.0F * kDamping) * turned.band};
    }

private:
    static constexpr float kDamping = 1.41421356F; // 1 / Q of a Butterworth filter

    struct Pair {
        Pack<N> low, high;
    };

    static SvfGains<N> gainsAt(double normalised) {
        return SvfGains<N>(tanHalfTurns(Pack<N>(static_cast<float>(normalised))), Pack<N>(kDamping));
    }

    static Pack<N> highOf(Pack<N> x, const SvfOutputs<N>& out) { return x - Pack<N>(kDamping) * out.band - out.low; }

    static Pair splitOnce(Pack<N> x, const SvfGains<N>& gains, SvfState<N>* states) {
        const SvfOutputs<N> first = states[0].step(x, gains);
        const Pack<N> firstHigh = highOf(x, first);
        const Pack<N> low = states[1].step(first.low, gains).low;
        return {low, highOf(firstHigh, states[2].step(firstHigh, gains))};
    }

    SvfGains<N> lowGains_ = gainsAt(0.01);
    SvfGains<N> highGains_ = gainsAt(0.1);
    SvfState<N> states_[7];
};

} // namespace stepwise::effects::STEPWISE_LANE_NAMESPACE
