// Hall reverb: a feedback delay network of 16 modulated lines. Equations and literature: effects/README.md.
#pragma once

#include "effects/hall_decay.h"
#include "effects/hall_network.h"
#include "effects/kernel.h"

#include <vector>

namespace stepwise::effects {

const EffectInfo& hallReverbInfo();

} // namespace stepwise::effects

namespace stepwise::effects::STEPWISE_LANE_NAMESPACE {

template <int N>
class HallReverbKernel {
public:
    static constexpr EffectId kEffect = EffectId::hallReverb;

    void prepare(double sampleRateHz, Layout layout) {
        layout_ = layout;
        sampleRateHz_ = static_cast<float>(sampleRateHz);
        const float framesPerMs = sampleRateHz_ / 1000.0F;
        const float largestScale = std::exp2(kHallSizeOctaves);
        std::array<int, kHallLines> maxFrames = {};
        for (std::size_t i = 0; i < kHallLines; ++i) {
            nominalFrames_[i] = kHallDelaysMs[i] * framesPerMs;
            maxFrames[i] = static_cast<int>(nominalFrames_[i] * largestScale + kMaxSpinMs * framesPerMs) + 4;
        }
        network_.prepare(maxFrames);
        prepareDiffusers(framesPerMs);
        for (Smoothed<N>* value : smoothers())
            value->prepare(sampleRateHz, kGlideMs);
        scale_.prepare(sampleRateHz, kSizeGlideMs);
    }

    void setTargets(const LaneValues<N>& values) {
        const EffectInfo& info = hallReverbInfo();
        dryGain_.setTarget(sqrt(Pack<N>(1.0F) - values[0]));
        wetGain_.setTarget(sqrt(values[0]));
        lowCut_.setTarget(onePoleStep(displayOf(info, values, 1)));
        highCut_.setTarget(onePoleStep(displayOf(info, values, 2)));
        scale_.setTarget(exp2((values[3] * Pack<N>(2.0F) - Pack<N>(1.0F)) * Pack<N>(kHallSizeOctaves)));
        lossPerFrame_.setTarget(Pack<N>(-9.96578428F / sampleRateHz_) / displayOf(info, values, 4)); // log2(10^-3)
        spinRateHz_ = displayOf(info, values, 5);
        spinFrames_.setTarget(values[6] * values[6] * Pack<N>(kMaxSpinMs * 0.001F * sampleRateHz_));
        Pack<N> width = 0.0F;
        for (int lane = 1; lane < N; lane += 2)
            width.set(lane, layout_ == Layout::stereo ? values[7][lane] : 0.0F);
        // The two signs are orthogonal: a turn from one to the other keeps the right channel as loud as the left.
        leftShare_.setTarget(sqrt(Pack<N>(1.0F) - width * width));
        rightShare_.setTarget(width);
    }

    void snap() {
        for (Smoothed<N>* value : smoothers())
            value->snap();
        isFresh_ = true;
    }

    void clear() {
        network_.clear();
        for (SchroederAllPass<N>& diffuser : diffusers_)
            diffuser.clear();
        inputHigh_ = inputLow_ = {};
        phase_ = 0.0F;
        isFresh_ = true;
    }

    void updateControl() {
        const bool startsUniform = isFresh_ || areDelaysUniform();
        if (isFresh_) {
            aimDelays();
            aimGains();
        }
        for (Smoothed<N>* value : smoothers())
            value->advance();
        phase_ += spinRateHz_ * Pack<N>(static_cast<float>(kControlFrames) / sampleRateHz_);
        phase_ -= floor(phase_);
        startDelays_ = endDelays_;
        aimDelays();
        for (std::size_t i = 0; i < kHallLines; ++i)
            network_.setReading(static_cast<int>(i),
                                {startDelays_[i], (endDelays_[i] - startDelays_[i]) * Pack<N>(1.0F / kControlFrames)});
        network_.setUniform(startsUniform && areDelaysUniform());
        glideGains();
        isFresh_ = false;
    }

    void process(Pack<N>* frames, int count, int offset) {
        for (int done = 0; done < count; done += HallNetwork<N>::kBlockFrames)
            processBlock(frames + done, std::min(count - done, HallNetwork<N>::kBlockFrames), offset + done);
    }

    int latencyFrames() const { return 0; }

private:
    static constexpr int kDiffusers = 4;
    static constexpr float kDiffuserMs[kDiffusers] = {3.71F, 5.13F, 7.39F, 11.27F};
    static constexpr float kDiffusion = 0.65F;
    static constexpr float kMaxSpinMs = 1.0F;
    static constexpr float kGlideMs = 20.0F;
    static constexpr float kSizeGlideMs = 300.0F; ///< a growing hall bends the pitch; slowly, it does so gently

    std::array<Smoothed<N>*, 9> smoothers() {
        return {&dryGain_,      &wetGain_,    &lowCut_,    &highCut_,   &scale_,
                &lossPerFrame_, &spinFrames_, &leftShare_, &rightShare_};
    }

    void prepareDiffusers(float framesPerMs) {
        int total = 0;
        for (const float ms : kDiffuserMs)
            total += DelayRing<N>::storageFor(static_cast<int>(ms * framesPerMs));
        diffuserStorage_.assign(static_cast<std::size_t>(total), Pack<N>(0.0F));
        Pack<N>* storage = diffuserStorage_.data();
        for (int i = 0; i < kDiffusers; ++i) {
            const int delayFrames = static_cast<int>(kDiffuserMs[i] * framesPerMs);
            diffusers_[i].attach(storage, delayFrames, kDiffusion);
            storage += DelayRing<N>::storageFor(delayFrames);
        }
    }

