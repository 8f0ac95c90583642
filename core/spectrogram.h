// Short-time spectra and mel spectrograms, as defined by the design and as librosa computes them.
#pragma once

#include "core/stored_sound.h"

#include <vector>

namespace stepwise::core {

inline constexpr int kFftSize = 4096;
inline constexpr int kHopFrames = 512;
inline constexpr int kMelBands = 128;
inline constexpr int kMfccCount = 20;
inline constexpr double kMelMinHz = 20.0;
inline constexpr double kMelMaxHz = 16000.0;
inline constexpr float kDynamicRangeDb = 80.0F;
inline constexpr float kPowerFloor = 1e-10F;

/// Rows (bins or bands, lowest first) by frames, row-major: values[row * frames + frame].
struct Spectrogram {
    int rows = 0;
    int frames = 0;
    std::vector<float> values;

    Spectrogram() = default;
    Spectrogram(int rowCount, int frameCount)
        : rows(rowCount), frames(frameCount),
          values(static_cast<std::size_t>(rowCount) * static_cast<std::size_t>(frameCount)) {}
    float& at(int row, int frame) { return values[index(row, frame)]; }
    float at(int row, int frame) const { return values[index(row, frame)]; }
    std::span<const float> row(int row) const { return std::span(values).subspan(index(row, 0), size_t(frames)); }

private:
    using size_t = std::size_t;
    size_t index(int row, int frame) const { return size_t(row) * size_t(frames) + size_t(frame); }
};

/// Frames of a centred analysis: 1 + samples / hop.
int frameCount(std::size_t samples, int hopFrames = kHopFrames);

/// |STFT|, (fftSize / 2 + 1) x frames; periodic Hann window, centred frames, zero padding. One instance per thread.
class StftAnalyzer {
public:
    explicit StftAnalyzer(int fftSize = kFftSize, int hopFrames = kHopFrames);
    ~StftAnalyzer();
    StftAnalyzer(StftAnalyzer&&) noexcept;
    StftAnalyzer& operator=(StftAnalyzer&&) noexcept;

    int fftSize() const;
    int hopFrames() const;
    Spectrogram magnitude(std::span<const float> samples);
    /// One centred frame's power spectrum into `power` (fftSize / 2 + 1 values). Allocates nothing.
    void framePower(std::span<const float> samples, int frame, std::span<float> power);

private:
    struct Tables;
    std::unique_ptr<Tables> tables_;
};

/// Mel spectrograms of 44.1 kHz mono. One instance per thread.
class MelAnalyzer {
public:
    MelAnalyzer();
    ~MelAnalyzer();
    MelAnalyzer(MelAnalyzer&&) noexcept;
    MelAnalyzer& operator=(MelAnalyzer&&) noexcept;

    /// Power, kMelBands x frames.
    Spectrogram power(std::span<const float> samples);
    /// The same of `samples` samples, piece by piece, each times `gain`.
    Spectrogram power(const ReadMono& read, std::size_t samples, float gain = 1.0F);
    /// 10 log10(max(power, 1e-10)), clipped to 80 dB below the clip's maximum.
    Spectrogram decibels(std::span<const float> samples);

private:
    struct Tables;
    std::unique_ptr<Tables> tables_;
};

/// In place: power to decibels, clipped to `rangeDb` below the maximum.
void powerToDecibels(Spectrogram& spectrogram, float rangeDb = kDynamicRangeDb);

/// kMelBands x (fftSize / 2 + 1), row-major: Slaney scale, Slaney norm.
const std::vector<float>& melFilterbank();

/// Centre frequency of every mel band, in Hz.
const std::vector<double>& melCentresHz();

/// kMfccCount x frames: type-II DCT, orthonormal, over the bands of a dB mel spectrogram.
Spectrogram mfcc(const Spectrogram& melDb);

} // namespace stepwise::core
