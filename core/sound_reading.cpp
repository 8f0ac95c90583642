#include "core/sound_reading.h"

#include "core/ffmpeg/reader.h"
#include "core/file_descriptor.h"
#include "core/ogg_pages.h"
#include "core/sndfile_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <memory>
#include <sys/stat.h>
#include <system_error>

namespace stepwise::core {

namespace fs = std::filesystem;

namespace {

constexpr double kTrifleSeconds = 0.1;
constexpr double kTrifleShare = 0.01;
constexpr double kRoughTrifleSeconds = 0.2;

std::string_view kindOf(mode_t mode) {
    if (S_ISFIFO(mode))
        return "is a pipe, not a file that can be read";
    if (S_ISSOCK(mode))
        return "is a socket, not a file that can be read";
    return "is a device, not a file that can be read";
}

[[noreturn]] void failForSystem(const fs::path& path, int error) {
    if (error == ENOENT)
        failReading(path, "the file does not exist");
    if (error == EACCES)
        failReading(path, "the file cannot be read (permission denied)");
    failReading(path,
                fmt::format("the file cannot be read (the system says: {})", std::generic_category().message(error)));
}

void requireReadable(const fs::path& path) {
    struct stat status = {};
    if (::stat(path.c_str(), &status) != 0)
        failForSystem(path, errno);
    if (S_ISDIR(status.st_mode))
        failReading(path, "is a folder, not a sound file");
    if (!S_ISREG(status.st_mode))
        failReading(path, kindOf(status.st_mode));
    if (!FileDescriptor(path).isOpen())
        failForSystem(path, errno);
    if (status.st_size == 0)
        failReading(path, "the file is empty");
}

using Reader = LoadedSound (*)(const fs::path&, const OnPiece&);

/// The second where the first knows no sound in the file.
std::pair<Reader, Reader> readersFor([[maybe_unused]] const fs::path& path) {
#ifdef STEPWISE_WITH_FFMPEG
    // FFmpeg ends a Vorbis sound up to a block too early or too late.
    const OggPages pages = lookAtOggPages(path);
    if (pages.streams == 1 && pages.isVorbis && pages.hasEnd)
        return {&readWithSndfile, &readWithFfmpeg};
    return {&readWithFfmpeg, &readWithSndfile};
#else
    return {&readWithSndfile, &readWithSndfile};
#endif
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

} // namespace

UnknownSound::UnknownSound(const fs::path& path, std::string_view reason)
    : Error(fmt::format("{}: {}.", path.string(), reason)) {}

void failReading(const fs::path& path, std::string_view reason) {
    throw Error(fmt::format("{}: {}.", path.string(), reason));
}

void notePromise(std::vector<std::string>& notes, double promisedSeconds, double readSeconds, Promise promise) {
    const double missingSeconds = promisedSeconds - readSeconds;
    const double trifleSeconds =
        promise == Promise::rough ? kRoughTrifleSeconds : std::min(kTrifleSeconds, kTrifleShare * promisedSeconds);
    if (missingSeconds > trifleSeconds)
        notes.push_back(fmt::format("The file promises {:.2f} s of sound, but holds only {:.2f} s, which were read.",
                                    promisedSeconds, readSeconds));
}

void noteMissingEnd(std::vector<std::string>& notes, double readSeconds) {
    notes.push_back(fmt::format("The file has no mark at its end, as if it was cut off; the {:.2f} s of sound that it "
                                "holds were read.",
                                readSeconds));
}

SoundCollector::SoundCollector(fs::path path, int rateHz, std::size_t channelCount)
    : path_(std::move(path)), rateHz_(rateHz), channelCount_(channelCount),
      mostFrames_(static_cast<std::size_t>(kMaxSoundSeconds * std::max(rateHz, 0))), memory_(channelCount) {
    if (rateHz < 1 || rateHz > kMaxSoundRateHz)
        failReading(path_, fmt::format("has an impossible sample rate ({} Hz)", rateHz));
}

void SoundCollector::append(std::span<const float* const> channels, std::size_t frames) {
    if (frames_ + frames > mostFrames_)
        failReading(path_, fmt::format("is longer than {:.0f} minutes", kMaxSoundSeconds / 60.0));
    if (!file_ && (frames_ + frames) * channelCount_ * sizeof(float) > kMostBytesInMemory)
        moveToFile();
    for (std::size_t channel = 0; channel < channelCount_; ++channel) {
        piece_.assign(channels[channel], channels[channel] + frames);
        nonFinite_ += silenceNonFinite(piece_);
        if (file_)
            file_.write(channel, frames_, piece_);
        else
            memory_[channel].insert(memory_[channel].end(), piece_.begin(), piece_.end());
    }
    frames_ += frames;
}

void SoundCollector::moveToFile() {
    file_ = StoredSound(rateHz_, channelCount_, mostFrames_);
    for (std::size_t channel = 0; channel < channelCount_; ++channel)
        file_.write(channel, 0, memory_[channel]);
    memory_.clear();
}

LoadedSound SoundCollector::finish() {
    LoadedSound loaded;
    if (file_) {
        file_.shorten(frames_);
        loaded.sound = std::move(file_);
    } else {
        auto audio = std::make_shared<AudioBuffer>();
        audio->sampleRateHz = rateHz_;
        audio->channels = std::move(memory_);
        loaded.sound = StoredSound(std::move(audio));
    }
    if (nonFinite_ > 0)
        loaded.notes.push_back(fmt::format("{} {} not a number and {} made silent.", nonFinite_,
                                           nonFinite_ == 1 ? "sample was" : "samples were",
                                           nonFinite_ == 1 ? "was" : "were"));
    return loaded;
}

LoadedSound readSoundFile(const fs::path& path, const OnPiece& onPiece) {
    requireReadable(path);
    const auto [first, second] = readersFor(path);
    try {
        return first(path, onPiece);
    } catch (const UnknownSound& reason) {
        try {
            return second(path, onPiece);
        } catch (const UnknownSound&) {
            throw reason;
        }
    }
}

LoadedAudio readAudioFile(const fs::path& path) {
    LoadedSound loaded = readSoundFile(path);
    AudioBuffer audio(loaded.sound.sampleRateHz(), loaded.sound.channelCount(), loaded.sound.frames());
    for (std::size_t channel = 0; channel < audio.channelCount(); ++channel)
        loaded.sound.read(channel, 0, audio.channel(channel));
    return {std::move(audio), std::move(loaded.notes)};
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
