#include "core/audio_file.h"

#include "core/error.h"
#include "core/file_output.h"
#include "core/sound_header.h"

#include <fmt/format.h>
#include <sndfile.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <memory>

namespace stepwise::core {

namespace fs = std::filesystem;

namespace {

constexpr int kMaxRateHz = 768000;
constexpr std::size_t kBlockFrames = 16384;
constexpr std::string_view kTruncated = "is truncated: it holds fewer samples than its header says";

struct SndfileCloser {
    void operator()(SNDFILE* file) const { sf_close(file); }
};
using SndfileHandle = std::unique_ptr<SNDFILE, SndfileCloser>;

struct FileType {
    std::string_view extension;
    int format;
    bool integerOnly; ///< cannot hold floats
    int encoding;     ///< 0: by SampleFormat
};

constexpr std::array<FileType, 9> kFileTypes = {{{".wav", SF_FORMAT_WAV, false, 0},
                                                 {".flac", SF_FORMAT_FLAC, true, 0},
                                                 {".ogg", SF_FORMAT_OGG, false, SF_FORMAT_VORBIS},
                                                 {".aiff", SF_FORMAT_AIFF, false, 0},
                                                 {".aif", SF_FORMAT_AIFF, false, 0},
                                                 {".au", SF_FORMAT_AU, false, 0},
                                                 {".caf", SF_FORMAT_CAF, false, 0},
                                                 {".w64", SF_FORMAT_W64, false, 0},
                                                 {".rf64", SF_FORMAT_RF64, false, 0}}};

[[noreturn]] void fail(const fs::path& path, std::string_view reason) {
    throw Error(fmt::format("{}: {}.", path.string(), reason));
}

void requireReadable(const fs::path& path) {
    std::error_code error;
    if (!fs::exists(path, error))
        fail(path, "the file does not exist");
    if (fs::is_directory(path, error))
        fail(path, "is a folder, not a sound file");
    if (!fs::is_regular_file(path, error))
        fail(path, "is not a file that can be read");
    if (fs::file_size(path, error) == 0)
        fail(path, "the file is empty");
    if (!std::ifstream(path, std::ios::binary))
        fail(path, "the file cannot be read (permission denied)");
}

bool isLengthEstimated(const SF_INFO& info) {
    return (info.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_MPEG;
}

/// libsndfile knows an Ogg file's length from its last page: when that is missing, so are samples. MP3 lengths may be
/// estimates, so there only a plain shortfall counts.
bool isReadShort(const SF_INFO& info, std::size_t frames) {
    if (info.frames == SF_COUNT_MAX)
        return true;
    return static_cast<double>(frames) < (isLengthEstimated(info) ? 0.99 : 1.0) * static_cast<double>(info.frames);
}

/// Returns how many there were.
std::size_t silenceNonFinite(std::span<float> samples) {
    std::size_t count = 0;
    for (float& sample : samples)
        if (!std::isfinite(sample)) {
            sample = 0.0F;
            ++count;
        }
    return count;
}

void writeInterleaved(StoredSound& sound, std::size_t start, std::span<const float> block) {
    const std::size_t channels = sound.channelCount();
    std::vector<float> samples(block.size() / channels);
    for (std::size_t c = 0; c < channels; ++c) {
        for (std::size_t i = 0; i < samples.size(); ++i)
            samples[i] = block[i * channels + c];
        sound.write(c, start, samples);
    }
}

struct ReadFrames {
    StoredSound sound;
    std::size_t nonFinite = 0;
};

ReadFrames readFrames(const fs::path& path, SNDFILE* file, const SF_INFO& info, const OnPiece& onPiece) {
    const std::string tooLong = fmt::format("is longer than {:.0f} minutes", kMaxSoundSeconds / 60.0);
    const auto most = static_cast<std::size_t>(kMaxSoundSeconds * info.samplerate);
    if (info.frames != SF_COUNT_MAX && static_cast<std::size_t>(info.frames) > most)
        fail(path, tooLong);
    const bool isLengthKnown = info.frames != SF_COUNT_MAX; // or estimated: then it is the most that is read
    const auto channels = static_cast<std::size_t>(info.channels);
    const std::size_t length = isLengthKnown ? static_cast<std::size_t>(info.frames) : most;
    ReadFrames result{StoredSound(info.samplerate, channels, length)};
    std::vector<float> block(kBlockFrames * channels);
    std::size_t frames = 0;
    while (const sf_count_t count = sf_readf_float(file, block.data(), kBlockFrames)) {
        const std::span<float> present = std::span(block).first(static_cast<std::size_t>(count) * channels);
        result.nonFinite += silenceNonFinite(present);
        writeInterleaved(result.sound, frames, present);
        frames += static_cast<std::size_t>(count);
        if (frames > most)
            fail(path, tooLong);
        if (onPiece)
            onPiece(static_cast<double>(frames) / static_cast<double>(length));
    }
    if (sf_error(file) != SF_ERR_NO_ERROR)
        fail(path, "is damaged or truncated: it cannot be read to its end");
    result.sound.shorten(frames);
    return result;
}

const FileType& typeOf(const fs::path& path) {
    std::string extension = path.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
    for (const FileType& type : kFileTypes)
        if (type.extension == extension)
            return type;
    fail(path, "cannot be written, since its extension names no known sound format (try .wav or .flac)");
}

int encodingOf(const FileType& type, SampleFormat format) {
    if (type.encoding != 0)
        return type.encoding;
    switch (format) {
    case SampleFormat::pcm16:
        return SF_FORMAT_PCM_16;
    case SampleFormat::pcm24:
        return SF_FORMAT_PCM_24;
    case SampleFormat::float32:
        break;
    }
    return type.integerOnly ? SF_FORMAT_PCM_24 : SF_FORMAT_FLOAT;
}

bool holdsWholeNumbers(int encoding) {
    return encoding == SF_FORMAT_PCM_16 || encoding == SF_FORMAT_PCM_24;
}

/// Returns the highest peak.
float writeFrames(const fs::path& path, SNDFILE* file, const StoredSound& audio, const WriteOptions& options) {
    const auto gain = static_cast<float>(std::pow(10.0, options.gainDb / 20.0));
    const std::size_t channels = audio.channelCount();
    std::vector<float> block(kBlockFrames * channels);
    std::vector<float> channel(kBlockFrames);
    float peak = 0.0F;
    for (std::size_t start = 0; start < audio.frames(); start += kBlockFrames) {
        const std::size_t count = std::min(kBlockFrames, audio.frames() - start);
        for (std::size_t c = 0; c < channels; ++c) {
            audio.read(c, start, channel);
            for (std::size_t i = 0; i < count; ++i) {
                block[i * channels + c] = gain * channel[i];
                peak = std::max(peak, gain * std::abs(channel[i]));
            }
        }
        if (sf_writef_float(file, block.data(), static_cast<sf_count_t>(count)) != static_cast<sf_count_t>(count))
            fail(path, "cannot be written (is the disk full?)");
        if (options.onPiece)
            options.onPiece(static_cast<double>(start + count) / static_cast<double>(audio.frames()));
    }
    return peak;
}

} // namespace

LoadedSound readSoundFile(const fs::path& path, const OnPiece& onPiece) {
    requireReadable(path);
    SF_INFO info = {};
    const SndfileHandle file(sf_open(path.c_str(), SFM_READ, &info));
    if (!file)
        fail(path, "is not a sound file that can be read");
    if (info.samplerate < 1 || info.samplerate > kMaxRateHz || info.channels < 1)
        fail(path, fmt::format("has an impossible sample rate ({} Hz)", info.samplerate));
    if (isCutShort(path))
        fail(path, kTruncated);
    auto [sound, nonFinite] = readFrames(path, file.get(), info, onPiece);
    if (sound.frames() == 0 && info.frames == 0)
        fail(path, "holds no samples");
    if (isReadShort(info, sound.frames()))
        fail(path, kTruncated);
    LoadedSound loaded{std::move(sound), {}};
    if (nonFinite > 0)
        loaded.notes.push_back(fmt::format("{} {} not a number and {} made silent.", nonFinite,
                                           nonFinite == 1 ? "sample was" : "samples were",
                                           nonFinite == 1 ? "was" : "were"));
    return loaded;
}

LoadedAudio readAudioFile(const fs::path& path) {
    LoadedSound loaded = readSoundFile(path);
    AudioBuffer audio(loaded.sound.sampleRateHz(), loaded.sound.channelCount(), loaded.sound.frames());
    for (std::size_t channel = 0; channel < audio.channelCount(); ++channel)
        loaded.sound.read(channel, 0, audio.channel(channel));
    return {std::move(audio), std::move(loaded.notes)};
}

double writeAudioFile(const fs::path& path, const AudioBuffer& audio, SampleFormat format) {
    return writeAudioFile(path, borrowed(audio), {.format = format});
}

double writeAudioFile(const fs::path& path, const StoredSound& audio, const WriteOptions& options) {
    const FileType& type = typeOf(path);
    const int encoding = encodingOf(type, options.format);
    float peak = 0.0F;
    if (audio.frames() == 0)
        fail(path, "cannot be written, since the sound has no samples");
    replaceFile(path, [&](const fs::path& temporary) {
        SF_INFO info = {};
        info.samplerate = static_cast<int>(std::lround(audio.sampleRateHz()));
        info.channels = static_cast<int>(audio.channelCount());
        info.format = type.format | encoding;
        if (sf_format_check(&info) == 0)
            fail(path, fmt::format("cannot be written: the format does not take {} channels at {} Hz", info.channels,
                                   info.samplerate));
        SndfileHandle file(sf_open(temporary.c_str(), SFM_WRITE, &info));
        if (!file)
            fail(path, "cannot be written");
        sf_command(file.get(), SFC_SET_CLIPPING, nullptr, SF_TRUE);
        // The PEAK chunk carries the time of writing: without it equal sounds give equal files. libsndfile 1.2 leaves
        // the chunk's room at the end of an AIFF file, where it would be read as samples.
        if (type.format != SF_FORMAT_AIFF)
            sf_command(file.get(), SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);
        peak = writeFrames(path, file.get(), audio, options);
        if (sf_close(file.release()) != SF_ERR_NO_ERROR)
            fail(path, "cannot be written (is the disk full?)");
    });
    const bool isCut = holdsWholeNumbers(encoding) && peak > 1.0F;
    return isCut ? 20.0 * std::log10(static_cast<double>(peak)) : 0.0;
}

std::vector<std::string> writableAudioPatterns() {
    std::vector<std::string> patterns;
    for (const FileType& type : kFileTypes)
        patterns.push_back(fmt::format("*{}", type.extension));
    return patterns;
}

std::vector<std::string> readableAudioPatterns() {
    std::vector<std::string> patterns = writableAudioPatterns();
    for (const std::string_view pattern : {"*.mp3", "*.opus", "*.oga"})
        patterns.emplace_back(pattern);
    return patterns;
}

} // namespace stepwise::core
