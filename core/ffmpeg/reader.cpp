#include "core/ffmpeg/reader.h"

#include "core/ffmpeg/complaints.h"
#include "core/ffmpeg/container.h"
#include "core/ffmpeg/float_converter.h"
#include "core/ogg_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <new>
#include <utility>

extern "C" {
#include <libavcodec/avcodec.h>
}

namespace stepwise::core {

namespace {

constexpr std::size_t kProgressFrames = 16384;
constexpr std::string_view kNoSound = "is not a sound file that can be read";

struct PacketFree {
    void operator()(AVPacket* packet) const { av_packet_free(&packet); }
};
struct FrameFree {
    void operator()(AVFrame* frame) const { av_frame_free(&frame); }
};
struct DecoderFree {
    void operator()(AVCodecContext* decoder) const { avcodec_free_context(&decoder); }
};

template <class Handle>
Handle allocated(Handle handle) {
    if (!handle)
        throw std::bad_alloc();
    return handle;
}

/// What stands where one file was joined to another, and tags at the end, are no damaged sound.
bool isNoSound(const AVPacket& packet) {
    constexpr std::array<std::string_view, 8> kMarks = {"OpusHead",   "OpusTags", "\x01vorbis", "\x03vorbis",
                                                        "\x05vorbis", "ID3",      "TAG",        "APETAGEX"};
    const std::string_view bytes(reinterpret_cast<const char*>(packet.data), static_cast<std::size_t>(packet.size));
    return std::ranges::any_of(kMarks, [&](std::string_view mark) { return bytes.starts_with(mark); });
}

class Reader {
public:
    Reader(const std::filesystem::path& path, std::string_view beginning, const OnPiece& onPiece)
        : path_(path), onPiece_(onPiece), container_(path, beginning) {
        openDecoder();
    }

    LoadedSound read() {
        while (container_.next(*packet_)) {
            requireOpenPacket();
            decode(packet_.get());
            tellProgress();
        }
        decode(nullptr);
        if (converter_)
            converter_->flush();
        if (!converter_ || converter_->collector().frames() == 0)
            failWithoutSamples();
        if (container_.isGuess() && damagedPackets_ > 0)
            throw UnknownSound(path_, kNoSound);
        if (onPiece_)
            onPiece_(1.0);
        return finish();
    }

private:
    void openDecoder() {
        const AVCodecParameters& parameters = *container_.sound().codecpar;
        const AVCodec* codec = avcodec_find_decoder(parameters.codec_id);
        if (codec == nullptr)
            failWithoutDecoder(parameters);
        decoder_.reset(avcodec_alloc_context3(codec));
        if (!decoder_ || avcodec_parameters_to_context(decoder_.get(), &parameters) < 0)
            throw std::bad_alloc();
        decoder_->pkt_timebase = container_.sound().time_base;
        if (avcodec_open2(decoder_.get(), codec, nullptr) < 0)
            throw UnknownSound(path_, fmt::format("is damaged or incomplete: its sound ({}) cannot be decoded",
                                                  codec->long_name != nullptr ? codec->long_name : codec->name));
    }

    [[noreturn]] void failWithoutDecoder(const AVCodecParameters& parameters) const {
        if (container_.isGuess() || parameters.codec_id == AV_CODEC_ID_NONE)
            throw UnknownSound(path_, "holds sound in an unknown encoding, which cannot be read");
        const AVCodecDescriptor* known = avcodec_descriptor_get(parameters.codec_id);
        throw UnknownSound(path_, fmt::format("holds sound that cannot be decoded here ({})",
                                              known != nullptr ? known->name : "an unknown encoding"));
    }

    void requireOpenPacket() const {
        if (av_packet_get_side_data(packet_.get(), AV_PKT_DATA_ENCRYPTION_INFO, nullptr) != nullptr)
            throw UnknownSound(path_, "is protected against copying (encrypted), so its sound cannot be read");
    }

    /// nullptr after the last one: what the decoder still holds.
    void decode(const AVPacket* packet) {
        if (avcodec_send_packet(decoder_.get(), packet) < 0)
            noteDamage(packet);
        for (;;) {
            const int result = avcodec_receive_frame(decoder_.get(), frame_.get());
            if (result == AVERROR(EAGAIN) || result == AVERROR_EOF)
                return;
            if (result < 0) {
                noteDamage(packet);
                if (packet != nullptr)
                    return;
                continue;
            }
            if (frame_->nb_samples <= 0)
                continue;
            if (!converter_)
                converter_.emplace(path_, *frame_);
            damagedSeconds_ += std::exchange(openDamageSeconds_, 0.0);
            converter_->append(*frame_);
        }
    }

