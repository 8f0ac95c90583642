// A sound that is kept for later: a short one in memory, a long one in a temporary file.
#pragma once

#include "core/audio_buffer.h"

#include <algorithm>
#include <concepts>
#include <functional>
#include <memory>

namespace stepwise::core {

class TemporaryFile;

/// Longer sounds than this are stored in files: three minutes of mono at 44.1 kHz.
inline constexpr std::size_t kMostBytesInMemory = std::size_t{32} << 20U;

/// Called before every piece that is read; what it throws ends the work.
using OnRead = std::function<void()>;

/// A handle: copies share their samples.
class StoredSound {
public:
    StoredSound() = default;
    /// Silence, to be written. Throws Error.
    StoredSound(double rateHz, std::size_t channelCount, std::size_t frames);
    /// Stays in memory, whatever its length. Not to be written. None for nullptr.
    StoredSound(std::shared_ptr<const AudioBuffer> audio);
    StoredSound(std::shared_ptr<AudioBuffer> audio)
        : StoredSound(std::shared_ptr<const AudioBuffer>(std::move(audio))) {}

    /// Whether there is one.
    explicit operator bool() const { return memory_ != nullptr || file_ != nullptr; }
    /// The same sound, not an equal one.
    bool operator==(const StoredSound&) const = default;
    /// Expires with the last copy.
    std::weak_ptr<const void> identity() const;

    double sampleRateHz() const { return rateHz_; }
    std::size_t channelCount() const { return channelCount_; }
    std::size_t frames() const { return frames_; }
    double seconds() const { return static_cast<double>(frames_) / rateHz_; }
    bool isInFile() const { return file_ != nullptr; }
    std::size_t bytes() const { return channelCount_ * frames_ * sizeof(float); }
    std::size_t bytesInMemory() const { return isInFile() ? 0 : bytes(); }
    std::size_t bytesInFile() const { return isInFile() ? bytes() : 0; }

    /// Silence past the end. From any thread while nothing is written. Throws Error.
    void read(std::size_t channel, std::size_t start, std::span<float> samples) const;
    /// What lies past the end is dropped. Throws Error, e.g. when the disk is full.
    void write(std::size_t channel, std::size_t start, std::span<const float> samples);
    /// Of a sound that is being written: forgets what lies past `frames`. One that is short now moves into memory.
    /// Throws Error.
    void shorten(std::size_t frames);

    /// None for a sound in a file.
    std::shared_ptr<const AudioBuffer> inMemory() const { return memory_; }
    /// All of it: a copy for a sound in a file. Throws Error.
    std::shared_ptr<const AudioBuffer> load() const;

    /// The largest magnitudes of the first channel in as many equal parts; sampled, so that it takes no time to speak
    /// of.
    std::vector<float> overview(std::size_t parts) const;

private:
    float peakOf(std::size_t first, std::size_t last) const;
    void notePeaks(std::size_t start, std::span<const float> samples);

    double rateHz_ = kAnalysisRateHz;
    std::size_t channelCount_ = 0;
    std::size_t frames_ = 0;
    std::size_t fileFrames_ = 0; ///< of each channel in the file
    std::shared_ptr<const AudioBuffer> memory_;
    std::shared_ptr<AudioBuffer> writable_;         ///< the same as memory_
    std::shared_ptr<TemporaryFile> file_;           ///< one channel after the other
    std::shared_ptr<std::vector<float>> filePeaks_; ///< of a sound in a file: of each block of its first channel
};

/// Not copied, and not owned: for no longer than `audio` is there.
StoredSound borrowed(const AudioBuffer& audio);

/// A copy, in a file where it is long. Throws Error.
StoredSound stored(const AudioBuffer& audio);

/// use(channel, start, samples) for one piece of each channel after another.
template <class Use>
void forPieces(const StoredSound& sound, const Use& use) {
    constexpr std::size_t kPieceFrames = std::size_t{1} << 16U;
    std::vector<float> piece(std::min(kPieceFrames, sound.frames()));
    for (std::size_t channel = 0; channel < sound.channelCount(); ++channel)
        for (std::size_t start = 0; start < sound.frames(); start += piece.size()) {
            const auto present = std::span(piece).first(std::min(piece.size(), sound.frames() - start));
            sound.read(channel, start, present);
            use(channel, start, std::span<const float>(present));
        }
}

/// Whether every sample's magnitude is smaller.
bool staysBelow(const StoredSound& sound, float magnitude);

/// Of any sample of any channel.
float largestMagnitude(const StoredSound& sound, const OnRead& onRead = {});

/// With silence appended up to `seconds`; never shortened. Throws Error.
StoredSound paddedTo(const StoredSound& sound, double seconds);

/// What toAnalysisMono() makes of it, bit for bit. Throws Error.
std::vector<float> toAnalysisMono(const StoredSound& sound, const MonoMix& mix = {});

/// Fills `samples` with mono from `start` on, with silence past the end.
using ReadMono = std::function<void(std::size_t start, std::span<float> samples)>;

/// Of samples that live as long as the reader.
ReadMono readerOf(std::span<const float> samples);

/// What toAnalysisMono() makes of a sound, read piece by piece.
class StoredMono {
public:
    explicit StoredMono(StoredSound sound, OnRead onRead = {}, const MonoMix& mix = {});

    std::size_t frames() const { return mono_.frames(); }
    void read(std::size_t start, std::span<float> samples) const;
    ReadMono reader() const {
        return [this](std::size_t start, std::span<float> samples) { read(start, samples); };
    }

private:
    StoredSound mono_; ///< at kAnalysisRateHz; with more than one channel: to be mixed
    MonoMix mix_;
    OnRead onRead_;
};

/// Mono at the analysis rate, wherever it is kept. Refers to what it is made from.
class MonoView {
public:
    template <class Samples>
    requires std::convertible_to<const Samples&, std::span<const float>> MonoView(const Samples& samples)
        : read_(readerOf(std::span<const float>(samples))), frames_(std::span<const float>(samples).size()) {}
    MonoView(const StoredMono& mono) : read_(mono.reader()), frames_(mono.frames()) {}

    std::size_t frames() const { return frames_; }
    const ReadMono& reader() const { return read_; }
    /// Silence past the end.
    void read(std::size_t start, std::span<float> samples) const { read_(start, samples); }
    /// `length` samples from `start`.
    std::vector<float> part(std::size_t start, std::size_t length) const;

    /// use(piece) for one piece after another, whose lengths are multiples of `hop` but for the last.
    template <class Use>
    void forPieces(std::size_t hop, const Use& use) const {
        constexpr std::size_t kPieceFrames = std::size_t{1} << 16U;
        std::vector<float> piece(std::max(kPieceFrames / hop, std::size_t{1}) * hop);
        for (std::size_t start = 0; start < frames_; start += piece.size()) {
            const auto present = std::span(piece).first(std::min(piece.size(), frames_ - start));
            read_(start, present);
            use(std::span<const float>(present));
        }
    }

private:
    ReadMono read_;
    std::size_t frames_;
};

} // namespace stepwise::core
