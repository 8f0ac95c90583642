// Sound files are written through libsndfile, which gets no file of its own: so the reason of every failure is known.
#include "core/audio_file.h"

#include "core/error.h"
#include "core/file_output.h"
#include "core/write_error.h"

#include <fmt/format.h>
#include <sndfile.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <memory>
#include <utility>

namespace stepwise::core {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kBlockFrames = 16384;
constexpr double kUsualRateHz = 44100.0;
constexpr double kMostBytesOf32BitSizes = 4294967296.0 - 65536.0; ///< less what stands before the samples
constexpr double kBytesInGiB = 1073741824.0;

struct FileType {
    std::string_view extension;
    std::string_view name; ///< with its article
    int format;
    bool integerOnly; ///< cannot hold floats
    int encoding;     ///< 0: by SampleFormat
    bool has32BitSizes;
};

constexpr std::array<FileType, 9> kFileTypes = {
    {{".wav", "a WAV file", SF_FORMAT_WAV, false, 0, true},
     {".flac", "a FLAC file", SF_FORMAT_FLAC, true, 0, false},
     {".ogg", "an Ogg Vorbis file", SF_FORMAT_OGG, false, SF_FORMAT_VORBIS, false},
     {".aiff", "an AIFF file", SF_FORMAT_AIFF, false, 0, true},
     {".aif", "an AIFF file", SF_FORMAT_AIFF, false, 0, true},
     {".au", "an AU file", SF_FORMAT_AU, false, 0, true},
     {".caf", "a CAF file", SF_FORMAT_CAF, false, 0, false},
     {".w64", "a Wave64 file", SF_FORMAT_W64, false, 0, false},
     {".rf64", "an RF64 file", SF_FORMAT_RF64, false, 0, false}}};

const FileType& typeOf(const fs::path& path) {
    std::string extension = path.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
    for (const FileType& type : kFileTypes)
        if (type.extension == extension)
            return type;
    failWriting(path, "its extension names no known sound format (try .wav or .flac)");
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

double bytesASample(int encoding) {
    return encoding == SF_FORMAT_PCM_16 ? 2.0 : encoding == SF_FORMAT_PCM_24 ? 3.0 : 4.0;
}

bool holdsWholeNumbers(int encoding) {
    return encoding == SF_FORMAT_PCM_16 || encoding == SF_FORMAT_PCM_24;
}

/// What libsndfile writes to: the file, or nothing, to try whether a format takes a sound.
struct Sink {
    FileContents* file = nullptr;
    sf_count_t position = 0;
    sf_count_t size = 0;
    std::exception_ptr failure; ///< must not pass through libsndfile
};

sf_count_t sizeOf(void* user) {
    return static_cast<Sink*>(user)->size;
}

sf_count_t seek(sf_count_t offset, int whence, void* user) {
    auto* sink = static_cast<Sink*>(user);
    const sf_count_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? sink->position : sink->size;
    sink->position = std::clamp<sf_count_t>(base + offset, 0, sink->size);
    return sink->position;
}

sf_count_t readBytes(void* bytes, sf_count_t count, void* user) try {
    auto* sink = static_cast<Sink*>(user);
    if (sink->file == nullptr)
        return 0;
    sink->file->seek(static_cast<std::uint64_t>(sink->position));
    const auto done = static_cast<sf_count_t>(sink->file->read(bytes, static_cast<std::size_t>(count)));
    sink->position += done;
    return done;
} catch (...) {
    static_cast<Sink*>(user)->failure = std::current_exception();
    return 0;
}

sf_count_t writeBytes(const void* bytes, sf_count_t count, void* user) try {
    auto* sink = static_cast<Sink*>(user);
    if (sink->failure)
        return 0;
    if (sink->file != nullptr) {
        if (sink->file->position() != static_cast<std::uint64_t>(sink->position))
            sink->file->seek(static_cast<std::uint64_t>(sink->position));
        sink->file->write({static_cast<const char*>(bytes), static_cast<std::size_t>(count)});
    }
    sink->position += count;
    sink->size = std::max(sink->size, sink->position);
    return count;
} catch (...) {
    static_cast<Sink*>(user)->failure = std::current_exception();
    return 0;
}

sf_count_t tell(void* user) {
    return static_cast<Sink*>(user)->position;
}

struct SndfileCloser {
    void operator()(SNDFILE* file) const { sf_close(file); }
};
using SndfileHandle = std::unique_ptr<SNDFILE, SndfileCloser>;

SndfileHandle openForWriting(Sink& sink, SF_INFO info) {
    SF_VIRTUAL_IO functions = {sizeOf, seek, readBytes, writeBytes, tell};
    if (sf_format_check(&info) == 0)
        return nullptr;
    SndfileHandle file(sf_open_virtual(&functions, SFM_WRITE, &info, &sink));
    if (!file)
        return nullptr;
    sf_command(file.get(), SFC_SET_CLIPPING, nullptr, SF_TRUE);
    // The PEAK chunk carries the time of writing: without it equal sounds give equal files. libsndfile 1.2 leaves
    // the chunk's room at the end of an AIFF file, where it would be read as samples.
    if ((info.format & SF_FORMAT_TYPEMASK) != SF_FORMAT_AIFF)
        sf_command(file.get(), SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);
    return file;
}

SF_INFO infoFor(const FileType& type, int encoding, double rateHz, std::size_t channels) {
    SF_INFO info = {};
    info.samplerate = static_cast<int>(std::lround(rateHz));
    info.channels = static_cast<int>(channels);
    info.format = type.format | encoding;
    return info;
}

/// Some encoders refuse a rate only when the first samples come.
bool isTaken(const SF_INFO& info) {
    Sink nothing;
    SndfileHandle file = openForWriting(nothing, info);
    const std::vector<float> frame(static_cast<std::size_t>(std::max(info.channels, 1)));
    return file && sf_writef_float(file.get(), frame.data(), 1) == 1 && sf_error(file.get()) == SF_ERR_NO_ERROR &&
           sf_close(file.release()) == SF_ERR_NO_ERROR && nothing.size > 0;
}

void requireTaken(const fs::path& path, const FileType& type, int encoding, const SoundShape& shape) {
    if (shape.frames == 0)
        failWriting(path, "the sound has no samples");
    const SF_INFO info = infoFor(type, encoding, shape.sampleRateHz, shape.channels);
    if (!isTaken(info)) {
        const bool isRate = isTaken(infoFor(type, encoding, kUsualRateHz, shape.channels));
        const bool isChannels = isTaken(infoFor(type, encoding, shape.sampleRateHz, 1));
        failWriting(path, isRate       ? fmt::format("{} does not take a rate of {} Hz", type.name, info.samplerate)
                          : isChannels ? fmt::format("{} does not take {} channels", type.name, info.channels)
                                       : fmt::format("{} does not take {} channels at {} Hz", type.name, info.channels,
                                                     info.samplerate));
    }
    const double bytes =
        static_cast<double>(shape.frames) * static_cast<double>(shape.channels) * bytesASample(encoding);
    if (type.has32BitSizes && bytes > kMostBytesOf32BitSizes)
        failWriting(path, fmt::format("{} holds less than 4 GiB, but the sound has {:.2f} (.rf64 and .w64 hold more)",
                                      type.name, bytes / kBytesInGiB));
}

/// Returns the highest peak.
float writeFrames(const fs::path& path, const Sink& sink, SNDFILE* file, const StoredSound& audio,
                  const WriteOptions& options) {
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
        const sf_count_t done = sf_writef_float(file, block.data(), static_cast<sf_count_t>(count));
        if (sink.failure)
            std::rethrow_exception(sink.failure);
        if (done != static_cast<sf_count_t>(count))
            failWriting(path, fmt::format("the encoder reports: {}", sf_strerror(file)));
        if (options.onPiece)
            options.onPiece(static_cast<double>(start + count) / static_cast<double>(audio.frames()));
    }
    return peak;
}

} // namespace