    Pack<N> onePoleStep(Pack<N> cutoffHz) const {
        return Pack<N>(1.0F) - exp(cutoffHz * Pack<N>(-6.2831853F / sampleRateHz_));
    }

    static bool isUniform(Pack<N> x) { return all(x == Pack<N>(x[0])); }

    bool areDelaysUniform() const {
        return isUniform(scale_.end()) && isUniform(spinFrames_.end()) && isUniform(phase_);
    }

    void aimDelays() {
        for (std::size_t i = 0; i < kHallLines; ++i) {
            const Pack<N> lfo = sinTurns(phase_ + Pack<N>(static_cast<float>(i) / kHallLines));
            // The LFO only ever shortens: a line never outgrows its ring.
            endDelays_[i] =
                scale_.end() * Pack<N>(nominalFrames_[i]) + spinFrames_.end() * Pack<N>(0.5F) * (lfo - Pack<N>(1.0F));
        }
    }

    void glideGains() {
        const bool moves = !lossPerFrame_.isSettled() || !scale_.isSettled();
        network_.damping().beginInterval();
        startLevel_ = level_;
        if (moves)
            aimGains();
        network_.damping().setCuts(highCut_.end(), lowCut_.end());
        if (isFresh_)
            network_.damping().beginInterval();
        network_.damping().setGliding(moves || !highCut_.isSettled() || !lowCut_.isSettled());
    }

    /// J.-M. Jot, A. Chaigne, "Digital delay networks for designing artificial reverberators", 1991: the loss of a pass
    /// is proportional to the line's delay, so that all lines decay alike.
    void aimGains() {
        Pack<N> meanLoss = 0.0F;
        for (std::size_t i = 0; i < kHallLines; ++i) {
            const Pack<N> octaves = lossPerFrame_.end() * scale_.end() * Pack<N>(nominalFrames_[i]);
            const Pack<N> gain = exp2(octaves);
            network_.damping().setGains(static_cast<int>(i),
                                        {gain, exp2(octaves * Pack<N>(1.0F / kHallHighDecayShare - 1.0F)),
                                         exp2(octaves * Pack<N>(1.0F / kHallLowDecayShare - 1.0F))});
            meanLoss += (Pack<N>(1.0F) - gain * gain) * Pack<N>(1.0F / kHallLines);
        }
        // Keeps the hall as loud as its input, however long it rings.
        level_ = sqrt(meanLoss);
    }

    void processBlock(Pack<N>* frames, int count, int offset) {
        Pack<N> input[HallNetwork<N>::kBlockFrames];
        Pack<N> left[HallNetwork<N>::kBlockFrames];
        Pack<N> right[HallNetwork<N>::kBlockFrames];
        const bool isStereo = layout_ == Layout::stereo;
        tankInput(frames, input, count, offset);
        network_.process(input, count, offset, left, isStereo ? right : nullptr);
        if (isStereo)
            for (int t = 0; t < count; ++t)
                left[t] = leftShare_.at(offset + t) * left[t] + rightShare_.at(offset + t) * right[t];
        const Pack<N> growth = (level_ - startLevel_) * Pack<N>(1.0F / kControlFrames);
        for (int t = 0; t < count; ++t) {
            const int at = offset + t;
            const Pack<N> level = startLevel_ + growth * Pack<N>(static_cast<float>(at + 1));
            frames[t] = dryGain_.at(at) * frames[t] + wetGain_.at(at) * (level * left[t]);
        }
    }

    void tankInput(const Pack<N>* frames, Pack<N>* input, int count, int offset) {
        OnePole<N> high = inputHigh_;
        OnePole<N> low = inputLow_;
        for (int t = 0; t < count; ++t) {
            Pack<N> x = frames[t];
            if (layout_ == Layout::stereo)
                x = Pack<N>(0.5F) * (x + swapPairs(x));
            x = high.step(x, highCut_.at(offset + t));
            x -= low.step(x, lowCut_.at(offset + t));
            input[t] = x;
        }
        inputHigh_ = high;
        inputLow_ = low;
        for (SchroederAllPass<N>& diffuser : diffusers_)
            diffuser.process(input, count);
    }

    HallNetwork<N> network_;
    std::vector<Pack<N>> diffuserStorage_;
    SchroederAllPass<N> diffusers_[kDiffusers];
    OnePole<N> inputHigh_, inputLow_;
    Smoothed<N> dryGain_, wetGain_, lowCut_, highCut_, scale_, lossPerFrame_, spinFrames_, leftShare_, rightShare_;
    Pack<N> spinRateHz_ = 0.5F;
    Pack<N> phase_ = 0.0F;
    std::array<Pack<N>, kHallLines> startDelays_ = {};
    std::array<Pack<N>, kHallLines> endDelays_ = {};
    Pack<N> level_ = 1.0F;
    Pack<N> startLevel_ = 1.0F;
    std::array<float, kHallLines> nominalFrames_ = {};
    Layout layout_ = Layout::mono;
    float sampleRateHz_ = 44100.0F;
    bool isFresh_ = true;
};

} // namespace stepwise::effects::STEPWISE_LANE_NAMESPACE
