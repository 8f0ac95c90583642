// What playback hands to the audio thread: a sound, and the stage that runs along with it.
#pragma once

#include "core/live_stage.h"
#include "core/sound_stream.h"

#include <algorithm>
#include <cstdint>
#include <memory>

namespace stepwise::core {

/// Frames between which a loop runs; the whole sound where end <= start.
struct LoopRegion {
    std::int64_t startFrame = 0;
    std::int64_t endFrame = 0;

    /// As far as it lies within a sound of this length.
    LoopRegion within(std::int64_t length) const noexcept {
        const LoopRegion inside = {std::min(startFrame, length), std::min(endFrame, length)};
        return inside.endFrame > inside.startFrame ? inside : LoopRegion{0, length};
    }
    /// Where a position past the end is heard.
    std::int64_t wrapped(std::int64_t position) const noexcept {
        const std::int64_t length = endFrame - startFrame;
        return position < endFrame || length <= 0 ? position : startFrame + (position - endFrame) % length;
    }
};

/// Samples where the audio thread finds them: in memory, or in a stream that is read ahead. Mono goes to both sides; of
/// more than two channels the first pair is heard. A handle.
class HeardSamples {
public:
    HeardSamples() = default;
    HeardSamples(std::nullptr_t) {}
    template <class Buffer>
    requires std::convertible_to<Buffer*, const AudioBuffer*> HeardSamples(std::shared_ptr<Buffer> memory)
        : memory_(std::move(memory)) {}
    HeardSamples(std::shared_ptr<const SoundStream> stream) : stream_(std::move(stream)) {}
    HeardSamples(std::shared_ptr<SoundStream> stream) : stream_(std::move(stream)) {}

    explicit operator bool() const noexcept { return memory_ != nullptr || stream_ != nullptr; }
    bool operator==(const HeardSamples&) const = default;

    std::int64_t frames() const noexcept {
        return stream_ ? stream_->frames() : memory_ ? static_cast<std::int64_t>(memory_->frames()) : 0;
    }
    /// [audio thread] Silence outside.
    StereoFrame frameAt(std::int64_t frame) const noexcept {
        if (stream_)
            return stream_->frameAt(frame);
        if (!memory_ || frame < 0 || frame >= static_cast<std::int64_t>(memory_->frames()))
            return {};
        const auto index = static_cast<std::size_t>(frame);
        return {memory_->channels[0][index], memory_->channels[memory_->channelCount() > 1 ? 1 : 0][index]};
    }
    /// Whether they can be heard from `frame` on.
    bool isReadFrom(std::int64_t frame) const noexcept { return !stream_ || stream_->isReadFrom(frame); }

private:
    std::shared_ptr<const AudioBuffer> memory_;
    std::shared_ptr<const SoundStream> stream_;
};

/// Sounds at the device's rate.
struct PlayableSound {
    HeardSamples audio; ///< heard where there is no tap; none: silence
    float gain = 1.0F;
    std::shared_ptr<LiveStage> stage; ///< prepared at the device's rate; runs along, heard or not
    HeardSamples stageInput;
    int tap = -1; ///< the stage's part that is heard instead of `audio`

    bool isRunning() const noexcept { return stage != nullptr && static_cast<bool>(stageInput); }
    bool isLive() const noexcept { return isRunning() && tap >= 0; }
    std::int64_t frames() const noexcept { return isLive() ? stageInput.frames() : audio.frames(); }
};

} // namespace stepwise::core
