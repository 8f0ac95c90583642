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

    void clear() { *this = GainComputer(window_, attack_, release_); }

    /// Lanes in `mask` as after clear().
    void clearLanes(Mask<N> mask) {
        power_ = select(mask, Pack<N>(0.0F), power_);
        gainDb_ = select(mask, Pack<N>(0.0F), gainDb_);
        gainEnd_ = select(mask, Pack<N>(kUnset), gainEnd_);
    }

    GainComputer() = default;
    GainComputer(Pack<N> window, Pack<N> attack, Pack<N> release)
        : window_(window), attack_(attack), release_(release) {}

    void setTimes(Pack<N> window, Pack<N> attack, Pack<N> release) {
        window_ = window;
        attack_ = attack;
        release_ = release;
    }

    void watch(Pack<N> power) { power_ += window_ * (power - power_); }

    /// The next grid interval ends at dry + wet * gain.
    template <class Curve>
    void advance(const Curve& curveDb, Pack<N> dry, Pack<N> wet) {
        const Pack<N> levelDb = log2(clamp(power_, Pack<N>(kMinPower), Pack<N>(kMaxPower))) * Pack<N>(3.01029996F);
        const Pack<N> aimDb = curveDb(levelDb);
        gainDb_ += select(aimDb < gainDb_, attack_, release_) * (aimDb - gainDb_);
        const Pack<N> next = dry + wet * decibelsToGain(gainDb_);
        gainStart_ = select(gainEnd_ < Pack<N>(0.0F), next, gainEnd_);
        gainEnd_ = next;
    }

    BandMeter meter(int lane) const {
        const float power = std::clamp(power_[lane], kMinPower, kMaxPower);
        return {10.0F * std::log10(power), gainDb_[lane]};
    }

    Pack<N> gainAt(int gridFrame) const {
        return gainStart_ + (gainEnd_ - gainStart_) * Pack<N>(static_cast<float>(gridFrame + 1) * (1.0F / kGridFrames));
    }

private:
    static constexpr float kUnset = -1.0F;
    static constexpr float kMinPower = 1e-12F;
    static constexpr float kMaxPower = 1e4F; // louder is no sound: the gain comes back soon after such a burst

    Pack<N> window_ = 1.0F, attack_ = 1.0F, release_ = 1.0F;
    Pack<N> power_ = 0.0F;
    Pack<N> gainDb_ = 0.0F;
    Pack<N> gainStart_ = 1.0F, gainEnd_ = kUnset;
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
        // The bands' sum is turned in phase, so at mix 0 the untouched input takes its place.
        const auto isMultiband = static_cast<float>(choiceOf(info, values, 8));
        multiband_.setTarget(select(values[9] > Pack<N>(0.0F), Pack<N>(isMultiband), Pack<N>(0.0F)));
        mix_.setTarget(values[9]);
        for (int band = 0; band < kCompressorBands; ++band) {
            const BandCurve& curve = kBandCurves[static_cast<std::size_t>(band)];
            setTimes(computers_[band], curve.timeFactor, curve.minWindowMs);
        }
        setTimes(single_, 1.0F, kSingleMinWindowMs);
    }

    void snap() {
        for (Smoothed<N>* value : smoothers())
            value->snap();
        weightStart_ = multiband_.end();
    }

    void clear() {
        crossover_.clear();
        for (GainComputer<N>& computer : computers_)
            computer.clear();
        single_.clear();
    }

    void updateControl() {
        clearIdleLanes();
        weightStart_ = multiband_.end();
        for (Smoothed<N>* value : smoothers())
            value->advance();
    }

    void process(Pack<N>* frames, int count, int offset) {
        if (all(isBandless()))
            run<false, true>(frames, count, offset);
        else if (all(isBandsOnly()))
            run<true, false>(frames, count, offset);
        else
            run<true, true>(frames, count, offset);
    }

    int latencyFrames() const { return 0; }

    int bandMeters(std::span<BandMeter> meters) const {
        const bool isSingle = multiband_.target()[0] < 0.5F;
        const std::size_t count = std::min<std::size_t>(isSingle ? 1 : kCompressorBands, meters.size());
        for (std::size_t band = 0; band < count; ++band)
            meters[band] = (isSingle ? single_ : computers_[band]).meter(0);
        return static_cast<int>(count);
    }

