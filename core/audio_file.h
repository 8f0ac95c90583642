// Reading and writing sound files, through libsndfile.
#pragma once

#include "core/piece_progress.h"
#include "core/stored_sound.h"

#include <filesystem>
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
LoadedSound readSoundFile(const std::filesystem::path& path, const OnPiece& onPiece = {});
/// The same into memory, whatever its length.
LoadedAudio readAudioFile(const std::filesystem::path& path);

/// The format follows the file's extension (.wav, .flac, .ogg, .aiff ...). Written beside the target and renamed: a
/// failure leaves no half-written file and what was there before stays. Returns by how many dB the highest peak stood
/// above full scale and was cut; 0 where nothing was, as in files of floats. Throws Error, naming the file.
double writeAudioFile(const std::filesystem::path& path, const AudioBuffer& audio,
                      SampleFormat format = SampleFormat::float32);
struct WriteOptions {
    SampleFormat format = SampleFormat::float32;
    double gainDb = 0.0; ///< of every sample
    OnPiece onPiece;
};
/// The same of a sound that may be too long for memory.
double writeAudioFile(const std::filesystem::path& path, const StoredSound& audio, const WriteOptions& options = {});

/// File name patterns for dialogs that open: "*.wav", "*.flac", ...
std::vector<std::string> readableAudioPatterns();
/// For dialogs that save.
std::vector<std::string> writableAudioPatterns();

} // namespace stepwise::core
