// What the audio callback runs: plays one of several sounds from one position, and crossfades when told to switch.
#pragma once

#include "core/audio_buffer.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

namespace stepwise::core {

using StereoFrame = std::array<float, 2>;

/// A sound at the device's rate. Mono goes to both sides; of more than two channels the first pair is heard.
struct PlayableSound {
    std::shared_ptr<const AudioBuffer> audio;
    float gain = 1.0F;
};

/// One control thread publishes sounds and moves; one audio thread renders. The audio thread takes a sound through an
/// atomic pointer and hands retired ones back through another, so that it never frees.
class SoundSwitch {
public:
    explicit SoundSwitch(double rateHz);
    ~SoundSwitch();
    SoundSwitch(const SoundSwitch&) = delete;
    SoundSwitch& operator=(const SoundSwitch&) = delete;

    /// [control thread] A sound without audio is silence.
    void publish(PlayableSound sound);
    void setLooping(bool looping) { looping_ = looping; }
    void seek(std::int64_t frame);
    /// Fades out, then the output is silent. Starting from silence at position 0 keeps the sound's own attack.
    void setActive(bool active) { active_ = active; }

    /// The next frame to be heard; runs on past the end of a sound that is not looped.
    std::int64_t position() const;
    /// True before the first start and once the fade-out is over.
    bool isSilent() const { return silent_; }

    /// [audio thread] Writes interleaved stereo. No allocation, lock or system call.
    void render(float* output, int frames) noexcept;

private:
    /// One reading of a sound. Where its end meets silence or its own beginning, the jump in level is spread over the
    /// fade time: no click, and neither the attack nor the length of a loop changes.
    struct Voice {
        PlayableSound* sound = nullptr;
        std::int64_t position = 0;
        StereoFrame last = {};
        StereoFrame slope = {}; ///< the step to `last` from the frame before
        StereoFrame jump = {};
        std::int64_t jumpFrames = 0; ///< left to spread
        std::int64_t jumpLength = 1;
    };

    static std::int64_t lengthOf(const Voice& voice) noexcept;
    static StereoFrame frameAt(const Voice& voice, std::int64_t position) noexcept;
    void startSeam(Voice& voice) const noexcept;
    StereoFrame next(Voice& voice, bool looping) const noexcept;
    StereoFrame nextMixed(bool looping) noexcept;
    void takeNews(bool looping) noexcept;
    void freeRetired();

    std::int64_t fadeFrames_;
    float fadeStep_;
    std::atomic<PlayableSound*> published_ = nullptr;
    std::atomic<PlayableSound*> retired_ = nullptr;
    std::atomic<bool> looping_ = true;
    std::atomic<bool> active_ = false;
    std::atomic<bool> silent_ = true;
    std::atomic<std::int64_t> seekTo_ = -1;
    std::atomic<std::int64_t> position_ = 0;

    // Audio thread only.
    Voice current_;
    Voice previous_;
    std::int64_t fadeDone_; ///< frames into the crossfade from previous_ to current_
    float level_ = 0.0F;    ///< of the whole output: ramps when starting and stopping
};

} // namespace stepwise::core
