// Four times the sample rate and back, by two polyphase half-band stages with linear phase.
//
// The first stage passes up to 18 kHz at 44.1 kHz and rejects from 26 kHz; what folds between lies above 18 kHz.
#pragma once

#include "effects/half_band.h"
#include "effects/lanes.h"
#include "effects/rack.h"

#include <cstddef>

namespace stepwise::effects::STEPWISE_LANE_NAMESPACE {

/// Past frames followed by a block, contiguous, so that filters need no ring arithmetic.
template <int N, int History, int MaxBlock>
class BlockHistory {
public:
    void clear() {
        for (Pack<N>& frame : frames_)
            frame = 0.0F;
    }
    Pack<N>* block() { return frames_ + History; }
    /// Keeps the last `History` frames of history and block.
    void advance(int count) {
        for (int i = 0; i < History; ++i)
            frames_[i] = frames_[i + count];
    }

private:
    Pack<N> frames_[History + MaxBlock];
};

/// One doubling of the rate and its way back. In all the round trip delays by 2 * HalfLength - 1 frames of the lower
/// rate.
template <int N, int HalfLength, int MaxBlock>
class HalfBandStage {
public:
    static constexpr int kTaps = 2 * HalfLength;
    static constexpr int kDelayFrames = 2 * HalfLength - 1;

    explicit HalfBandStage(double attenuationDb) {
        const std::vector<float> taps = halfBandBranch(HalfLength, attenuationDb);
        for (int i = 0; i < HalfLength; ++i)
            taps_[i] = taps[static_cast<std::size_t>(i)];
        clear();
    }

    void clear() {
        up_.clear();
        even_.clear();
        odd_.clear();
    }

    /// `count` frames in, 2 * count out.
    void up(const Pack<N>* in, int count, Pack<N>* out) {
        Pack<N>* block = up_.block();
        for (int i = 0; i < count; ++i)
            block[i] = in[i];
        for (int i = 0; i < count; ++i)
            out[std::ptrdiff_t{2} * i] = block[i - HalfLength];
        forBranches(block, count, [&](int i, Pack<N> filtered) { out[2 * i + 1] = filtered; });
        up_.advance(count);
    }

    /// 2 * count frames in, `count` out.
    void down(const Pack<N>* in, int count, Pack<N>* out) {
        Pack<N>* even = even_.block();
        Pack<N>* odd = odd_.block();
        for (int i = 0; i < count; ++i) {
            even[i] = in[std::ptrdiff_t{2} * i];
            odd[i] = in[2 * i + 1];
        }
        forBranches(odd, count,
                    [&](int i, Pack<N> filtered) { out[i] = Pack<N>(0.5F) * (even[i - HalfLength + 1] + filtered); });
        even_.advance(count);
        odd_.advance(count);
    }

private:
    static constexpr int kAtOnce = 4; ///< neighbouring outputs share what they load

    /// take(i, filtered) for the filter's outputs at block[0] ... block[count - 1].
    template <typename Take>
    void forBranches(const Pack<N>* block, int count, Take take) const {
        int i = 0;
        for (; i + kAtOnce <= count; i += kAtOnce) {
            Pack<N> filtered[kAtOnce];
            branches<kAtOnce>(block + i, filtered);
            for (int k = 0; k < kAtOnce; ++k)
                take(i + k, filtered[k]);
        }
        for (; i < count; ++i) {
            Pack<N> filtered;
            branches<1>(block + i, &filtered);
            take(i, filtered);
        }
    }

    /// The symmetric filter over newest[0], newest[-1] ... newest[1 - kTaps], and so on from newest[1].
    template <int Count>
    void branches(const Pack<N>* newest, Pack<N>* filtered) const {
        Pack<N> first[Count];
        Pack<N> second[Count];
        std::fill(first, first + Count, Pack<N>(0.0F));
        std::fill(second, second + Count, Pack<N>(0.0F));
#pragma GCC unroll 16
        for (int i = 0; i + 1 < HalfLength; i += 2)
#pragma GCC unroll 4
            for (int k = 0; k < Count; ++k) {
                first[k] += Pack<N>(taps_[i]) * (newest[k - i] + newest[k + i + 1 - kTaps]);
                second[k] += Pack<N>(taps_[i + 1]) * (newest[k - i - 1] + newest[k + i + 2 - kTaps]);
            }
        static_assert(HalfLength % 2 == 0);
        for (int k = 0; k < Count; ++k)
            filtered[k] = first[k] + second[k];
    }

    float taps_[HalfLength];
    BlockHistory<N, kTaps, MaxBlock> up_, even_, odd_;
};

template <int N>
class Oversampler {
public:
    static constexpr int kFactor = 4;

    /// One frame at twice the rate is added so that the whole is a whole number of frames.
    static constexpr int kLatencyFrames = HalfBandStage<N, 16, kControlFrames>::kDelayFrames +
                                          (HalfBandStage<N, 6, 2 * kControlFrames>::kDelayFrames + 1) / 2;

    void clear() {
        first_.clear();
        second_.clear();
        extraDelay_ = 0.0F;
    }

    /// `count` frames in, kFactor * count out.
    void up(const Pack<N>* in, int count, Pack<N>* out) {
        Pack<N> doubled[2 * kControlFrames];
        first_.up(in, count, doubled);
        second_.up(doubled, 2 * count, out);
    }

    void down(const Pack<N>* in, int count, Pack<N>* out) {
        Pack<N> doubled[2 * kControlFrames + 1];
        doubled[0] = extraDelay_;
        second_.down(in, 2 * count, doubled + 1);
        extraDelay_ = doubled[2 * count];
        first_.down(doubled, count, out);
    }

private:
    static constexpr double kAttenuationDb = 85.0;

    HalfBandStage<N, 16, kControlFrames> first_{kAttenuationDb};
    HalfBandStage<N, 6, 2 * kControlFrames> second_{kAttenuationDb};
    Pack<N> extraDelay_ = 0.0F;
};

} // namespace stepwise::effects::STEPWISE_LANE_NAMESPACE
