// What playback hands to the audio thread: a sound, and the stage that runs along with it.
#pragma once

#include "core/audio_buffer.h"
#include "core/live_stage.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

namespace stepwise::core {

using StereoFrame = std::array<float, 2>;

/// Frames between which a loop runs; the whole sound where end <= start.
struct LoopRegion {
    std::int64_t startFrame = 0;
    std::int64_t endFrame = 0;

    /// As far as it lies within a sound of this length.
    LoopRegion within(std::int64_t length) const noexcept {
        const LoopRegion inside = {std::min(startFrame, length), std::min(endFrame, length)};
        return inside.endFrame > inside.startFrame ? inside : LoopRegion{0, length};
    }
};

/// Sounds at the device's rate. Mono goes to both sides; of more than two channels the first pair is heard.
struct PlayableSound {
    std::shared_ptr<const AudioBuffer> audio; ///< heard where there is no tap; none: silence
    float gain = 1.0F;
    std::shared_ptr<LiveStage> stage; ///< prepared at the device's rate; runs along, heard or not
    std::shared_ptr<const AudioBuffer> stageInput;
    int tap = -1; ///< the stage's part that is heard instead of `audio`

    bool isRunning() const noexcept { return stage != nullptr && stageInput != nullptr; }
    bool isLive() const noexcept { return isRunning() && tap >= 0; }
    std::int64_t frames() const noexcept {
        const AudioBuffer* heard = isLive() ? stageInput.get() : audio.get();
        return heard != nullptr ? static_cast<std::int64_t>(heard->frames()) : 0;
    }
};

/// The first two channels at `frame`; silence outside.
inline StereoFrame stereoFrameAt(const AudioBuffer& audio, std::int64_t frame) noexcept {
    if (frame < 0 || frame >= static_cast<std::int64_t>(audio.frames()))
        return {};
    const auto index = static_cast<std::size_t>(frame);
    return {audio.channels[0][index], audio.channels[audio.channelCount() > 1 ? 1 : 0][index]};
}

} // namespace stepwise::core
