// What an effect's kernel is made of, and the adapter that turns a kernel into a Processor.
//
// A kernel is a class template over Pack<N> with:
//   static constexpr EffectId kEffect;
//   void prepare(double sampleRateHz, Layout layout);    // may allocate
//   void setTargets(const LaneValues<N>& values);        // normalised values; aims the smoothers and picks choices
//   void snap();                                         // smoothers jump to their targets
//   void clear();                                        // signal state, LFO phases and smoothers' progress to zero
//   void updateControl();                                // before every kControlFrames frames: advance the smoothers,
//                                                        // compute coefficients
//   void process(Pack<N>* frames, int count, int offset); // `offset` frames into a control interval, which holds
//                                                        // offset + count <= kControlFrames
//   int latencyFrames() const;
//   int bandMeters(std::span<BandMeter>) const;          // kernels with meters only
//   float sweep() const;                                 // kernels with an LFO that is shown only
// All but prepare are free of allocation, locks, exceptions and system calls.
#pragma once

#include "effects/lane_math.h"
#include "effects/lanes.h"
#include "effects/processor.h"
#include "effects/rack.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace stepwise::effects::STEPWISE_LANE_NAMESPACE {

/// Normalised parameter values, one pack a parameter.
template <int N>
struct LaneValues {
    std::array<Pack<N>, kMaxParameterCount> values;
    Pack<N> operator[](int parameter) const { return values[static_cast<std::size_t>(parameter)]; }
};

/// A parameter's display value in every lane.
template <int N>
Pack<N> displayOf(const EffectInfo& info, const LaneValues<N>& values, int parameter) {
    const ParameterInfo& one = info.parameters[static_cast<std::size_t>(parameter)];
    const Pack<N> value = values[parameter];
    if (one.curve == Curve::logarithmic)
        return Pack<N>(one.displayMin) * exp2(value * Pack<N>(std::log2(one.displayMax / one.displayMin)));
    return Pack<N>(one.displayMin) + value * Pack<N>(one.displayMax - one.displayMin);
}

/// A choice belongs to the whole pack.
template <int N>
int choiceOf(const EffectInfo& info, const LaneValues<N>& values, int parameter) {
    return choiceIndex(info.parameters[static_cast<std::size_t>(parameter)], values[parameter][0]);
}

/// Flushes denormals to zero while it lives; the previous mode comes back with its end.
class ScopedFlushDenormals {
public:
#if defined(__SSE2__)
    ScopedFlushDenormals() : saved_(_mm_getcsr()) {
        _mm_setcsr(saved_ | 0x8040U);
    }
    ~ScopedFlushDenormals() {
        _mm_setcsr(saved_);
    }
#else
    ScopedFlushDenormals() = default;
    ~ScopedFlushDenormals() = default;
#endif
    ScopedFlushDenormals(const ScopedFlushDenormals&) = delete;
    ScopedFlushDenormals& operator=(const ScopedFlushDenormals&) = delete;

private:
#if defined(__SSE2__)
    unsigned saved_;
#endif
};

/// A value that approaches its target exponentially, once a control interval, and moves in a straight line within it.
/// Usage: advance() in updateControl, at(frames into the interval) in process.
template <int N>
class Smoothed {
public:
    void prepare(double sampleRateHz, float timeConstantMs) {
        const double intervals = static_cast<double>(timeConstantMs) * 0.001 * sampleRateHz / kControlFrames;
        approach_ = static_cast<float>(1.0 - std::exp(-1.0 / std::max(intervals, 1e-6)));
    }
    void setTarget(Pack<N> target) { target_ = target; }
    void snap() { start_ = end_ = target_; }
    void advance() {
        start_ = end_;
        const Pack<N> next = end_ + (target_ - end_) * Pack<N>(approach_);
        // Lands exactly, so that a settled value is the same as a fresh one.
        end_ = select(abs(target_ - next) <= abs(target_) * Pack<N>(1e-5F) + Pack<N>(1e-7F), target_, next);
    }
    Pack<N> target() const { return target_; }
    Pack<N> end() const { return end_; }
    /// The value `offset` frames into the control interval; exactly end() once settled.
    Pack<N> at(int offset) const {
        return start_ + (end_ - start_) * Pack<N>(static_cast<float>(offset + 1) * (1.0F / kControlFrames));
    }
    bool isSettled() const { return all(start_ == end_); }

private:
    Pack<N> target_ = 0.0F;
    Pack<N> start_ = 0.0F;
    Pack<N> end_ = 0.0F;
    float approach_ = 1.0F;
};

