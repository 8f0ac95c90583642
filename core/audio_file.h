// Reading and writing sound files, through libsndfile.
#pragma once

#include "core/stored_sound.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace stepwise::core {

inline constexpr double kMaxSoundSeconds = 600.0;

enum class SampleFormat { pcm16, pcm24, float32 };

struct LoadedAudio {
    AudioBuffer audio;
    std::vector<std::string> notes; ///< what was put right, a sentence each ("3 samples were not numbers ...")
};

struct LoadedSound {
    StoredSound sound;
    std::vector<std::string> notes;
};

/// Any format that libsndfile knows. Non-finite samples become silence and are noted. Throws Error, naming the file,
/// when it is missing, a directory, empty, not audio, without a single frame, truncated, longer than kMaxSoundSeconds,
/// or at a rate outside 1 to 768 kHz.
LoadedSound readSoundFile(const std::filesystem::path& path);
/// The same into memory, whatever its length.
LoadedAudio readAudioFile(const std::filesystem::path& path);

/// The format follows the file's extension (.wav, .flac, .ogg, .aiff ...). Written beside the target and renamed: a
/// failure leaves no half-written file and what was there before stays. Throws Error, naming the file.
void writeAudioFile(const std::filesystem::path& path, const AudioBuffer& audio,
                    SampleFormat format = SampleFormat::float32);
/// Called after every piece that is written, with the share so far; what it throws ends the writing.
using OnWritten = std::function<void(double share)>;

/// The same of a sound that may be too long for memory, every sample times `gain`.
void writeAudioFile(const std::filesystem::path& path, const StoredSound& audio, float gain,
                    SampleFormat format = SampleFormat::float32, const OnWritten& onWritten = {});

/// File name patterns for open dialogs: "*.wav", "*.flac", ...
std::vector<std::string> audioFilePatterns();

} // namespace stepwise::core
