// A spectrogram ready to be drawn at any zoom: levels in hundredths of a decibel, and the same with a quarter, a
// sixteenth ... of the frames, each the loudest of four.
#pragma once

#include "core/spectrogram.h"

#include <cstdint>
#include <span>
#include <vector>

namespace stepwise::core {
class TemporaryFile;
}

namespace stepwise::ui {

/// Colours may span this many decibels below the loudest.
inline constexpr int kLeastRangeDb = 60;
inline constexpr int kGreatestRangeDb = 100;

/// Longer pictures keep their finest levels in a file: three minutes.
inline constexpr int kMostFramesInMemory = 16384;

class LevelMap {
public:
    LevelMap() = default;
    /// `powerSpectrogram`: kMelBands rows of power. Throws core::Error, e.g. when the disk is full.
    explicit LevelMap(const core::Spectrogram& power);

    int frames() const { return levels_.empty() ? 0 : levels_.front().frames; }
    float loudestDb() const { return loudestDb_; }
    float db(int frame, int band) const;
    std::size_t bytesInMemory() const;

    /// The loudest level of every band from `firstFrame` on, `frameCount` frames long (at least one frame), in dB; seen
    /// through the coarsest copy that is fine enough. Outside the sound: the lowest level.
    void loudestIn(double firstFrame, double frameCount, std::span<float, core::kMelBands> levels) const;

private:
    struct Level {
        int frames = 0;
        std::vector<std::int16_t> values;                ///< frame by frame; empty if they are in a file
        std::shared_ptr<const core::TemporaryFile> file; ///< else none
    };

    static void keep(Level& level);
    static void loudestOf(const Level& level, int first, int last, std::span<std::int16_t> loudest);

    std::vector<Level> levels_;
    float loudestDb_ = 0.0F;
};

/// The level of silence.
inline constexpr float kSilenceDb = -100.0F;

} // namespace stepwise::ui
