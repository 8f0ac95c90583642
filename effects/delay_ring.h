// Ring buffers of packs for the reverb: every lane's past, frame by frame.
#pragma once

#include "effects/lanes.h"

#include <algorithm>
#include <vector>

namespace stepwise::effects::STEPWISE_LANE_NAMESPACE {

template <int N>
class DelayRing {
public:
    /// Allocates; room for `maxDelayFrames` and for blocks of `maxBlockFrames`.
    void prepare(int maxDelayFrames, int maxBlockFrames) {
        int size = 1;
        while (size < maxDelayFrames + maxBlockFrames + 4)
            size *= 2;
        frames_.assign(static_cast<std::size_t>(size), Pack<N>(0.0F));
        mask_ = size - 1;
        written_ = 0;
    }

    /// Only what was written since the last clear: training clears before every clip.
    void clear() {
        const auto used = std::min(static_cast<std::size_t>(written_), frames_.size());
        for (std::size_t i = 0; i < used; ++i)
            frames_[i] = Pack<N>(0.0F);
        written_ = 0;
        position_ = 0;
    }

    /// The frame written `delay` frames before the coming one; 1 is the newest.
    Pack<N> read(int delay) const { return frames_[static_cast<std::size_t>((position_ - delay) & mask_)]; }
    float read(int delay, int lane) const { return read(delay)[lane]; }

    void write(Pack<N> frame) {
        frames_[static_cast<std::size_t>(position_)] = frame;
        position_ = (position_ + 1) & mask_;
        written_ = std::min(written_ + 1, mask_ + 1);
    }

private:
    std::vector<Pack<N>> frames_;
    int mask_ = 0;
    int position_ = 0;
    int written_ = 0;
};

/// Schroeder's all-pass (M. Schroeder, "Natural sounding artificial reverberation", 1962).
template <int N>
class SchroederAllPass {
public:
    void prepare(int delayFrames, float gain) {
        ring_.prepare(delayFrames, 1);
        delayFrames_ = delayFrames;
        gain_ = gain;
    }
    void clear() { ring_.clear(); }
    Pack<N> step(Pack<N> x) {
        const Pack<N> delayed = ring_.read(delayFrames_);
        const Pack<N> inner = x - Pack<N>(gain_) * delayed;
        ring_.write(inner);
        return delayed + Pack<N>(gain_) * inner;
    }

private:
    DelayRing<N> ring_;
    int delayFrames_ = 1;
    float gain_ = 0.5F;
};

} // namespace stepwise::effects::STEPWISE_LANE_NAMESPACE
