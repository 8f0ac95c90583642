#include "core/audio_file.h"

#include "core/error.h"
#include "core/file_output.h"

#include <fmt/format.h>
#include <sndfile.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

namespace stepwise::core {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kBlockFrames = 16384;

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
    for (const std::string_view extension :
         {"wave", "bw64", "aifc", "snd", "mp3",  "mp2", "opus", "oga", "spx", "m4a",  "m4b", "m4r", "aac",  "ac3",
          "eac3", "dts",  "ape",  "wv",  "tta",  "mpc", "wma",  "amr", "3gp", "3g2",  "dsf", "dff", "mka",  "voc",
          "mp4",  "m4v",  "mov",  "mkv", "webm", "avi", "wmv",  "flv", "mpg", "mpeg", "ts",  "mts", "m2ts", "ogv"})
        patterns.push_back(fmt::format("*.{}", extension));
    return patterns;
}

} // namespace stepwise::core
