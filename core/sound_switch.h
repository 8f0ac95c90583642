// What the audio callback runs: plays one of several sounds from one position, and crossfades when told to switch.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

namespace stepwise::core {

/// A sound at the device's rate, interleaved stereo.
struct PlayableSound {
    std::vector<float> frames; ///< left, right, left, right ...
    float gain = 1.0F;
    std::int64_t frameCount() const { return static_cast<std::int64_t>(frames.size() / 2); }
};

/// One control thread publishes sounds and moves; one audio thread renders. The audio thread takes a sound through an
/// atomic pointer and gives retired ones back through another, so that it never frees.
class SoundSwitch {
public:
    explicit SoundSwitch(double rateHz);
    ~SoundSwitch();
    SoundSwitch(const SoundSwitch&) = delete;
    SoundSwitch& operator=(const SoundSwitch&) = delete;

    /// [control thread]
    void publish(std::unique_ptr<PlayableSound> sound);
    void setLooping(bool looping) { looping_ = looping; }
    void seek(std::int64_t frame) { seekTo_ = frame; }
    /// Fades out, then the output is silent.
    void setActive(bool active) { active_ = active; }

    std::int64_t position() const { return position_; }
    /// True once a sound that is not looped has been played to its end, or the fade-out is over.
    bool hasEnded() const { return ended_; }

    /// [audio thread] Writes interleaved stereo. No allocation, lock or system call.
    void render(float* output, int frames) noexcept;

private:
    void takeNews() noexcept;
    void frameOf(const PlayableSound* sound, std::int64_t at, float* left, float* right) const noexcept;

    std::int64_t fadeFrames_;
    std::atomic<PlayableSound*> published_ = nullptr;
    std::atomic<PlayableSound*> retired_ = nullptr;
    std::atomic<bool> looping_ = true;
    std::atomic<bool> active_ = false;
    std::atomic<bool> ended_ = true;
    std::atomic<std::int64_t> seekTo_ = -1;
    std::atomic<std::int64_t> position_ = 0;

    // Audio thread only.
    PlayableSound* current_ = nullptr;
    PlayableSound* previous_ = nullptr;
    std::int64_t previousPosition_ = 0;
    std::int64_t fadeDone_ = 0; ///< frames into the crossfade from previous_ to current_
    float level_ = 0.0F;        ///< of the whole output: ramps when starting and stopping
};

} // namespace stepwise::core
