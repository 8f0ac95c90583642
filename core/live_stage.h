// What runs along while a sound is played and can be heard after each of its parts: the rack, seen from playback.
#pragma once

#include <span>

namespace stepwise::core {

inline constexpr int kLiveBlockFrames = 64; ///< at most this many frames go through a stage at once

class LiveStage {
public:
    LiveStage() = default;
    LiveStage(const LiveStage&) = delete;
    LiveStage& operator=(const LiveStage&) = delete;
    virtual ~LiveStage() = default;

    /// [control thread, not processing] May allocate; ends with a reset. Throws std::invalid_argument for rates that it
    /// does not run at.
    virtual void prepare(double sampleRateHz) = 0;

    /// [audio thread] As after prepare.
    virtual void reset() noexcept = 0;

    /// [audio thread] `stereo` holds 2 * frames floats, frames <= kLiveBlockFrames. No allocation, lock, system call or
    /// exception.
    virtual void process(const float* stereo, int frames) noexcept = 0;

    /// [audio thread] The block processed last as it is after part `index`, interleaved stereo; latencyFrames() behind
    /// the input whichever part it is. Empty for parts that do not exist.
    virtual std::span<const float> tap(int index) const noexcept = 0;

    /// Valid after prepare.
    virtual int latencyFrames() const noexcept = 0;
};

} // namespace stepwise::core