/// Turns a kernel into a Processor: clamps parameters, keeps the control grid, silences non-finite input.
template <template <int> class Kernel, int N>
class KernelProcessor final : public Processor {
public:
    explicit KernelProcessor(Layout layout) : layout_(layout) {
        const ParameterValues defaults = defaultValues(Kernel<N>::kEffect);
        KernelProcessor::setParameters(std::span(&defaults, 1));
    }

    EffectId effect() const noexcept override { return Kernel<N>::kEffect; }
    int laneCount() const noexcept override { return N; }

    void prepare(double sampleRateHz) override {
        if (!(sampleRateHz >= kMinSampleRateHz && sampleRateHz <= kMaxSampleRateHz))
            throw std::invalid_argument("the rack runs at 22 050 to 192 000 Hz");
        kernel_.prepare(sampleRateHz, layout_);
        kernel_.setTargets(values_);
        reset();
    }

    void setParameters(std::span<const ParameterValues> lanes) noexcept override {
        const auto parameters = effectInfo(Kernel<N>::kEffect).parameters;
        for (std::size_t p = 0; p < parameters.size(); ++p) {
            for (int lane = 0; lane < N; ++lane) {
                // A choice belongs to the whole pack; a stereo pair shares the parameters of its left lane.
                const bool shared = lanes.size() == 1 || parameters[p].curve == Curve::choice;
                const std::size_t source = shared ? 0 : static_cast<std::size_t>(stereoLeft(lane));
                const float value = lanes[std::min(source, lanes.size() - 1)][p];
                values_.values[p].set(lane, std::isfinite(value) ? std::clamp(value, 0.0F, 1.0F)
                                                                 : parameters[p].defaultValue);
            }
        }
        kernel_.setTargets(values_);
        if (fresh_)
            kernel_.snap();
    }

    void process(float* interleaved, int frames) noexcept override {
        const ScopedFlushDenormals flush;
        fresh_ = false;
        Pack<N> block[kControlFrames];
        while (frames > 0) {
            if (framesUntilControl_ == 0) {
                kernel_.updateControl();
                framesUntilControl_ = kControlFrames;
            }
            const int count = std::min(frames, framesUntilControl_);
            readFinite(interleaved, block, count);
            kernel_.process(block, count, kControlFrames - framesUntilControl_);
            for (int i = 0; i < count; ++i)
                block[i].store(interleaved + static_cast<std::ptrdiff_t>(i) * N);
            interleaved += static_cast<std::ptrdiff_t>(count) * N;
            frames -= count;
            framesUntilControl_ -= count;
        }
    }

    void reset() noexcept override {
        kernel_.clear();
        kernel_.snap();
        framesUntilControl_ = 0;
        nonFiniteCount_ = 0;
        fresh_ = true;
    }

    int latencyFrames() const noexcept override { return kernel_.latencyFrames(); }
    std::int64_t nonFiniteCount() const noexcept override { return nonFiniteCount_; }

    int bandMeters(std::span<BandMeter> meters) const noexcept override {
        if constexpr (requires { kernel_.bandMeters(meters); })
            return kernel_.bandMeters(meters);
        else
            return 0;
    }

    std::optional<float> sweep() const noexcept override {
        if constexpr (requires { kernel_.sweep(); })
            return kernel_.sweep();
        else
            return std::nullopt;
    }

private:
    int stereoLeft(int lane) const { return layout_ == Layout::stereo ? (lane & ~1) : lane; }

    void readFinite(const float* interleaved, Pack<N>* block, int count) {
        for (int i = 0; i < count; ++i) {
            const Pack<N> x = Pack<N>::load(interleaved + static_cast<std::ptrdiff_t>(i) * N);
            const Mask<N> finite = isFinite(x);
            if (!all(finite)) {
                for (int lane = 0; lane < N; ++lane)
                    nonFiniteCount_ += finite.v[lane] == 0 ? 1 : 0;
            }
            // A finite sample beyond +200 dBFS is not audio; bounding it keeps every state finite.
            block[i] = clamp(select(finite, x, Pack<N>(0.0F)), Pack<N>(-1e10F), Pack<N>(1e10F));
        }
    }

    Kernel<N> kernel_;
    LaneValues<N> values_ = {};
    Layout layout_;
    int framesUntilControl_ = 0;
    std::int64_t nonFiniteCount_ = 0;
    bool fresh_ = true;
};

} // namespace stepwise::effects::STEPWISE_LANE_NAMESPACE
