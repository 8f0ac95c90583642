// One effect running over a pack of lanes: the contract that every effect keeps.
#pragma once

#include "effects/parameter.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

namespace stepwise::effects {

/// What the lanes of a pack are.
enum class Layout {
    mono,   ///< every lane an independent mono signal
    stereo, ///< lanes 2k and 2k + 1 are left and right of one signal and share its parameters
};

/// Which compiled copy of the rack runs. All give the same bits.
enum class Instructions {
    baseline, ///< what every machine of this architecture has; 4 lanes
    avx2,     ///< 8 lanes
    avx512,   ///< 16 lanes
};

/// What a level-dependent effect does to a band at a moment, for meters.
struct BandMeter {
    float levelDb = -120.0F; ///< mean square in dBFS; a full-scale sine is at -3
    float gainDb = 0.0F;     ///< as smoothed by attack and release; mix and output gain not counted
};
inline constexpr int kMaxBandMeters = 3;

/// One effect over `laneCount()` lanes.
class Processor {
public:
    Processor() = default;
    Processor(const Processor&) = delete;
    Processor& operator=(const Processor&) = delete;
    virtual ~Processor() = default;

    virtual EffectId effect() const noexcept = 0;

    /// Lanes of a frame; blocks are frame-major with this many floats a frame.
    virtual int laneCount() const noexcept = 0;

    /// [control thread, not processing] May allocate. Rate within kMinSampleRateHz and kMaxSampleRateHz; else throws
    /// std::invalid_argument. Ends with a reset.
    virtual void prepare(double sampleRateHz) = 0;

    /// [any thread, not while processing] One entry for all lanes, or one a lane. Values outside [0, 1] are clamped,
    /// non-finite ones take the default. Choices (modes, types, switches) are taken from the first entry. Takes
    /// effect smoothly; at once if nothing was processed since the last reset.
    virtual void setParameters(std::span<const ParameterValues> lanes) noexcept = 0;

    /// [audio thread] In place; `interleaved` holds frames * laneCount() floats, any alignment. No allocation, lock,
    /// system call or exception. Non-finite samples count as silence.
    virtual void process(float* interleaved, int frames) noexcept = 0;

    /// [audio thread] Clears state, keeps parameters: afterwards it equals a fresh instance with these parameters.
    virtual void reset() noexcept = 0;

    /// Valid after prepare; does not change with the parameters.
    virtual int latencyFrames() const noexcept = 0;

    /// [audio thread] The bands of the first lane's signal after what was processed last: the compressor's three, or
    /// its one; other effects have none. Writes at most `meters.size()`, returns how many.
    virtual int bandMeters(std::span<BandMeter> meters) const noexcept = 0;

    /// [audio thread] The LFO's value, in [-1, 1], of the first lane after what was processed last: the phaser's; other
    /// effects have none.
    virtual std::optional<float> sweep() const noexcept = 0;

    /// Non-finite input samples since the last reset.
    virtual std::int64_t nonFiniteCount() const noexcept = 0;
};

/// The widest instructions this machine has.
Instructions bestInstructions();
bool isSupported(Instructions instructions);
int laneCount(Instructions instructions);

/// Lanes of a processor for one sound: the first is its mono signal, or the first two are its left and right.
inline constexpr int kSoundPackLanes = 4;

/// A pack as wide as `instructions` has lanes.
std::unique_ptr<Processor> makePackProcessor(EffectId effect, Layout layout, Instructions instructions);
std::unique_ptr<Processor> makePackProcessor(EffectId effect, Layout layout = Layout::mono);

/// A pack of kSoundPackLanes for one mono or stereo sound, with the best instructions.
std::unique_ptr<Processor> makeSoundProcessor(EffectId effect, Layout layout);

} // namespace stepwise::effects
