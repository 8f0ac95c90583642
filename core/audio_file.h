// Reading sound files of all kinds, and the sound of videos; writing the common ones.
#pragma once

#include "core/file_contents.h"
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

/// Any format that FFmpeg or libsndfile knows, to its end. Notes say what was left out or converted, and what a header
/// promises but the file does not hold. Non-finite samples become silence and are noted. Throws Error, naming the file,
/// when it is missing, a folder, a pipe, empty, not sound, protected, without a single frame that can be decoded,
/// longer than kMaxSoundSeconds, or at a rate outside 1 to 768 kHz.
LoadedSound readSoundFile(const std::filesystem::path& path, const OnPiece& onPiece = {});
/// The same into memory, whatever its length.
LoadedAudio readAudioFile(const std::filesystem::path& path);

/// The format follows the file's extension (.wav, .flac, .ogg, .aiff ...). Written as writeFile() does: a failure
/// leaves what was there before. Returns by how many dB the highest peak stood above full scale and was cut; 0 where
/// nothing was, as in files of floats. Throws Error, naming the file.
double writeAudioFile(const std::filesystem::path& path, const AudioBuffer& audio,
                      SampleFormat format = SampleFormat::float32);
struct WriteOptions {
    SampleFormat format = SampleFormat::float32;
    double gainDb = 0.0; ///< of every sample
    OnPiece onPiece;
};
/// The same of a sound that may be too long for memory.
double writeAudioFile(const std::filesystem::path& path, const StoredSound& audio, const WriteOptions& options = {});
/// The same for a file in the making, whose path names the format.
double writeAudio(FileContents& file, const StoredSound& audio, const WriteOptions& options = {});

struct SoundShape {
    double sampleRateHz = 0.0;
    std::size_t channels = 0;
    std::size_t frames = 0;
};
/// Throws the Error of writeAudioFile() before any work is done: also where the format does not take the rate, the
/// channels or the length.
void requireWritableAudio(const std::filesystem::path& path, const SoundShape& shape,
                          SampleFormat format = SampleFormat::float32);

/// File name patterns for dialogs that open: "*.wav", "*.flac", ...
std::vector<std::string> readableAudioPatterns();
/// For dialogs that save.
std::vector<std::string> writableAudioPatterns();

} // namespace stepwise::core
