#include "core/sound_blob.h"

#include "core/temporary_file.h"

#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <memory>

namespace stepwise::core {

namespace {

constexpr std::size_t kBlockFrames = 16384;
constexpr std::size_t kBlockSamples = 32768;
constexpr std::size_t kMaxFlacChannels = 8;
constexpr double kMaxFlacRateHz = 655350.0;
constexpr double kFull24Bits = 8388608.0;
constexpr double kFull32Bits = 2147483648.0;

/// What libsndfile reads and writes instead of a file of its own.
struct VirtualFile {
    ByteSource contents;
    std::shared_ptr<TemporaryFile> written; ///< when writing
    sf_count_t position = 0;
    std::exception_ptr failure; ///< libsndfile does not report what fails while it closes a FLAC file

    sf_count_t size() const { return static_cast<sf_count_t>(written ? written->size() : contents.size); }
};

sf_count_t sizeOf(void* user) {
    return static_cast<VirtualFile*>(user)->size();
}

sf_count_t seek(sf_count_t offset, int whence, void* user) {
    auto* file = static_cast<VirtualFile*>(user);
    const sf_count_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? file->position : file->size();
    file->position = std::clamp<sf_count_t>(base + offset, 0, file->size());
    return file->position;
}

// Exceptions must not pass through libsndfile: it takes what is missing for a damaged file.
sf_count_t readBytes(void* target, sf_count_t count, void* user) try {
    auto* file = static_cast<VirtualFile*>(user);
    const auto offset = static_cast<std::uint64_t>(file->position);
    const auto wanted = static_cast<std::size_t>(std::clamp<sf_count_t>(file->size() - file->position, 0, count));
    const std::size_t done =
        file->written ? file->written->read(offset, target, wanted) : file->contents.read(offset, target, wanted);
    file->position += static_cast<sf_count_t>(done);
    return static_cast<sf_count_t>(done);
} catch (const Error&) {
    return 0;
}

sf_count_t writeBytes(const void* source, sf_count_t count, void* user) try {
    auto* file = static_cast<VirtualFile*>(user);
    file->written->write(static_cast<std::uint64_t>(file->position), source, static_cast<std::size_t>(count));
    file->position += count;
    return count;
} catch (const Error&) {
    static_cast<VirtualFile*>(user)->failure = std::current_exception();
    return 0;
}

sf_count_t tell(void* user) {
    return static_cast<VirtualFile*>(user)->position;
}

SF_VIRTUAL_IO virtualFunctions() {
    return {sizeOf, seek, readBytes, writeBytes, tell};
}

struct Closer {
    void operator()(SNDFILE* file) const { sf_close(file); }
};
using Handle = std::unique_ptr<SNDFILE, Closer>;

[[noreturn]] void failStoring(const VirtualFile& target) {
    if (target.failure)
        std::rethrow_exception(target.failure);
    throw Error("A sound could not be stored.");
}

bool fits24Bits(const StoredSound& sound) {
    if (sound.channelCount() > kMaxFlacChannels || sound.sampleRateHz() > kMaxFlacRateHz)
        return false;
    bool fits = true;
    forPieces(sound, [&](std::size_t, std::size_t, std::span<const float> piece) {
        for (std::size_t i = 0; i < piece.size() && fits; ++i) {
            const double scaled = static_cast<double>(piece[i]) * kFull24Bits;
            fits = scaled == std::nearbyint(scaled) && scaled >= -kFull24Bits && scaled <= kFull24Bits - 1.0;
        }
    });
    return fits;
}

/// Whole numbers of 32 bits keep 24-bit samples exactly in both directions; libsndfile's floats would be rounded.
void writeFrames(const VirtualFile& target, SNDFILE* file, const StoredSound& sound, bool isFlac,
                 const OnPiece& onPiece) {
    const std::size_t channels = sound.channelCount();
    std::vector<float> samples(kBlockFrames);
    std::vector<float> floats(kBlockFrames * channels);
    std::vector<int> integers(isFlac ? floats.size() : 0);
    for (std::size_t start = 0; start < sound.frames(); start += kBlockFrames) {
        const std::size_t count = std::min(kBlockFrames, sound.frames() - start);
        for (std::size_t c = 0; c < channels; ++c) {
            sound.read(c, start, samples);
            for (std::size_t i = 0; i < count; ++i)
                floats[i * channels + c] = samples[i];
        }
        if (isFlac)
            std::transform(floats.begin(), floats.end(), integers.begin(),
                           [](float sample) { return static_cast<int>(static_cast<double>(sample) * kFull32Bits); });
        const auto frames = static_cast<sf_count_t>(count);
        const sf_count_t done =
            isFlac ? sf_writef_int(file, integers.data(), frames) : sf_writef_float(file, floats.data(), frames);
        if (done != frames)
            failStoring(target);
        if (onPiece)
            onPiece(static_cast<double>(start + count) / static_cast<double>(sound.frames()));
    }
}

bool holdsFlac(const SF_INFO& info) {
    return (info.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_FLAC;
}

/// What encodeSound() writes, and nothing else that libsndfile can read.
bool isOfOurs(const SF_INFO& info) {
    const int type = info.format & SF_FORMAT_TYPEMASK;
    const bool isWav = type == SF_FORMAT_WAV || type == SF_FORMAT_WAVEX || type == SF_FORMAT_RF64;
    return holdsFlac(info) || (isWav && (info.format & SF_FORMAT_SUBMASK) == SF_FORMAT_FLOAT);
}

/// Whether the bytes can hold what the header says, before room is made for it. A block of FLAC, 4096 frames as
/// libsndfile writes it, takes 11 bytes at least.
bool hasRoomFor(const SF_INFO& info, std::uint64_t bytes) {
    constexpr double kMostFlacFramesPerByte = 4096.0 / 8.0;
    if (info.channels < 1 || info.frames < 1 || info.samplerate < 1)
        return false;
    const double perByte =
        holdsFlac(info) ? kMostFlacFramesPerByte : 1.0 / (info.channels * static_cast<double>(sizeof(float)));
    return static_cast<double>(info.frames) <= perByte * static_cast<double>(bytes);
}

/// Interleaved and finite. Returns the frames.
std::size_t readBlock(SNDFILE* file, const SF_INFO& info, std::span<float> floats) {
    const auto most = static_cast<sf_count_t>(floats.size()) / info.channels;
    sf_count_t count = 0;
    if (holdsFlac(info)) {
        std::vector<int> integers(floats.size());
        count = sf_readf_int(file, integers.data(), most);
        std::transform(integers.begin(), integers.end(), floats.begin(),
                       [](int sample) { return static_cast<float>(sample / kFull32Bits); });
    } else {
        count = sf_readf_float(file, floats.data(), most);
        std::ranges::replace_if(
            floats, [](float sample) { return !std::isfinite(sample); }, 0.0F);
    }
    return static_cast<std::size_t>(std::max<sf_count_t>(count, 0));
}

} // namespace

ByteSource encodeSound(const StoredSound& sound, const OnPiece& onPiece) {
    const bool isFlac = fits24Bits(sound);
    SF_INFO info = {};
    info.samplerate = static_cast<int>(std::lround(sound.sampleRateHz()));
    info.channels = static_cast<int>(sound.channelCount());
    info.format = isFlac ? SF_FORMAT_FLAC | SF_FORMAT_PCM_24 : SF_FORMAT_RF64 | SF_FORMAT_FLOAT;
    VirtualFile target;
    target.written = std::make_shared<TemporaryFile>();
    SF_VIRTUAL_IO functions = virtualFunctions();
    Handle file(sf_open_virtual(&functions, SFM_WRITE, &info, &target));
    if (!file)
        failStoring(target);
    sf_command(file.get(), SFC_RF64_AUTO_DOWNGRADE, nullptr, SF_TRUE);
    sf_command(file.get(), SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);
    writeFrames(target, file.get(), sound, isFlac, onPiece);
    if (sf_close(file.release()) != SF_ERR_NO_ERROR || target.failure)
        failStoring(target);
    return sourceOf(std::move(target.written));
}

StoredSound decodeSound(const ByteSource& bytes, const OnPiece& onPiece) {
    SF_INFO info = {};
    VirtualFile source;
    source.contents = bytes;
    SF_VIRTUAL_IO functions = virtualFunctions();
    const Handle file(sf_open_virtual(&functions, SFM_READ, &info, &source));
    if (!file || !isOfOurs(info) || !hasRoomFor(info, bytes.size))
        throw DamagedSound();
    const auto channels = static_cast<std::size_t>(info.channels);
    StoredSound sound(info.samplerate, channels, static_cast<std::size_t>(info.frames));
    const std::size_t blockFrames = std::max<std::size_t>(1, kBlockSamples / channels);
    std::vector<float> samples(blockFrames);
    std::vector<float> floats(blockFrames * channels);
    std::size_t start = 0;
    while (const std::size_t frames = readBlock(file.get(), info, floats)) {
        for (std::size_t c = 0; c < channels; ++c) {
            for (std::size_t i = 0; i < frames; ++i)
                samples[i] = floats[i * channels + c];
            sound.write(c, start, std::span(samples).first(frames));
        }
        start += frames;
        if (onPiece)
            onPiece(static_cast<double>(start) / static_cast<double>(sound.frames()));
    }
    if (static_cast<sf_count_t>(start) != info.frames)
        throw DamagedSound();
    return sound;
}

} // namespace stepwise::core
