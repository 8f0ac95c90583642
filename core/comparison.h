// A sound measured against the target: aligned, at a matching level, with all six errors.
#pragma once

#include "core/audio_buffer.h"
#include "core/errors.h"
#include "core/prepared_pair.h"
#include "core/spectrogram.h"
#include "core/stored_sound.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace stepwise::core {

/// Below this MSE two dB mel spectrograms differ by less than 0.5 dB on average: nothing is left to do.
inline constexpr double kAlikeMse = 4e-5;

/// One sound as the comparison sees it.
struct MeasuredSound {
    double trimDb = 0.0; ///< the gain that was applied before measuring (0 without trim)
    Errors errors;
    Spectrogram melDb;                  ///< whole sound, after the trim
    std::vector<Spectrogram> windowsDb; ///< each analysis window, at the sound's own level
};

/// Sees a mel power spectrogram after the trim, at least as long as the target's.
using OnMelPower = std::function<void(const Spectrogram&)>;

/// That the input as measured is the target already, or differs in its level alone.
std::optional<PairNote> likenessNote(const MeasuredSound& input);

/// The notes of a pair with the likeness of its measured input.
std::vector<PairNote> notesOf(const PreparedPair& pair, const MeasuredSound& input);

/// Holds the target of a prepared pair; its input and what is made of it are then measured, from any thread, one after
/// another.
class Comparison {
public:
    /// Throws Error. `onRead` is called while it is made, and not kept.
    explicit Comparison(PreparedPair pair, const OnRead& onRead = {});
    /// Prepares the pair.
    Comparison(const AudioBuffer& input, const AudioBuffer& target, const ComparisonOptions& options = {});
    ~Comparison();
    Comparison(Comparison&&) noexcept;
    Comparison& operator=(Comparison&&) noexcept;

    const PreparedPair& pair() const;
    const ComparisonOptions& options() const { return pair().options; }
    /// The target as compared, at its own rate, with its channels.
    const StoredSound& alignedTarget() const { return pair().target; }
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
