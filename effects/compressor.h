// Multiband compressor: three bands with upward and downward compression, or one ordinary band. See effects/README.md.
#pragma once

#include "effects/compressor_curve.h"
#include "effects/crossover.h"

namespace stepwise::effects {

const EffectInfo& compressorInfo();

} // namespace stepwise::effects

namespace stepwise::effects::STEPWISE_LANE_NAMESPACE {

/// Level to gain for one band: mean square over a short window, a static curve, and smoothing of the gain in dB with
/// separate attack and release (D. Giannoulis, M. Massberg, J. Reiss, "Digital dynamic range compressor design", 2012:
/// feed-forward, log domain, smooth branching). The curve is taken every kGridFrames frames, the gain glides between.
template <int N>
class GainComputer {
public:
    static constexpr int kGridFrames = 4;

    void clear() {
        power_ = 0.0F;
        gainDb_ = 0.0F;
        gainStart_ = gainEnd_ = 1.0F;
    }

    void setTimes(Pack<N> window, Pack<N> attack, Pack<N> release) {
        window_ = window;
        attack_ = attack;
        release_ = release;
    }

    void watch(Pack<N> power) { power_ += window_ * (power - power_); }

    template <class Curve>
    void advance(const Curve& curveDb) {
        const Pack<N> levelDb = log2(max(power_, Pack<N>(1e-12F))) * Pack<N>(3.01029996F);
        const Pack<N> aimDb = curveDb(levelDb);
        gainDb_ += select(aimDb < gainDb_, attack_, release_) * (aimDb - gainDb_);
        gainStart_ = gainEnd_;
        gainEnd_ = decibelsToGain(gainDb_);
    }

    Pack<N> gainAt(int gridFrame) const {
        return gainStart_ + (gainEnd_ - gainStart_) * Pack<N>(static_cast<float>(gridFrame + 1) * (1.0F / kGridFrames));
    }

private:
    Pack<N> window_ = 1.0F, attack_ = 1.0F, release_ = 1.0F;
    Pack<N> power_ = 0.0F;
    Pack<N> gainDb_ = 0.0F;
    Pack<N> gainStart_ = 1.0F, gainEnd_ = 1.0F;
};

template <int N>
class CompressorKernel {
public:
    static constexpr EffectId kEffect = EffectId::compressor;

    void prepare(double sampleRateHz, Layout layout) {
        layout_ = layout;
        sampleRateHz_ = static_cast<float>(sampleRateHz);
        crossover_.prepare(sampleRateHz, kLowCrossoverHz, kHighCrossoverHz);
        for (Smoothed<N>* value : smoothers())
            value->prepare(sampleRateHz, kGlideMs);
    }

    void setTargets(const LaneValues<N>& values) {
        const EffectInfo& info = compressorInfo();
        for (int band = 0; band < kCompressorBands; ++band)
            amounts_[band].setTarget(values[band]);
        thresholdDb_.setTarget(displayOf(info, values, 3));
        slope_.setTarget(Pack<N>(1.0F) - Pack<N>(1.0F) / displayOf(info, values, 4));
        attackMs_ = displayOf(info, values, 5);
        releaseMs_ = displayOf(info, values, 6);
        outputGain_.setTarget(decibelsToGain(displayOf(info, values, 7)));
        multiband_.setTarget(Pack<N>(static_cast<float>(choiceOf(info, values, 8))));
        mix_.setTarget(values[9]);
        for (int band = 0; band < kCompressorBands; ++band)
            setTimes(computers_[band], kBandCurves[static_cast<std::size_t>(band)].timeFactor);
        setTimes(single_, 1.0F);
    }

    void snap() {
        for (Smoothed<N>* value : smoothers())
            value->snap();
    }

    void clear() {
        crossover_.clear();
        for (GainComputer<N>& computer : computers_)
            computer.clear();
        single_.clear();
    }

    void updateControl() {
        for (Smoothed<N>* value : smoothers())
            value->advance();
    }

    void process(Pack<N>* frames, int count, int offset) {
        const bool isMultiband = multiband_.isSettled() && multiband_.end()[0] > 0.5F;
        const bool isSingle = multiband_.isSettled() && multiband_.end()[0] < 0.5F;
        if (isMultiband)
            run(frames, count, offset, [this](Pack<N> x, int at) { return multibandFrame(x, at); });
        else if (isSingle)
            run(frames, count, offset, [this](Pack<N> x, int at) { return singleFrame(x, at); });
        else
            run(frames, count, offset, [this](Pack<N> x, int at) {
                const Pack<N> one = singleFrame(x, at);
                return one + multiband_.at(at) * (multibandFrame(x, at) - one);
            });
    }

    int latencyFrames() const { return 0; }

private:
    static constexpr float kGlideMs = 10.0F;
    static constexpr float kWindowShare = 0.1F; ///< detector window as a share of the attack
    static constexpr float kMinWindowMs = 0.1F;
    static constexpr float kMaxWindowMs = 10.0F;

