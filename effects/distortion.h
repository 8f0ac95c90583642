// Distortion: twelve waveshapes, oversampled four times, with drive, filter and mix. See effects/README.md.
#pragma once

#include "effects/oversampler.h"
#include "effects/state_variable_filter.h"
#include "effects/waveshapes.h"

namespace stepwise::effects {

const EffectInfo& distortionInfo();

/// In the order of the parameter's choices.
enum class DistortionMode {
    tube,
    softClip,
    hardClip,
    diode1,
    diode2,
    linearFold,
    sineFold,
    zeroSquare,
    downsample,
    asymmetric,
    rectify,
    sineShaper,
};

} // namespace stepwise::effects

namespace stepwise::effects::STEPWISE_LANE_NAMESPACE {

/// Sample and hold at a rate that falls with the drive. Its aliasing is its purpose.
template <int N>
class SampleHold {
public:
    void clear() {
        held_ = 0.0F;
        phase_ = 1.0F;
    }

    /// `step`: held samples for every sample.
    Pack<N> next(Pack<N> x, Pack<N> step) {
        const Mask<N> due = phase_ >= Pack<N>(1.0F);
        held_ = select(due, x, held_);
        phase_ = select(due, phase_ - Pack<N>(1.0F), phase_) + step;
        return held_;
    }

private:
    Pack<N> held_ = 0.0F;
    Pack<N> phase_ = 1.0F;
};

template <int N>
class DistortionKernel {
public:
    static constexpr EffectId kEffect = EffectId::distortion;

    void prepare(double sampleRateHz, Layout) {
        sampleRateHz_ = static_cast<float>(sampleRateHz);
        drive_.prepare(sampleRateHz, kGlideMs);
        mix_.prepare(sampleRateHz, kGlideMs);
        before_.prepare(sampleRateHz, kGlideMs);
        after_.prepare(sampleRateHz, kGlideMs);
        dcPole_ = 1.0F - 6.2831853F * kDcCutoffHz / sampleRateHz_;
        fadeStep_ = static_cast<float>(kControlFrames * 1000.0 / (kFadeMs * sampleRateHz));
    }

    void setTargets(const LaneValues<N>& values) {
        const EffectInfo& info = distortionInfo();
        wantedMode_ = static_cast<DistortionMode>(choiceOf(info, values, 0));
        drive_.setTarget(values[1]);
        mix_.setTarget(values[2]);
        const SvfShape<N> filter = filterShape(values);
        const int place = choiceOf(info, values, 3);
        before_.setTarget(place == 1 ? filter : identity(filter));
        after_.setTarget(place == 2 ? filter : identity(filter));
    }

    void snap() {
        drive_.snap();
        mix_.snap();
        before_.snap();
        after_.snap();
        mode_ = wantedMode_;
        fade_ = 1.0F;
    }

    void clear() {
        oversampler_.clear();
        dryHistory_.clear();
        before_.clear();
        after_.clear();
        sampleHold_.clear();
        lastDriven_ = 0.0F;
        dcInput_ = dcOutput_ = 0.0F;
        fade_ = fadeEnd_ = 1.0F;
    }

    void updateControl() {
        drive_.advance();
        mix_.advance();
        before_.advance();
        after_.advance();
        fade_ = fadeEnd_;
        if (fade_ >= 1.0F && mode_ != wantedMode_) {
            oldMode_ = mode_;
            mode_ = wantedMode_;
            fade_ = 0.0F;
        }
        fadeEnd_ = std::min(1.0F, fade_ + fadeStep_);
    }

    void process(Pack<N>* frames, int count, int offset) {
        Pack<N>* dry = dryHistory_.block();
        for (int i = 0; i < count; ++i)
            dry[i] = frames[i];
        before_.process(frames, count, offset);
        Pack<N> dense[kFactor * kControlFrames];
        oversampler_.up(frames, count, dense);
        shape(dense, count, offset);
        oversampler_.down(dense, count, frames);
        blockDc(frames, count);
        after_.process(frames, count, offset);
        for (int i = 0; i < count; ++i) {
            const Pack<N> mix = mix_.at(offset + i);
            frames[i] = dry[i - kLatency] * (Pack<N>(1.0F) - mix) + frames[i] * mix;
        }
        dryHistory_.advance(count);
    }

