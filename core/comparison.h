// A sound measured against the target: aligned, at a matching level, with all six errors.
#pragma once

#include "core/audio_buffer.h"
#include "core/errors.h"
#include "core/spectrogram.h"
#include "core/stored_sound.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace stepwise::core {

struct ComparisonOptions {
    bool align = true; ///< shift the target by its lag behind the input, at most +-250 ms
    bool trim = true;  ///< match the sound's loudness to the target's before measuring
};

/// One sound as the comparison sees it.
struct MeasuredSound {
    double trimDb = 0.0; ///< the gain that was applied before measuring (0 without trim)
    Errors errors;
    Spectrogram melDb;                  ///< whole sound, after the trim
    std::vector<Spectrogram> windowsDb; ///< each analysis window, at the sound's own level
};

/// Sees a mel power spectrogram after the trim, at least as long as the target's.
using OnMelPower = std::function<void(const Spectrogram&)>;

/// Holds the aligned target of one input; sounds are then measured, from any thread, one after another.
class Comparison {
public:
    /// Throws Error. `onRead` is called while it is made, and not kept.
    Comparison(const StoredSound& input, StoredSound target, const ComparisonOptions& options = {},
               const OnRead& onRead = {});
    Comparison(const AudioBuffer& input, const AudioBuffer& target, const ComparisonOptions& options = {});
    ~Comparison();
    Comparison(Comparison&&) noexcept;
    Comparison& operator=(Comparison&&) noexcept;

    /// The target lags behind the input by this much (0 without alignment).
    double alignmentMs() const;
    /// What the learner should know: silence, a different pitch, a shift.
    const std::vector<std::string>& notes() const;

    const ComparisonOptions& options() const;

    /// The target as compared: its own rate and channels, shifted by the lag; the same sound if there is none.
    const StoredSound& alignedTarget() const;
    const Spectrogram& targetDb() const;
    const std::vector<Spectrogram>& targetWindowsDb() const;

    MeasuredSound measure(const AudioBuffer& sound) const;
    /// The trim and the mel errors only: several times faster.
    MeasuredSound measureMel(const AudioBuffer& sound) const;
    /// The same of a sound that may be too long for memory; melDb stays empty.
    MeasuredSound measurePiecewise(const StoredSound& sound, const OnMelPower& onMelPower = {},
                                   const OnRead& onRead = {}) const;
    /// The sound as it is compared: 44.1 kHz mono after the trim. Unlike measuring, from any thread.
    std::vector<float> prepared(const AudioBuffer& sound) const;
    /// The mel MSE after the trim, alone: what a search asks for thousands of times.
    double measureMse(const AudioBuffer& sound) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// `audio` with silence appended up to `seconds`, so that tails have room; never shortened. Long silence takes no
/// memory.
AudioBuffer paddedTo(const AudioBuffer& audio, double seconds);

} // namespace stepwise::core