    void noteDamage(const AVPacket* packet) {
        if (packet == nullptr || isNoSound(*packet))
            return;
        const double seconds = static_cast<double>(packet->duration) * av_q2d(container_.sound().time_base);
        const int rateHz = decoder_->sample_rate;
        openDamageSeconds_ += seconds > 0.0 ? seconds
                              : rateHz > 0  ? static_cast<double>(decoder_->frame_size) / rateHz
                                            : 0.0;
        ++damagedPackets_;
    }

    void tellProgress() {
        const std::size_t frames = converter_ ? converter_->collector().frames() : 0;
        if (!onPiece_ || frames < toldFrames_ + kProgressFrames)
            return;
        toldFrames_ = frames;
        onPiece_(container_.share());
    }

    [[noreturn]] void failWithoutSamples() const {
        if (complaints().isProtected)
            throw UnknownSound(path_, "is protected against copying (DRM), so its sound cannot be read");
        if (container_.isGuess())
            throw UnknownSound(path_, kNoSound);
        if (damagedPackets_ > 0)
            throw UnknownSound(path_, "is damaged: nothing of its sound can be decoded");
        throw UnknownSound(path_, "holds no samples");
    }

    LoadedSound finish() {
        LoadedSound loaded = converter_->collector().finish();
        if (const auto note = container_.tracksNote())
            loaded.notes.push_back(*note);
        if (const auto& note = converter_->changeNote())
            loaded.notes.push_back(*note);
        if (damagedSeconds_ > 0.0)
            loaded.notes.push_back(
                fmt::format("The file is damaged: about {:.2f} s of its sound could not be decoded, and were left out.",
                            damagedSeconds_));
        noteEnd(loaded.notes, loaded.sound.seconds());
        return loaded;
    }

    /// What is missing at the end; one reason is enough.
    void noteEnd(std::vector<std::string>& notes, double seconds) {
        const OggPages pages = container_.isOgg() ? lookAtOggPages(path_) : OggPages();
        const std::size_t count = notes.size();
        if (pages.streams > 1 && container_.endsInDamage())
            notes.push_back(fmt::format(
                "After {:.2f} s the file goes on with a sound of another kind, which was left out.", seconds));
        else if (const auto promised = container_.promisedSeconds(seconds))
            notePromise(notes, *promised, seconds + damagedSeconds_,
                        container_.isLossless() ? Promise::exact : Promise::rough);
        if (notes.size() > count)
            return;
        if (container_.endsInDamage() || (openDamageSeconds_ > 0.0 && !container_.isPcm()))
            notes.push_back(fmt::format("The file is damaged or cut off at its end; the {:.2f} s of sound before that "
                                        "were read.",
                                        seconds));
        else if (container_.isOgg() && !pages.hasEnd)
            noteMissingEnd(notes, seconds);
    }

    const std::filesystem::path& path_;
    const OnPiece& onPiece_;
    Container container_;
    std::unique_ptr<AVCodecContext, DecoderFree> decoder_;
    std::unique_ptr<AVPacket, PacketFree> packet_{av_packet_alloc()};
    std::unique_ptr<AVFrame, FrameFree> frame_{av_frame_alloc()};
    std::optional<FloatConverter> converter_;
    std::size_t toldFrames_ = 0;
    std::size_t damagedPackets_ = 0;
    double damagedSeconds_ = 0.0;    ///< before sound that could be decoded
    double openDamageSeconds_ = 0.0; ///< after all that could be decoded until now
};

bool isLargeRiff(const std::filesystem::path& path) {
    std::array<char, 4> mark = {};
    const FileInput input(path, "");
    return input.read(0, mark.data(), mark.size()) == std::ssize(mark) &&
           (std::string_view(mark.data(), mark.size()) == "RF64" ||
            std::string_view(mark.data(), mark.size()) == "BW64");
}

} // namespace

LoadedSound readWithFfmpeg(const std::filesystem::path& path, const OnPiece& onPiece) {
    try {
        return Reader(path, "", onPiece).read();
    } catch (const UnknownSound&) {
        if (!isLargeRiff(path))
            throw;
    }
    // One written to a pipe has no 64-bit sizes. As an ordinary WAV file, whose size is open, it is read to its end.
    return Reader(path, "RIFF", onPiece).read();
}

} // namespace stepwise::core
