// Hall reverb: a feedback delay network of 16 modulated lines. Equations and literature: effects/README.md.
#pragma once

#include "effects/delay_ring.h"
#include "effects/hall_decay.h"
#include "effects/kernel.h"

namespace stepwise::effects {

const EffectInfo& hallReverbInfo();

} // namespace stepwise::effects

namespace stepwise::effects::STEPWISE_LANE_NAMESPACE {

/// Sylvester's 16 x 16 Hadamard matrix, in place; divided by 4 it is orthogonal.
template <int N>
void hadamard(Pack<N>* x) {
    for (int span = 1; span < kHallLines; span *= 2)
        for (int start = 0; start < kHallLines; start += 2 * span)
            for (int i = start; i < start + span; ++i) {
                const Pack<N> a = x[i];
                const Pack<N> b = x[i + span];
                x[i] = a + b;
                x[i + span] = a - b;
            }
}

/// Signs of bent functions on the four bits of a line's number: their Hadamard spectrum is flat, so that the first pass
/// through the matrix already reaches every line with equal energy. Left and right are orthogonal.
inline float inputSign(int line) {
    return (((line & 1) & (line >> 1)) ^ ((line >> 2) & (line >> 3) & 1)) != 0 ? -1.0F : 1.0F;
}
inline float leftSign(int line) {
    return (((line & 1) & (line >> 2)) ^ ((line >> 1) & (line >> 3) & 1)) != 0 ? -1.0F : 1.0F;
}
inline float rightSign(int line) {
    return (((line & 1) & (line >> 3)) ^ ((line >> 1) & (line >> 2) & 1) ^ (line & 1)) != 0 ? -1.0F : 1.0F;
}

/// y += a (x - y).
template <int N>
struct OnePole {
    Pack<N> y = 0.0F;
    Pack<N> step(Pack<N> x, Pack<N> a) { return y += a * (x - y); }
};

template <int N>
class HallReverbKernel {
public:
    static constexpr EffectId kEffect = EffectId::hallReverb;

    void prepare(double sampleRateHz, Layout layout) {
        layout_ = layout;
        sampleRateHz_ = static_cast<float>(sampleRateHz);
        const float framesPerMs = sampleRateHz_ / 1000.0F;
        const float largestScale = std::exp2(kHallSizeOctaves);
        for (int i = 0; i < kHallLines; ++i) {
            nominalFrames_[i] = kHallDelaysMs[static_cast<std::size_t>(i)] * framesPerMs;
            lines_[i].prepare(static_cast<int>(nominalFrames_[i] * largestScale + kMaxSpinMs * framesPerMs) + 4,
                              kControlFrames);
        }
        for (int i = 0; i < kDiffusers; ++i)
            diffusers_[i].prepare(static_cast<int>(kDiffuserMs[i] * framesPerMs), kDiffusion);
        for (Smoothed<N>* value : smoothers())
            value->prepare(sampleRateHz, kGlideMs);
        scale_.prepare(sampleRateHz, kSizeGlideMs);
    }

    void setTargets(const LaneValues<N>& values) {
        const EffectInfo& info = hallReverbInfo();
        dryGain_.setTarget(sqrt(Pack<N>(1.0F) - values[0]));
        lowCut_.setTarget(onePoleStep(displayOf(info, values, 1)));
        highCut_.setTarget(onePoleStep(displayOf(info, values, 2)));
        scale_.setTarget(exp2((values[3] * Pack<N>(2.0F) - Pack<N>(1.0F)) * Pack<N>(kHallSizeOctaves)));
        decaySeconds_.setTarget(displayOf(info, values, 4));
        spinRateHz_ = displayOf(info, values, 5);
        spinFrames_.setTarget(values[6] * values[6] * Pack<N>(kMaxSpinMs * 0.001F * sampleRateHz_));
        for (int lane = 0; lane < N; ++lane)
            rightShare_.set(lane, layout_ == Layout::stereo && lane % 2 == 1 ? values[7][lane] : 0.0F);
        width_.setTarget(rightShare_);
        wetGain_.setTarget(sqrt(values[0]));
    }

    void snap() {
        for (Smoothed<N>* value : smoothers())
            value->snap();
        delaysAreFresh_ = true;
    }