    int latencyFrames() const { return kLatency; }

private:
    static constexpr int kFactor = Oversampler<N>::kFactor;
    static constexpr int kLatency = Oversampler<N>::kLatencyFrames;
    static constexpr float kGlideMs = 10.0F;
    static constexpr float kFadeMs = 10.0F;
    static constexpr float kDcCutoffHz = 8.0F;
    static constexpr float kMaxDriveOctaves = 4.98289214F; ///< 30 dB
    static constexpr float kHoldHz = 44100.0F;             ///< sample-and-hold rate at drive 0
    static constexpr float kHoldOctaves = 6.0F;            ///< by which it falls up to drive 1

    SvfShape<N> filterShape(const LaneValues<N>& values) const {
        const EffectInfo& info = distortionInfo();
        const Pack<N> k = Pack<N>(1.0F) / displayOf(info, values, 5);
        const Pack<N> blend = values[6] * Pack<N>(2.0F) - Pack<N>(1.0F); // -1 low, 0 band, 1 high
        const Pack<N> low = max(-blend, Pack<N>(0.0F));
        const Pack<N> high = max(blend, Pack<N>(0.0F));
        const Pack<N> band = Pack<N>(1.0F) - abs(blend);
        return {prewarped(displayOf(info, values, 4), sampleRateHz_), k, high, k * (band - high), low - high};
    }

    static SvfShape<N> identity(const SvfShape<N>& filter) { return {filter.g, filter.k, 1.0F, 0.0F, 0.0F}; }

    void shape(Pack<N>* dense, int count, int offset) {
        if (fadeEnd_ >= 1.0F && fade_ >= 1.0F) {
            shapeAs(mode_, dense, count, offset, dense);
            return;
        }
        Pack<N> old[kFactor * kControlFrames];
        const Pack<N> lastDriven = lastDriven_;
        shapeAs(oldMode_, dense, count, offset, old);
        lastDriven_ = lastDriven;
        shapeAs(mode_, dense, count, offset, dense);
        const float step = (fadeEnd_ - fade_) / static_cast<float>(kFactor * kControlFrames);
        for (int i = 0; i < kFactor * count; ++i) {
            const Pack<N> share = fade_ + step * static_cast<float>(kFactor * offset + i + 1);
            dense[i] = old[i] + share * (dense[i] - old[i]);
        }
    }

    void shapeAs(DistortionMode mode, const Pack<N>* in, int count, int offset, Pack<N>* out) {
        switch (mode) {
        case DistortionMode::tube:
            return run<Tube>(in, count, offset, out);
        case DistortionMode::softClip:
            return run<SoftClip>(in, count, offset, out);
        case DistortionMode::hardClip:
            return runAntialiased<HardClip>(in, count, offset, out);
        case DistortionMode::diode1:
            return run<Diode1>(in, count, offset, out);
        case DistortionMode::diode2:
            return run<Diode2>(in, count, offset, out);
        case DistortionMode::linearFold:
            return runAntialiased<LinearFold>(in, count, offset, out);
        case DistortionMode::sineFold:
            return run<SineFold>(in, count, offset, out);
        case DistortionMode::zeroSquare:
            return runAntialiased<ZeroSquare>(in, count, offset, out);
        case DistortionMode::downsample:
            return hold(in, count, offset, out);
        case DistortionMode::asymmetric:
            return run<Asymmetric>(in, count, offset, out);
        case DistortionMode::rectify:
            return run<Rectify>(in, count, offset, out);
        case DistortionMode::sineShaper:
            return run<SineShaper>(in, count, offset, out);
        }
    }