void requireWritableAudio(const fs::path& path, const SoundShape& shape, SampleFormat format) {
    const FileType& type = typeOf(path);
    requireTaken(path, type, encodingOf(type, format), shape);
    requireWritable(path);
}

double writeAudio(FileContents& contents, const StoredSound& audio, const WriteOptions& options) {
    const FileType& type = typeOf(contents.path());
    const int encoding = encodingOf(type, options.format);
    requireTaken(contents.path(), type, encoding, {audio.sampleRateHz(), audio.channelCount(), audio.frames()});
    Sink sink;
    sink.file = &contents;
    SndfileHandle file = openForWriting(sink, infoFor(type, encoding, audio.sampleRateHz(), audio.channelCount()));
    if (sink.failure)
        std::rethrow_exception(sink.failure);
    if (!file)
        failWriting(contents.path(), fmt::format("the encoder reports: {}", sf_strerror(nullptr)));
    const float peak = writeFrames(contents.path(), sink, file.get(), audio, options);
    const int error = sf_close(file.release());
    if (sink.failure)
        std::rethrow_exception(sink.failure);
    if (error != SF_ERR_NO_ERROR)
        failWriting(contents.path(), fmt::format("the encoder reports: {}", sf_error_number(error)));
    const bool isCut = holdsWholeNumbers(encoding) && peak > 1.0F;
    return isCut ? 20.0 * std::log10(static_cast<double>(peak)) : 0.0;
}

double writeAudioFile(const fs::path& path, const AudioBuffer& audio, SampleFormat format) {
    return writeAudioFile(path, borrowed(audio), {.format = format});
}

double writeAudioFile(const fs::path& path, const StoredSound& audio, const WriteOptions& options) {
    typeOf(path); // before a folder is asked about
    double cutDb = 0.0;
    writeFile(path, [&](FileContents& file) { cutDb = writeAudio(file, audio, options); });
    return cutDb;
}

std::vector<std::string> writableAudioPatterns() {
    std::vector<std::string> patterns;
    patterns.reserve(kFileTypes.size());
    for (const FileType& type : kFileTypes)
        patterns.push_back(fmt::format("*{}", type.extension));
    return patterns;
}

} // namespace stepwise::core