    void clear() {
        for (DelayRing<N>& line : lines_)
            line.clear();
        for (SchroederAllPass<N>& diffuser : diffusers_)
            diffuser.clear();
        for (int i = 0; i < kHallLines; ++i)
            highs_[i] = lows_[i] = {};
        inputHigh_ = inputLow_ = {};
        phase_ = 0.0F;
        delaysAreFresh_ = true;
    }

    void updateControl() {
        if (delaysAreFresh_)
            aimDelays(endDelays_);
        delaysAreFresh_ = false;
        for (Smoothed<N>* value : smoothers())
            value->advance();
        phase_ += spinRateHz_ * Pack<N>(static_cast<float>(kControlFrames) / sampleRateHz_);
        phase_ -= floor(phase_);
        for (int i = 0; i < kHallLines; ++i)
            startDelays_[i] = endDelays_[i];
        aimDelays(endDelays_);
        aimGains();
    }

    void process(Pack<N>* frames, int count, int offset) {
        Pack<N> input[kControlFrames];
        for (int t = 0; t < count; ++t)
            input[t] = tankInput(frames[t]);
        Pack<N> wet[kControlFrames];
        for (int t = 0; t < count; ++t)
            wet[t] = 0.0F;
        for (int line = 0; line < kHallLines; ++line)
            readLine(line, count, offset, wet);
        writeLines(input, count);
        for (int t = 0; t < count; ++t) {
            const int at = offset + t;
            frames[t] = dryGain_.at(at) * frames[t] + wetGain_.at(at) * (level_ * wet[t]);
        }
    }

    int latencyFrames() const { return 0; }

private:
    static constexpr int kDiffusers = 4;
    static constexpr float kDiffuserMs[kDiffusers] = {3.71F, 5.13F, 7.39F, 11.27F};
    static constexpr float kDiffusion = 0.65F;
    static constexpr float kMaxSpinMs = 1.0F;
    static constexpr float kGlideMs = 20.0F;
    static constexpr float kSizeGlideMs = 300.0F; ///< a growing hall bends the pitch; slowly, it does so gently

    std::array<Smoothed<N>*, 8> smoothers() {
        return {&dryGain_, &wetGain_, &lowCut_, &highCut_, &scale_, &decaySeconds_, &spinFrames_, &width_};
    }

    Pack<N> onePoleStep(Pack<N> cutoffHz) const {
        return Pack<N>(1.0F) - exp(cutoffHz * Pack<N>(-6.2831853F / sampleRateHz_));
    }

    void aimDelays(Pack<N>* delays) const {
        for (int i = 0; i < kHallLines; ++i) {
            const Pack<N> lfo = sinTurns(phase_ + Pack<N>(static_cast<float>(i) / kHallLines));
            // The LFO only ever shortens: a line never outgrows its ring.
            delays[i] =
                scale_.end() * Pack<N>(nominalFrames_[i]) + spinFrames_.end() * Pack<N>(0.5F) * (lfo - Pack<N>(1.0F));
        }
    }

    /// J.-M. Jot, A. Chaigne, "Digital delay networks for designing artificial reverberators", 1991: the loss of a pass
    /// is proportional to the line's delay, so that all lines decay alike.
    void aimGains() {
        const Pack<N> perFrame = Pack<N>(-9.96578428F / sampleRateHz_) / decaySeconds_.end(); // log2(10^-3)
        Pack<N> meanLoss = 0.0F;
        for (int i = 0; i < kHallLines; ++i) {
            const Pack<N> octaves = perFrame * scale_.end() * Pack<N>(nominalFrames_[i]);
            gains_[i] = exp2(octaves);
            highGains_[i] = exp2(octaves * Pack<N>(1.0F / kHallHighDecayShare - 1.0F));
            lowGains_[i] = exp2(octaves * Pack<N>(1.0F / kHallLowDecayShare - 1.0F));
            meanLoss += (Pack<N>(1.0F) - gains_[i] * gains_[i]) * Pack<N>(1.0F / kHallLines);
        }
        // Keeps the hall as loud as its input, however long it rings.
        level_ = sqrt(meanLoss);
    }

    Pack<N> tankInput(Pack<N> x) {
        if (layout_ == Layout::stereo)
            x = Pack<N>(0.5F) * (x + swapPairs(x));
        x = inputHigh_.step(x, highCut_.end());
        x -= inputLow_.step(x, lowCut_.end());
        for (SchroederAllPass<N>& diffuser : diffusers_)
            x = diffuser.step(x);
        return x;
    }