    void driveGains(Pack<N>* gains, int count, int offset) const {
        for (int i = 0; i < count; ++i)
            gains[i] = i > 0 && drive_.isSettled() ? gains[0] : exp2(drive_.at(offset + i) * Pack<N>(kMaxDriveOctaves));
    }

    /// Beyond this the curves have nothing left to say, and folding would lose its phase to rounding.
    static Pack<N> bounded(Pack<N> driven) { return clamp(driven, Pack<N>(-1e4F), Pack<N>(1e4F)); }

    template <class Shape>
    void run(const Pack<N>* in, int count, int offset, Pack<N>* out) {
        Pack<N> gains[kControlFrames];
        driveGains(gains, count, offset);
        lastDriven_ = bounded(in[kFactor * count - 1] * gains[count - 1]); // first: the output may be the input
        for (int i = 0; i < count; ++i)
            for (int j = kFactor * i; j < kFactor * (i + 1); ++j)
                out[j] = Shape::shape(bounded(in[j] * gains[i]));
    }

    template <class Shape>
    void runAntialiased(const Pack<N>* in, int count, int offset, Pack<N>* out) {
        // Nearer than this the quotient is noise; the curve at the midpoint is then as good.
        const Pack<N> nearEnough = 0.01F;
        Pack<N> gains[kControlFrames];
        driveGains(gains, count, offset);
        Pack<N> last = lastDriven_;
        Pack<N> lastIntegral = Shape::antiderivative(last);
        for (int i = 0; i < count; ++i) {
            for (int j = kFactor * i; j < kFactor * (i + 1); ++j) {
                const Pack<N> driven = bounded(in[j] * gains[i]);
                const Pack<N> integral = Shape::antiderivative(driven);
                const Pack<N> difference = driven - last;
                const Mask<N> isNear = abs(difference) < nearEnough;
                const Pack<N> quotient = (integral - lastIntegral) / select(isNear, Pack<N>(1.0F), difference);
                out[j] = select(isNear, Shape::shape(Pack<N>(0.5F) * (driven + last)), quotient);
                last = driven;
                lastIntegral = integral;
            }
        }
        lastDriven_ = last;
    }

    void hold(const Pack<N>* in, int count, int offset, Pack<N>* out) {
        const Pack<N> fullStep = kHoldHz / (sampleRateHz_ * static_cast<float>(kFactor));
        for (int i = 0; i < count; ++i) {
            const Pack<N> step = min(fullStep * exp2(drive_.at(offset + i) * Pack<N>(-kHoldOctaves)), Pack<N>(1.0F));
            for (int j = kFactor * i; j < kFactor * (i + 1); ++j) {
                lastDriven_ = in[j];
                out[j] = sampleHold_.next(in[j], step);
            }
        }
    }

    void blockDc(Pack<N>* frames, int count) {
        Pack<N> input = dcInput_;
        Pack<N> output = dcOutput_;
        for (int i = 0; i < count; ++i) {
            output = frames[i] - input + Pack<N>(dcPole_) * output;
            input = frames[i];
            frames[i] = output;
        }
        dcInput_ = input;
        dcOutput_ = output;
    }

    Oversampler<N> oversampler_;
    BlockHistory<N, Oversampler<N>::kLatencyFrames, kControlFrames> dryHistory_;
    GlidingSvf<N> before_, after_;
    SampleHold<N> sampleHold_;
    Smoothed<N> drive_, mix_;
    Pack<N> lastDriven_ = 0.0F;
    Pack<N> dcInput_ = 0.0F;
    Pack<N> dcOutput_ = 0.0F;
    DistortionMode wantedMode_ = DistortionMode::tube;
    DistortionMode mode_ = DistortionMode::tube;
    DistortionMode oldMode_ = DistortionMode::tube;
    float sampleRateHz_ = 44100.0F;
    float dcPole_ = 0.999F;
    float fade_ = 1.0F;
    float fadeEnd_ = 1.0F;
    float fadeStep_ = 0.1F;
};

} // namespace stepwise::effects::STEPWISE_LANE_NAMESPACE
