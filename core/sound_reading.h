// What the readers of sound files, one for each library behind them, have in common.
#pragma once

#include "core/audio_file.h"
#include "core/error.h"

#include <filesystem>
#include <span>
#include <string_view>

namespace stepwise::core {

inline constexpr int kMaxSoundRateHz = 768000;

/// Programs that write to a pipe cannot know the length: they write 0 or a number near 1, 2 or 4 GiB.
inline constexpr double kOpenLengthBytes = 0x3fff0000;

/// The library makes nothing of the file; another one may.
class UnknownSound : public Error {
public:
    UnknownSound(const std::filesystem::path& path, std::string_view reason);
};

[[noreturn]] void failReading(const std::filesystem::path& path, std::string_view reason);

/// What a file says of its length is exact where it is lossless; encoders that lose something add time of their own.
enum class Promise { exact, rough };

/// Where more is missing than a trifle.
void notePromise(std::vector<std::string>& notes, double promisedSeconds, double readSeconds, Promise promise);

/// Of an Ogg file.
void noteMissingEnd(std::vector<std::string>& notes, double readSeconds);

/// Gathers a sound whose length is known only at its end: in memory, and in a file once it is long.
class SoundCollector {
public:
    /// Throws Error, naming the file, at a rate outside 1 to kMaxSoundRateHz.
    SoundCollector(std::filesystem::path path, int rateHz, std::size_t channelCount);

    double rateHz() const { return rateHz_; }
    std::size_t channelCount() const { return channelCount_; }
    std::size_t frames() const { return frames_; }
    double seconds() const { return static_cast<double>(frames_) / rateHz_; }

    /// One pointer a channel. What is not finite becomes silence. Throws Error when the sound is too long, or the disk
    /// full.
    void append(std::span<const float* const> channels, std::size_t frames);

    /// Nothing more may follow. With a note about samples that were not finite.
    LoadedSound finish();

private:
    void moveToFile();

    std::filesystem::path path_;
    double rateHz_;
    std::size_t channelCount_;
    std::size_t mostFrames_;
    std::size_t frames_ = 0;
    std::size_t nonFinite_ = 0;
    std::vector<std::vector<float>> memory_; ///< until it is long
    StoredSound file_;
    std::vector<float> piece_;
};

} // namespace stepwise::core
