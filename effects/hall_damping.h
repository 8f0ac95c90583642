// What the hall's lines lose on each pass: Jot's gains, and first-order shelves at the two cuts.
#pragma once

#include "effects/hall_decay.h"
#include "effects/kernel.h"

#include <cstddef>

namespace stepwise::effects::STEPWISE_LANE_NAMESPACE {

/// y += a (x - y).
template <int N>
struct OnePole {
    Pack<N> y = 0.0F;
    Pack<N> step(Pack<N> x, Pack<N> a) { return y += a * (x - y); }
};

/// Floats that one instruction moves.
#if defined(__AVX512F__)
inline constexpr int kNativeLanes = 16;
#elif defined(__AVX2__)
inline constexpr int kNativeLanes = 8;
#else
inline constexpr int kNativeLanes = 4;
#endif

template <int N>
class HallDamping {
public:
    /// A frame's lines lie side by side: narrow packs are damped several lines to an instruction.
    static constexpr int kLineFloats = kHallLines * N;

    /// Of a pass: at mid frequencies, and what highs and lows lose besides.
    struct Gains {
        Pack<N> mid, high, low;
    };

    void clear() {
        std::fill(highs_, highs_ + kWides, OnePole<kWide>());
        std::fill(lows_, lows_ + kWides, OnePole<kWide>());
    }

    /// Before the set functions: a new control interval begins where the last one ended.
    void beginInterval() { start_ = end_; }
    /// Reached at the end of the interval.
    void setGains(int line, Gains gains) {
        gains.mid.store(end_.mid + line * N);
        gains.high.store(end_.high + line * N);
        gains.low.store(end_.low + line * N);
    }
    void setCuts(Pack<N> highStep, Pack<N> lowStep) {
        for (int i = 0; i < kWide; i += N) {
            highStep.store(end_.highStep + i);
            lowStep.store(end_.lowStep + i);
        }
    }
    /// Whether anything differs from the interval's start.
    void setGliding(bool isGliding) { isGliding_ = isGliding; }

    /// In place.
    void process(float (*lines)[kLineFloats], int count, int offset) {
        for (int group = 0; group < kWides; group += kGroup)
            if (isGliding_)
                dampLines<true>(lines, group, count, offset);
            else
                dampLines<false>(lines, group, count, offset);
    }

private:
    static constexpr int kWide = std::max(N, kNativeLanes);
    static constexpr int kWides = kLineFloats / kWide;
    static constexpr int kGroup = 4; ///< damped together: their recursions hide each other's latency

    struct Values {
        float mid[kLineFloats] = {};
        float high[kLineFloats] = {};
        float low[kLineFloats] = {};
        float highStep[kWide] = {};
        float lowStep[kWide] = {};
    };

    /// A value on its way through the control interval.
    template <bool Glides>
    struct Glide {
        Glide() = default;
        Glide(const float* from, const float* to) : start(Pack<kWide>::load(from)), end(Pack<kWide>::load(to)) {}
        Pack<kWide> at(Pack<kWide> way) const { return Glides ? start + (end - start) * way : end; }
        Pack<kWide> start, end;
    };

    template <bool Glides>
    void dampLines(float (*lines)[kLineFloats], int first, int count, int offset) {
        using Wide = Pack<kWide>;
        const Glide<Glides> highSteps(start_.highStep, end_.highStep);
        const Glide<Glides> lowSteps(start_.lowStep, end_.lowStep);
        OnePole<kWide> high[kGroup], low[kGroup];
        Glide<Glides> mids[kGroup], highGains[kGroup], lowGains[kGroup];
        for (int i = 0; i < kGroup; ++i) {
            const int at = (first + i) * kWide;
            mids[i] = {start_.mid + at, end_.mid + at};
            highGains[i] = {start_.high + at, end_.high + at};
            lowGains[i] = {start_.low + at, end_.low + at};
            high[i] = highs_[first + i];
            low[i] = lows_[first + i];
        }
        for (int t = 0; t < count; ++t) {
            const Wide way = static_cast<float>(offset + t + 1) * (1.0F / kControlFrames);
            const Wide highStep = highSteps.at(way);
            const Wide lowStep = lowSteps.at(way);
            float* group = lines[t] + first * kWide;
#pragma GCC unroll 4
            for (int i = 0; i < kGroup; ++i) {
                const Wide highGain = highGains[i].at(way);
                const Wide x = Wide::load(group + std::ptrdiff_t{i} * kWide) * mids[i].at(way);
                const Wide damped = highGain * x + (Wide(1.0F) - highGain) * high[i].step(x, highStep);
                const Wide y = damped - (Wide(1.0F) - lowGains[i].at(way)) * low[i].step(damped, lowStep);
                y.store(group + std::ptrdiff_t{i} * kWide);
            }
        }
        for (int i = 0; i < kGroup; ++i) {
            highs_[first + i] = high[i];
            lows_[first + i] = low[i];
        }
    }

    Values start_, end_;
    OnePole<kWide> highs_[kWides], lows_[kWides];
    bool isGliding_ = false;
};

} // namespace stepwise::effects::STEPWISE_LANE_NAMESPACE