private:
    static constexpr int kGridFrames = GainComputer<N>::kGridFrames;
    static constexpr float kGlideMs = 10.0F;
    static constexpr float kAttackWindowShare = 0.1F; ///< detector window as a share of the attack, at most
    static constexpr float kReleaseWindowShare = 0.03F;
    static constexpr float kSingleMinWindowMs = 0.1F;
    static constexpr float kMaxWindowMs = 20.0F;

    std::array<Smoothed<N>*, 8> smoothers() {
        return {&amounts_[0], &amounts_[1], &amounts_[2], &thresholdDb_, &slope_, &outputGain_, &multiband_, &mix_};
    }

    /// One-pole step of a time constant, for steps of `frames`.
    Pack<N> approach(Pack<N> timeMs, float frames) const {
        return Pack<N>(1.0F) - exp(Pack<N>(-1000.0F * frames / sampleRateHz_) / timeMs);
    }

    /// A power that falls passes through the logarithm as a ramp, so a release bears a shorter window than an attack.
    void setTimes(GainComputer<N>& computer, float factor, float minWindowMs) {
        const Pack<N> attackMs = attackMs_ * Pack<N>(factor);
        const Pack<N> releaseMs = releaseMs_ * Pack<N>(factor);
        const Pack<N> windowMs =
            clamp(min(attackMs * Pack<N>(kAttackWindowShare), releaseMs * Pack<N>(kReleaseWindowShare)),
                  Pack<N>(minWindowMs), Pack<N>(kMaxWindowMs));
        constexpr auto kGrid = static_cast<float>(kGridFrames);
        computer.setTimes(approach(windowMs, 1.0F), approach(attackMs, kGrid), approach(releaseMs, kGrid));
    }

    /// Lanes that hear nothing of the bands, or nothing but the bands, throughout the control interval.
    Mask<N> isBandless() const { return (weightStart_ == Pack<N>(0.0F)) & (multiband_.end() == Pack<N>(0.0F)); }
    Mask<N> isBandsOnly() const { return (weightStart_ == Pack<N>(1.0F)) & (multiband_.end() == Pack<N>(1.0F)); }

    /// What was not heard starts afresh when it is faded in, whatever the other lanes made run.
    void clearIdleLanes() {
        const Mask<N> bandless = isBandless();
        if (!all(~bandless)) {
            crossover_.clearLanes(bandless);
            for (GainComputer<N>& computer : computers_)
                computer.clearLanes(bandless);
        }
        single_.clearLanes(isBandsOnly());
    }

    template <bool kBands, bool kSingle>
    void run(Pack<N>* frames, int count, int offset) {
        ThreeBandCrossover<N> crossover = crossover_;
        GainComputer<N> computers[kCompressorBands] = {computers_[0], computers_[1], computers_[2]};
        GainComputer<N> single = single_;
        for (int i = 0; i < count; ++i) {
            const int at = offset + i;
            const int gridFrame = at % kGridFrames;
            if (gridFrame == 0)
                advance<kBands, kSingle>(computers, single, at);
            const Pack<N> x = frames[i];
            Pack<N> banded = 0.0F;
            if constexpr (kBands) {
                const Bands<N> bands = crossover.split(x);
                banded = apply(computers[0], bands.low, gridFrame) + apply(computers[1], bands.mid, gridFrame) +
                         apply(computers[2], bands.high, gridFrame);
            }
            if constexpr (kSingle) {
                const Pack<N> weight = multiband_.at(at);
                const Pack<N> plain = apply(single, x, gridFrame);
                frames[i] = kBands ? plain * (Pack<N>(1.0F) - weight) + banded * weight : plain;
            } else {
                frames[i] = banded;
            }
        }
        crossover_ = crossover;
        for (int band = 0; band < kCompressorBands; ++band)
            computers_[band] = computers[band];
        single_ = single;
    }

    Pack<N> apply(GainComputer<N>& computer, Pack<N> x, int gridFrame) const {
        computer.watch(linkedPower(x));
        return x * computer.gainAt(gridFrame);
    }

    /// The louder of a stereo pair steers both channels, so that the image stands still.
    Pack<N> linkedPower(Pack<N> x) const {
        const Pack<N> power = x * x;
        return layout_ == Layout::stereo ? max(power, swapPairs(power)) : power;
    }

    /// Mix and output gain act on the bands' gains: the dry part then has the wet part's phase, and nothing cancels.
    template <bool kBands, bool kSingle>
    void advance(GainComputer<N>* computers, GainComputer<N>& single, int at) const {
        const Pack<N> mix = mix_.at(at + kGridFrames - 1);
        const Pack<N> dry = Pack<N>(1.0F) - mix;
        const Pack<N> wet = mix * outputGain_.at(at + kGridFrames - 1);
        if constexpr (kBands) {
            const Pack<N> shiftDb = thresholdDb_.at(at) - Pack<N>(kDefaultThresholdDb);
            const Pack<N> strength = slope_.at(at) * Pack<N>(1.0F / (1.0F - 1.0F / kDefaultRatio));
            for (int band = 0; band < kCompressorBands; ++band) {
                const BandCurve& curve = kBandCurves[static_cast<std::size_t>(band)];
                const Pack<N> amount = amounts_[band].at(at);
                const auto gainDb = [&](Pack<N> levelDb) { return amount * fullDb(curve, shiftDb, strength, levelDb); };
                computers[band].advance(gainDb, dry, wet);
            }
        }
        if constexpr (kSingle) {
            const auto gainDb = [&](Pack<N> levelDb) { return singleDb(thresholdDb_.at(at), slope_.at(at), levelDb); };
            single.advance(gainDb, dry, wet);
        }
    }

    /// compressorBandGainDb at full amount.
    static Pack<N> fullDb(const BandCurve& curve, Pack<N> shiftDb, Pack<N> strength, Pack<N> levelDb) {
        const Pack<N> zero = 0.0F;
        const Pack<N> one = 1.0F;
        const Pack<N> above = max(levelDb - (Pack<N>(curve.upperThresholdDb) + shiftDb), zero);
        const Pack<N> below =
            max(min(Pack<N>(curve.lowerThresholdDb) + shiftDb - levelDb, levelDb - Pack<N>(kLiftFloorDb)), zero);
        const Pack<N> down = min(Pack<N>(curve.downSlope) * strength, one) * above;
        const Pack<N> up = min(min(Pack<N>(curve.upSlope) * strength, one) * below, Pack<N>(kMaxLiftDb));
        return Pack<N>(curve.makeupDb) - down + up;
    }

    /// compressorSingleGainDb.
    static Pack<N> singleDb(Pack<N> thresholdDb, Pack<N> slope, Pack<N> levelDb) {
        const Pack<N> over = levelDb - thresholdDb;
        const Pack<N> into = max(over + Pack<N>(kHalfKneeDb), Pack<N>(0.0F));
        const Pack<N> knee = into * into * Pack<N>(1.0F / (4.0F * kHalfKneeDb));
        return -slope * select(over > Pack<N>(kHalfKneeDb), over, knee);
    }

    ThreeBandCrossover<N> crossover_;
    GainComputer<N> computers_[kCompressorBands];
    GainComputer<N> single_;
    Smoothed<N> amounts_[kCompressorBands];
    Smoothed<N> thresholdDb_, slope_, outputGain_, mix_;
    Smoothed<N> multiband_;      ///< share of the bands in the output
    Pack<N> weightStart_ = 0.0F; ///< that share at the start of the control interval
    Pack<N> attackMs_ = 10.0F;
    Pack<N> releaseMs_ = 100.0F;
    Layout layout_ = Layout::mono;
    float sampleRateHz_ = 44100.0F;
};

} // namespace stepwise::effects::STEPWISE_LANE_NAMESPACE
