// What the audio callback runs: plays one of several sounds from one position, and crossfades when told to switch.
#pragma once

#include "core/stage_feed.h"

#include <atomic>

namespace stepwise::core {

/// One control thread publishes sounds and moves; one audio thread renders. The audio thread takes a sound through an
/// atomic pointer and hands retired ones back through another, so that it never frees.
///
/// A live stage runs as long as something plays, whichever sound is heard: switching to one of its taps finds reverbs
/// ringing and knobs turned. It starts afresh whenever position 0 is heard, since that is how steps are rendered; at
/// other seams of a loop and after moves it rings on.
class SoundSwitch {
public:
    explicit SoundSwitch(double rateHz);
    ~SoundSwitch();
    SoundSwitch(const SoundSwitch&) = delete;
    SoundSwitch& operator=(const SoundSwitch&) = delete;

    /// [control thread] A sound without audio is silence.
    void publish(PlayableSound sound);
    void setLooping(bool looping) { looping_ = looping; }
    /// Up to 2^32 frames.
    void setLoopRegion(const LoopRegion& region);
    void seek(std::int64_t frame);
    /// Fades out, then the output is silent. Starting from silence at position 0 keeps the sound's own attack.
    void setActive(bool active) { active_ = active; }

    /// The next frame to be heard; runs on past the end of a sound that is not looped.
    std::int64_t position() const;
    /// True before the first start and once the fade-out is over.
    bool isSilent() const { return silent_; }
    /// The largest magnitude on each side since the last call.
    StereoFrame takePeaks() noexcept { return {peaks_[0].exchange(0.0F), peaks_[1].exchange(0.0F)}; }

    /// [audio thread] Writes interleaved stereo. No allocation, lock or system call.
    void render(float* output, int frames) noexcept;

private:
    /// One reading of a sound. Where its end meets silence or its own beginning, the jump in level is spread over the
    /// fade time.
    struct Voice {
        PlayableSound* sound = nullptr;
        std::int64_t position = 0;
        Seam seam;
        bool seamIsDue = false; ///< of a live sound: once its next frames are known
    };

    static std::int64_t lengthOf(const Voice& voice) noexcept;
    static StereoFrame frameAt(const Voice& voice, std::int64_t position) noexcept;
    static StereoFrame tapAt(const Voice& voice, int blockFrame) noexcept;
    static bool shareStage(const Voice& a, const Voice& b) noexcept;
    void takeNews(bool looping) noexcept;
    void moveStage(const PlayableSound* before, bool hasMoved) noexcept;
    void restartStage(StageFeed& feed, const Voice& voice, std::int64_t position) noexcept;
    void announceSeam() noexcept;
    std::int64_t followLoop(Voice& voice, StageFeed& feed) noexcept;
    int runStages(int frames, bool looping) noexcept;
    void startSeam(Voice& voice) const noexcept;
    StereoFrame next(Voice& voice, int blockFrame, bool looping) const noexcept;
    StereoFrame nextMixed(int blockFrame, bool looping) noexcept;
    void renderBlock(float* output, int frames, bool active, bool looping) noexcept;
    void freeRetired();

    std::int64_t fadeFrames_;
    float fadeStep_;
    std::atomic<PlayableSound*> published_ = nullptr;
    std::atomic<PlayableSound*> retired_ = nullptr;
    std::atomic<bool> looping_ = true;
    std::atomic<std::uint64_t> packedRegion_ = 0; ///< start in the upper, end in the lower half
    std::atomic<bool> active_ = false;
    std::atomic<bool> silent_ = true;
    std::atomic<std::int64_t> seekTo_ = -1;
    std::atomic<std::int64_t> position_ = 0;
    std::array<std::atomic<float>, 2> peaks_ = {};

    // Audio thread only.
    Voice current_;
    Voice previous_;
    StageFeed currentFeed_;
    StageFeed previousFeed_; ///< for the time of a crossfade between two stages
    LoopRegion region_;
    std::int64_t fadeDone_; ///< frames into the crossfade from previous_ to current_
    float level_ = 0.0F;    ///< of the whole output: ramps when starting and stopping
};

} // namespace stepwise::core
