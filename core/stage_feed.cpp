#include "core/stage_feed.h"

namespace stepwise::core {

void StageFeed::startSeam(const HeardSamples& input) noexcept {
    seam_.start(input.frameAt(position_), input.frameAt(position_ + 1), fadeFrames_);
}

void StageFeed::restart(const PlayableSound& sound, std::int64_t position) noexcept {
    sound.stage->reset();
    seam_ = {};
    position_ = position;
    for (int left = sound.stage->latencyFrames(); left > 0; left -= kLiveBlockFrames)
        run(sound, std::min(left, kLiveBlockFrames), false, {});
}

void StageFeed::move(const PlayableSound& sound, std::int64_t position) noexcept {
    position_ = position + sound.stage->latencyFrames();
    startSeam(sound.stageInput);
}

void StageFeed::run(const PlayableSound& sound, int frames, bool looping, const LoopRegion& region) noexcept {
    const LoopRegion loop = region.within(sound.stageInput.frames());
    for (int i = 0; i < frames; ++i) {
        if (looping && loop.startFrame > 0 && position_ == loop.endFrame) {
            position_ = loop.startFrame;
            startSeam(sound.stageInput);
        }
        const StereoFrame frame = seam_.smoothed(sound.stageInput.frameAt(position_++));
        const std::size_t at = std::size_t{2} * static_cast<std::size_t>(i);
        block_[at] = frame[0];
        block_[at + 1] = frame[1];
    }
    sound.stage->process(block_.data(), frames);
}

} // namespace stepwise::core
