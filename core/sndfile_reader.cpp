#include "core/sndfile_reader.h"

#include "core/file_descriptor.h"
#include "core/ogg_pages.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <memory>
#include <sndfile.h>

namespace stepwise::core {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kBlockSamples = 32768;

struct SndfileCloser {
    void operator()(SNDFILE* file) const { sf_close(file); }
};
using SndfileHandle = std::unique_ptr<SNDFILE, SndfileCloser>;

class Deinterleaver {
public:
    Deinterleaver(std::size_t channels, std::size_t frames) : planes_(channels, std::vector<float>(frames)) {
        for (const std::vector<float>& plane : planes_)
            pointers_.push_back(plane.data());
    }

    std::span<const float* const> split(std::span<const float> block) {
        for (std::size_t c = 0; c < planes_.size(); ++c)
            for (std::size_t i = 0; i < block.size() / planes_.size(); ++i)
                planes_[c][i] = block[i * planes_.size() + c];
        return pointers_;
    }

private:
    std::vector<std::vector<float>> planes_;
    std::vector<const float*> pointers_;
};

Promise promiseOf(const SF_INFO& info) {
    const int type = info.format & SF_FORMAT_TYPEMASK;
    return type == SF_FORMAT_OGG || type == SF_FORMAT_MPEG ? Promise::rough : Promise::exact;
}

/// libsndfile goes by what is there, and tells what the header says in its log alone: "data : 57330 (should be 40107)".
double promisedShare(SNDFILE* file) {
    constexpr std::string_view kMark = " (should be ";
    std::string log(std::size_t{1} << 14U, '\0');
    sf_command(file, SFC_GET_LOG_INFO, log.data(), static_cast<int>(log.size()));
    double share = 1.0;
    for (std::size_t at = log.find(kMark); at != std::string::npos; at = log.find(kMark, at + 1)) {
        const std::size_t start = log.find_last_not_of("0123456789", at - 1) + 1;
        std::uint64_t promised = 0;
        std::uint64_t present = 0;
        std::from_chars(&log[start], &log[at], promised);
        std::from_chars(&log[at + kMark.size()], log.data() + log.size(), present);
        if (present > 0 && static_cast<double>(promised) < kOpenLengthBytes)
            share = std::max(share, static_cast<double>(promised) / static_cast<double>(present));
    }
    return share;
}

void noteOgg(LoadedSound& loaded, const OggPages& pages) {
    if (pages.streams > 1)
        loaded.notes.emplace_back("The file holds more than one sound; only the first was read.");
    else if (pages.streams == 1 && !pages.hasEnd)
        noteMissingEnd(loaded.notes, loaded.sound.seconds());
}

} // namespace

LoadedSound readWithSndfile(const fs::path& path, const OnPiece& onPiece) {
    SF_INFO info = {};
    const FileDescriptor descriptor(path);
    // By its number: by its name, libsndfile takes whatever ends in .au, .snd, .gsm or .vox for sound.
    const SndfileHandle file(sf_open_fd(descriptor.number(), SFM_READ, &info, SF_FALSE));
    if (!file || info.channels < 1)
        throw UnknownSound(path, "is not a sound file that can be read");
    const auto channels = static_cast<std::size_t>(info.channels);
    SoundCollector collector(path, info.samplerate, channels);
    const std::size_t blockFrames = std::max<std::size_t>(1, kBlockSamples / channels); // there may be a thousand
    Deinterleaver deinterleaver(channels, blockFrames);
    std::vector<float> block(blockFrames * channels);
    const bool isLengthKnown = info.frames > 0 && info.frames != SF_COUNT_MAX;
    while (const sf_count_t count = sf_readf_float(file.get(), block.data(), static_cast<sf_count_t>(blockFrames))) {
        const auto frames = static_cast<std::size_t>(count);
        collector.append(deinterleaver.split(std::span(block).first(frames * channels)), frames);
        if (onPiece && isLengthKnown)
            onPiece(std::min(1.0, static_cast<double>(collector.frames()) / static_cast<double>(info.frames)));
    }
    if (collector.frames() == 0)
        throw UnknownSound(path, "holds no samples");
    LoadedSound loaded = collector.finish();
    if (sf_error(file.get()) != SF_ERR_NO_ERROR)
        loaded.notes.emplace_back("The file is damaged or cut off: what comes after this could not be read.");
    else if (isLengthKnown)
        notePromise(loaded.notes, promisedShare(file.get()) * static_cast<double>(info.frames) / info.samplerate,
                    loaded.sound.seconds(), promiseOf(info));
    noteOgg(loaded, lookAtOggPages(path));
    return loaded;
}

double promisedShare(const fs::path& path) {
    SF_INFO info = {};
    const FileDescriptor descriptor(path);
    const SndfileHandle file(sf_open_fd(descriptor.number(), SFM_READ, &info, SF_FALSE));
    return file ? promisedShare(file.get()) : 1.0;
}

} // namespace stepwise::core