    std::array<Smoothed<N>*, 8> smoothers() {
        return {&amounts_[0], &amounts_[1], &amounts_[2], &thresholdDb_, &slope_, &outputGain_, &multiband_, &mix_};
    }

    /// One-pole step of a time constant, for steps of `frames`.
    Pack<N> approach(Pack<N> timeMs, float frames) const {
        return Pack<N>(1.0F) - exp(Pack<N>(-1000.0F * frames / sampleRateHz_) / timeMs);
    }

    void setTimes(GainComputer<N>& computer, float factor) {
        const Pack<N> attackMs = attackMs_ * Pack<N>(factor);
        const Pack<N> windowMs = clamp(attackMs * Pack<N>(kWindowShare), Pack<N>(kMinWindowMs), Pack<N>(kMaxWindowMs));
        constexpr auto kGrid = static_cast<float>(GainComputer<N>::kGridFrames);
        computer.setTimes(approach(windowMs, 1.0F), approach(attackMs, kGrid),
                          approach(releaseMs_ * Pack<N>(factor), kGrid));
    }

    template <class Wet>
    void run(Pack<N>* frames, int count, int offset, const Wet& wet) {
        for (int i = 0; i < count; ++i) {
            const int at = offset + i;
            const Pack<N> dry = frames[i];
            const Pack<N> mix = mix_.at(at);
            frames[i] = dry * (Pack<N>(1.0F) - mix) + wet(dry, at) * outputGain_.at(at) * mix;
        }
    }

    /// The louder of a stereo pair steers both channels, so that the image stands still.
    Pack<N> linkedPower(Pack<N> x) const {
        const Pack<N> power = x * x;
        return layout_ == Layout::stereo ? max(power, swapPairs(power)) : power;
    }

    Pack<N> multibandFrame(Pack<N> x, int at) {
        const Bands<N> bands = crossover_.split(x);
        const int gridFrame = at % GainComputer<N>::kGridFrames;
        return bandFrame(0, bands.low, at, gridFrame) + bandFrame(1, bands.mid, at, gridFrame) +
               bandFrame(2, bands.high, at, gridFrame);
    }

    Pack<N> bandFrame(int band, Pack<N> x, int at, int gridFrame) {
        GainComputer<N>& computer = computers_[band];
        if (gridFrame == 0) {
            const BandCurve& curve = kBandCurves[static_cast<std::size_t>(band)];
            const Pack<N> shiftDb = thresholdDb_.at(at) - Pack<N>(kDefaultThresholdDb);
            const Pack<N> strength = slope_.at(at) * Pack<N>(1.0F / (1.0F - 1.0F / kDefaultRatio));
            const Pack<N> amount = amounts_[band].at(at);
            computer.advance([&](Pack<N> levelDb) {
                const Pack<N> zero = 0.0F;
                const Pack<N> above = max(levelDb - (Pack<N>(curve.upperThresholdDb) + shiftDb), zero);
                const Pack<N> below = max(
                    min(Pack<N>(curve.lowerThresholdDb) + shiftDb - levelDb, levelDb - Pack<N>(kLiftFloorDb)), zero);
                const Pack<N> down = min(Pack<N>(curve.downSlope) * strength, Pack<N>(1.0F));
                const Pack<N> up = min(Pack<N>(curve.upSlope) * strength, Pack<N>(1.0F));
                return amount * (Pack<N>(curve.makeupDb) - down * above + up * below);
            });
        }
        computer.watch(linkedPower(x));
        return x * computer.gainAt(gridFrame);
    }

    Pack<N> singleFrame(Pack<N> x, int at) {
        const int gridFrame = at % GainComputer<N>::kGridFrames;
        if (gridFrame == 0)
            single_.advance([&](Pack<N> levelDb) {
                const Pack<N> over = levelDb - thresholdDb_.at(at);
                const Pack<N> into = max(over + Pack<N>(kHalfKneeDb), Pack<N>(0.0F));
                const Pack<N> knee = into * into * Pack<N>(1.0F / (4.0F * kHalfKneeDb));
                return -slope_.at(at) * select(over > Pack<N>(kHalfKneeDb), over, knee);
            });
        single_.watch(linkedPower(x));
        return x * single_.gainAt(gridFrame);
    }

    ThreeBandCrossover<N> crossover_;
    GainComputer<N> computers_[kCompressorBands];
    GainComputer<N> single_;
    Smoothed<N> amounts_[kCompressorBands];
    Smoothed<N> thresholdDb_, slope_, outputGain_, multiband_, mix_;
    Pack<N> attackMs_ = 10.0F;
    Pack<N> releaseMs_ = 100.0F;
    Layout layout_ = Layout::mono;
    float sampleRateHz_ = 44100.0F;
};

} // namespace stepwise::effects::STEPWISE_LANE_NAMESPACE
