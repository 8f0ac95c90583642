// Feeds a live stage from its input, ahead of what is heard by the stage's latency.
#pragma once

#include "core/seam.h"

namespace stepwise::core {

/// [audio thread] Moves are smoothed before they reach the stage, so that its effects ring on without a click.
class StageFeed {
public:
    explicit StageFeed(std::int64_t fadeFrames) : fadeFrames_(fadeFrames) {}

    /// The stage forgets what it heard, and `position` is heard next.
    void restart(const PlayableSound& sound, std::int64_t position) noexcept;
    /// `position` is heard next; the stage goes on.
    void move(const PlayableSound& sound, std::int64_t position) noexcept;
    /// Whether `position` is heard next.
    bool isAt(const PlayableSound& sound, std::int64_t position) const noexcept {
        return position_ == position + sound.stage->latencyFrames();
    }
    /// One block, frames <= kLiveBlockFrames. A loop that does not begin at 0 is followed across its end.
    void run(const PlayableSound& sound, int frames, bool looping, const LoopRegion& region) noexcept;

private:
    void startSeam(const HeardSamples& input) noexcept;

    std::int64_t fadeFrames_;
    std::int64_t position_ = 0; ///< the next frame to be read
    Seam seam_;
    std::array<float, static_cast<std::size_t>(2 * kLiveBlockFrames)> block_ = {};
};

} // namespace stepwise::core