    /// A line's frames of this block: read between samples, damped, kept in `read_`, and added to the output.
    void readLine(int line, int count, int offset, Pack<N>* wet) {
        const Pack<N> start = startDelays_[line];
        const Pack<N> step = (endDelays_[line] - start) * Pack<N>(1.0F / kControlFrames);
        const IntPack<N> whole = truncateToInt(start);
        const Pack<N> fraction = start - toFloat(whole);
        const Pack<N> output =
            Pack<N>(leftSign(line)) * (Pack<N>(1.0F) - width_.end()) + Pack<N>(rightSign(line)) * width_.end();
        const bool sharedDelay = isUniform(whole);
        const DelayRing<N>& ring = lines_[line];
        OnePole<N> high = highs_[line];
        OnePole<N> low = lows_[line];
        for (int t = 0; t < count; ++t) {
            const Pack<N> between = fraction + step * Pack<N>(static_cast<float>(offset + t));
            Pack<N> taps[4] = {}; // one frame newer than the whole delay, the whole delay, one and two older
            if (sharedDelay)
                for (int k = 0; k < 4; ++k)
                    taps[k] = ring.read(whole[0] - t - 1 + k);
            else
                for (int k = 0; k < 4; ++k)
                    for (int lane = 0; lane < N; ++lane)
                        taps[k].set(lane, ring.read(whole[lane] - t - 1 + k, lane));
            const Pack<N> x = interpolated(taps, between) * gains_[line];
            const Pack<N> damped =
                highGains_[line] * x + (Pack<N>(1.0F) - highGains_[line]) * high.step(x, highCut_.end());
            const Pack<N> y = damped - (Pack<N>(1.0F) - lowGains_[line]) * low.step(damped, lowCut_.end());
            read_[t][line] = y;
            wet[t] += output * y;
        }
        highs_[line] = high;
        lows_[line] = low;
    }

    static bool isUniform(IntPack<N> x) {
        bool uniform = true;
        for (int lane = 1; lane < N; ++lane)
            uniform = uniform && x[lane] == x[0];
        return uniform;
    }

    /// Third-order Lagrange interpolation (T. Laakso et al., "Splitting the unit delay", 1996); d = 0 at taps[1].
    static Pack<N> interpolated(const Pack<N>* taps, Pack<N> d) {
        const Pack<N> one = 1.0F;
        const Pack<N> two = 2.0F;
        const Pack<N> before = d + one;
        const Pack<N> after = d - one;
        const Pack<N> last = d - two;
        return taps[0] * (d * after * last) * Pack<N>(-1.0F / 6.0F) +
               taps[1] * (before * after * last) * Pack<N>(0.5F) + taps[2] * (before * d * last) * Pack<N>(-0.5F) +
               taps[3] * (before * d * after) * Pack<N>(1.0F / 6.0F);
    }

    void writeLines(const Pack<N>* input, int count) {
        for (int t = 0; t < count; ++t) {
            hadamard(read_[t]);
            for (int line = 0; line < kHallLines; ++line)
                lines_[line].write(Pack<N>(0.25F) * (read_[t][line] + Pack<N>(inputSign(line)) * input[t]));
        }
    }

    DelayRing<N> lines_[kHallLines];
    SchroederAllPass<N> diffusers_[kDiffusers];
    OnePole<N> highs_[kHallLines], lows_[kHallLines];
    OnePole<N> inputHigh_, inputLow_;
    Smoothed<N> dryGain_, wetGain_, lowCut_, highCut_, scale_, decaySeconds_, spinFrames_, width_;
    Pack<N> spinRateHz_ = 0.5F;
    Pack<N> rightShare_ = 0.0F;
    Pack<N> phase_ = 0.0F;
    Pack<N> startDelays_[kHallLines] = {};
    Pack<N> endDelays_[kHallLines] = {};
    Pack<N> gains_[kHallLines] = {};
    Pack<N> highGains_[kHallLines] = {};
    Pack<N> lowGains_[kHallLines] = {};
    Pack<N> level_ = 1.0F;
    Pack<N> read_[kControlFrames][kHallLines];
    float nominalFrames_[kHallLines] = {};
    Layout layout_ = Layout::mono;
    float sampleRateHz_ = 44100.0F;
    bool delaysAreFresh_ = true;
};

} // namespace stepwise::effects::STEPWISE_LANE_NAMESPACE
