// Phaser: a cascade of first-order all-passes with zero-delay feedback and a sine LFO. See effects/README.md.
#pragma once

#include "effects/kernel.h"
#include "effects/lane_math.h"

namespace stepwise::effects {

const EffectInfo& phaserInfo();

inline constexpr int kPhaserStages = 8;
inline constexpr float kPhaserSweepOctaves = 2.5F; ///< each way, at full depth
inline constexpr float kPhaserMaxFeedback = 0.85F;
inline constexpr float kPhaserMinHz = 16.0F; ///< the sweep stays above, and below kPhaserMaxNormalised of the rate
inline constexpr float kPhaserMaxNormalised = 0.45F;

} // namespace stepwise::effects

namespace stepwise::effects::STEPWISE_LANE_NAMESPACE {

template <int N>
class PhaserKernel {
public:
    static constexpr EffectId kEffect = EffectId::phaser;

    void prepare(double sampleRateHz, Layout layout) {
        layout_ = layout;
        sampleRateHz_ = static_cast<float>(sampleRateHz);
        for (Smoothed<N>* value : smoothers())
            value->prepare(sampleRateHz, kGlideMs);
    }

    void setTargets(const LaneValues<N>& values) {
        const EffectInfo& info = phaserInfo();
        rateHz_ = displayOf(info, values, 0);
        depthOctaves_.setTarget(values[1] * Pack<N>(kPhaserSweepOctaves));
        centreOctaves_.setTarget(log2(displayOf(info, values, 2)));
        const Pack<N> feedback = values[3] * Pack<N>(kPhaserMaxFeedback);
        feedback_.setTarget(feedback);
        // Keeps the mean power over frequency the same at every feedback; see effects/README.md.
        scale_.setTarget(sqrt(Pack<N>(1.0F) - feedback) * Pack<N>(0.5F));
        for (int lane = 0; lane < N; ++lane)
            phaseOffset_.set(lane, layout_ == Layout::stereo && lane % 2 == 1 ? values[4][lane] : 0.0F);
        stereoOffset_.setTarget(phaseOffset_);
        mix_.setTarget(values[5]);
    }

    void snap() {
        for (Smoothed<N>* value : smoothers())
            value->snap();
        coefficientIsFresh_ = true;
    }

    void clear() {
        phase_ = 0.0F;
        for (Pack<N>& state : states_)
            state = 0.0F;
        coefficientIsFresh_ = true;
    }

    void updateControl() {
        if (coefficientIsFresh_)
            coefficientEnd_ = coefficient();
        coefficientIsFresh_ = false;
        for (Smoothed<N>* value : smoothers())
            value->advance();
        phase_ += rateHz_ * Pack<N>(static_cast<float>(kControlFrames) / sampleRateHz_);
        phase_ -= floor(phase_);
        coefficientStart_ = coefficientEnd_;
        coefficientEnd_ = coefficient();
    }

    void process(Pack<N>* frames, int count, int offset) {
        const Pack<N> step = (coefficientEnd_ - coefficientStart_) * Pack<N>(1.0F / kControlFrames);
        Pack<N> states[kPhaserStages];
        for (int s = 0; s < kPhaserStages; ++s)
            states[s] = states_[s];
        for (int i = 0; i < count; ++i) {
            const int at = offset + i;
            const Pack<N> a = coefficientStart_ + step * Pack<N>(static_cast<float>(at + 1));
            const Pack<N> feedback = feedback_.at(at);
            const Pack<N> x = frames[i];
            const Pack<N> turned = cascade(states, clamp(x, Pack<N>(-kMaxInput), Pack<N>(kMaxInput)), a, feedback);
            // What enters the cascade plus what leaves it, so that the notches are full depth at every feedback.
            const Pack<N> wet = scale_.at(at) * (x + (Pack<N>(1.0F) + feedback) * turned);
            frames[i] = x + mix_.at(at) * (wet - x);
        }
        for (int s = 0; s < kPhaserStages; ++s)
            states_[s] = states[s];
    }

    int latencyFrames() const { return 0; }

    float sweep() const { return lfo()[0]; }

private:
    static constexpr float kGlideMs = 10.0F;
    static constexpr float kMaxInput = 100.0F; // +40 dBFS; a louder burst would ring in the loop for many seconds

    std::array<Smoothed<N>*, 6> smoothers() {
        return {&depthOctaves_, &centreOctaves_, &feedback_, &scale_, &stereoOffset_, &mix_};
    }

    Pack<N> lfo() const { return sinTurns(phase_ - stereoOffset_.end()); }

    /// The all-pass coefficient at the smoothers' present values and the LFO's present phase.
    Pack<N> coefficient() const {
        const Pack<N> hertz = exp2(centreOctaves_.end() + depthOctaves_.end() * lfo());
        const Pack<N> normalised = clamp(hertz * Pack<N>(1.0F / sampleRateHz_), Pack<N>(kPhaserMinHz / sampleRateHz_),
                                         Pack<N>(kPhaserMaxNormalised));
        const Pack<N> t = tanHalfTurns(normalised);
        return (t - Pack<N>(1.0F)) / (t + Pack<N>(1.0F));
    }

    /// The cascade is linear in its input: y = A u + B, with u = x + feedback y solved without a delay.
    static Pack<N> cascade(Pack<N>* states, Pack<N> x, Pack<N> a, Pack<N> feedback) {
        Pack<N> gain = 1.0F;
        Pack<N> rest = 0.0F;
        for (int s = 0; s < kPhaserStages; ++s) {
            gain *= a;
            rest = rest * a + states[s];
        }
        Pack<N> y = x + feedback * ((gain * x + rest) / (Pack<N>(1.0F) - feedback * gain));
        for (int s = 0; s < kPhaserStages; ++s) {
            const Pack<N> out = a * y + states[s];
            states[s] = y - a * out;
            y = out;
        }
        return y;
    }

    Smoothed<N> depthOctaves_, centreOctaves_, feedback_, scale_, stereoOffset_, mix_;
    Pack<N> rateHz_ = 1.0F;
    Pack<N> phase_ = 0.0F;
    Pack<N> phaseOffset_ = 0.0F;
    Pack<N> coefficientStart_ = 0.0F;
    Pack<N> coefficientEnd_ = 0.0F;
    Pack<N> states_[kPhaserStages] = {};
    Layout layout_ = Layout::mono;
    float sampleRateHz_ = 44100.0F;
    bool coefficientIsFresh_ = true;
};

} // namespace stepwise::effects::STEPWISE_LANE_NAMESPACE
