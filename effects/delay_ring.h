// Delay lines of packs for the reverb, read and written in blocks that lie contiguously in memory.
#pragma once

#include "effects/kernel.h"

#include <algorithm>
#include <cstddef>

namespace stepwise::effects::STEPWISE_LANE_NAMESPACE {

/// A ring in memory that its owner provides. The first frames are repeated behind the last ones, so that no block is
/// ever broken by the ring's end.
template <int N>
class DelayRing {
public:
    /// No block read or written may be longer.
    static constexpr int kMaxBlockFrames = kControlFrames + 4;

    static int framesFor(int maxDelayFrames) { return maxDelayFrames + 2 * kMaxBlockFrames; }
    /// Pack<N>s of memory for delays up to this.
    static int storageFor(int maxDelayFrames) { return framesFor(maxDelayFrames) + kMaxBlockFrames; }

    void attach(Pack<N>* storage, int maxDelayFrames) {
        frames_ = storage;
        size_ = framesFor(maxDelayFrames);
        clear();
    }

    /// Costs a block, not a ring (training clears before every clip): what was written before is never read again.
    void clear() {
        std::fill(frames_ + size_ - kMaxBlockFrames, frames_ + size_, Pack<N>(0.0F));
        position_ = 0;
        written_ = 0;
    }

    /// The block that begins with the frame written `delay` frames before the coming one; 1 is the newest.
    const Pack<N>* past(int delay) const {
        // Older than everything written: the block of silence before the first frame.
        const int start = position_ - std::min(delay, written_ + kMaxBlockFrames);
        return frames_ + (start < 0 ? start + size_ : start);
    }

    /// Where to put the coming block; `advance` afterwards.
    Pack<N>* coming() { return frames_ + position_; }

    void advance(int count) {
        const int end = position_ + count;
        if (position_ < kMaxBlockFrames)
            std::copy(frames_ + position_, frames_ + std::min(end, kMaxBlockFrames), frames_ + size_ + position_);
        else if (end > size_)
            std::copy(frames_ + size_, frames_ + end, frames_);
        position_ = end;
        position_ -= position_ >= size_ ? size_ : 0;
        written_ = std::min(written_ + count, size_);
    }

private:
    Pack<N>* frames_ = nullptr;
    int size_ = 0;
    int position_ = 0;
    int written_ = 0; ///< since the last clear, at most `size_`
};

/// Schroeder's all-pass (M. Schroeder, "Natural sounding artificial reverberation", 1962); longer than any block.
template <int N>
class SchroederAllPass {
public:
    void attach(Pack<N>* storage, int delayFrames, float gain) {
        ring_.attach(storage, delayFrames);
        delayFrames_ = delayFrames;
        gain_ = gain;
    }
    void clear() { ring_.clear(); }
    void process(Pack<N>* frames, int count) {
        const Pack<N>* past = ring_.past(delayFrames_);
        Pack<N>* coming = ring_.coming();
        const Pack<N> gain = gain_;
        for (int t = 0; t < count; ++t) {
            const Pack<N> delayed = past[t];
            const Pack<N> inner = frames[t] - gain * delayed;
            coming[t] = inner;
            frames[t] = delayed + gain * inner;
        }
        ring_.advance(count);
    }

private:
    DelayRing<N> ring_;
    int delayFrames_ = kControlFrames;
    float gain_ = 0.5F;
};

} // namespace stepwise::effects::STEPWISE_LANE_NAMESPACE
