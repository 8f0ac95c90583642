#include "core/ffmpeg/container.h"

#include "core/ffmpeg/complaints.h"
#include "core/ffmpeg/text_check.h"
#include "core/sndfile_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <system_error>

extern "C" {
#include <libavcodec/avcodec.h>
}

namespace stepwise::core {

namespace {

/// FFmpeg's names. Left out are formats that lead to other files, those that are known by a file's name alone,
/// pictures, text, and music that is played from notes.
constexpr std::array<std::string_view, 75> kFormats = {
    "3dostr", "aac",      "ac3",    "act",    "adx",           "aea",   "aiff",       "amr",
    "amrnb",  "amrwb",    "ape",    "asf",    "ast",           "au",    "av1",        "avi",
    "bfstm",  "brstm",    "caf",    "codec2", "dsf",           "dts",   "dtshd",      "dv",
    "eac3",   "flac",     "flv",    "gsm",    "gxf",           "hcom",  "hca",        "iff",
    "ircam",  "live_flv", "loas",   "lxf",    "matroska,webm", "mlp",   "mmf",        "mov,mp4,m4a,3gp,3g2,mj2",
    "mp3",    "mpc",      "mpc8",   "mpeg",   "mpegts",        "mxf",   "nistsphere", "nsv",
    "nut",    "ogg",      "oma",    "paf",    "pvf",           "qcp",   "rm",         "rso",
    "sds",    "shn",      "smjpeg", "sol",    "sox",           "spdif", "svag",       "swf",
    "tak",    "truehd",   "tta",    "voc",    "w64",           "wav",   "wsd",        "wtv",
    "wv",     "xwma",     "xa"};

/// What a file's name alone is worth is less.
constexpr int kLeastScore = 2;
constexpr int kSureScore = AVPROBE_SCORE_RETRY + 1;

bool isPicture(std::string_view format) {
    return format.ends_with("_pipe") || format == "image2" || format == "gif" || format == "apng" || format == "ico";
}

int refuseToOpen(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) {
    return AVERROR(EPERM);
}

std::span<AVStream*> streamsOf(const AVFormatContext& context) {
    return {context.streams, context.nb_streams};
}

bool isSound(const AVStream* stream) {
    return stream->codecpar->codec_type == AVMEDIA_TYPE_AUDIO;
}

bool isMovingPicture(const AVStream* stream) {
    return stream->codecpar->codec_type == AVMEDIA_TYPE_VIDEO &&
           (stream->disposition & AV_DISPOSITION_ATTACHED_PIC) == 0;
}

/// As the `ffmpeg` program chooses among the sounds of a file.
std::int64_t rankOf(const AVStream* stream) {
    const bool hasPackets = (stream->event_flags & AVSTREAM_EVENT_FLAG_NEW_PACKETS) != 0;
    const bool isDefault = (stream->disposition & AV_DISPOSITION_DEFAULT) != 0;
    return stream->codecpar->ch_layout.nb_channels + (hasPackets ? 100000000 : 0) + (isDefault ? 5000000 : 0);
}

bool isPcm(const AVStream* stream) {
    return av_get_bits_per_sample(stream->codecpar->codec_id) != 0;
}

std::optional<double> secondsOf(std::int64_t duration, AVRational unit) {
    if (duration == AV_NOPTS_VALUE || duration <= 0)
        return std::nullopt;
    return static_cast<double>(duration) * av_q2d(unit);
}

} // namespace

Container::Container(std::filesystem::path path, std::string_view beginning)
    : path_(std::move(path)), input_(path_, beginning) {
    hearComplaints();
    const AVInputFormat* format = guessFormat();
    open(format);
    chooseSound();
}

const AVInputFormat* Container::guessFormat() {
    const AVInputFormat* format = nullptr;
    const int score = av_probe_input_buffer2(input_.context(), &format, path_.filename().c_str(), nullptr, 0, 0);
    const bool isKnown =
        score >= kLeastScore && format != nullptr && std::ranges::find(kFormats, format->name) != kFormats.end();
    if (isKnown && (score >= kSureScore || !isText(input_))) {
        isGuess_ = score < kSureScore;
        return format;
    }
    if (isText(input_))
        throw UnknownSound(path_, "is not a sound file, but text");
    if (score >= kSureScore && format != nullptr && isPicture(format->name))
        throw UnknownSound(path_, "is not a sound file, but a picture");
    throw UnknownSound(path_, "is not a sound file that can be read");
}

void Container::failToOpen(std::string_view formatName, int error) const {
    if (isGuess_)
        throw UnknownSound(path_, "is not a sound file that can be read");
    if (complaints().isIndexMissing)
        throw UnknownSound(path_,
                           "is incomplete: the index that says where its sound lies is missing, as in a file that "
                           "was cut off or never finished");
    if (error == AVERROR_EOF)
        throw UnknownSound(path_,
                           fmt::format("is cut off: it begins as {}, but ends before any of its sound", formatName));
    throw UnknownSound(path_, fmt::format("begins as {}, but what follows is damaged or incomplete, so that its sound "
                                          "cannot be read",
                                          formatName));
}

void Container::open(const AVInputFormat* format) {
    AVFormatContext* context = avformat_alloc_context();
    if (context == nullptr)
        throw std::bad_alloc();
    context->pb = input_.context();
    context->io_open = &refuseToOpen;
    AVDictionary* options = nullptr;
    av_dict_set(&options, "scan_all_pmts", "1", 0); // as the `ffmpeg` program does
    const int result = avformat_open_input(&context, path_.filename().c_str(), format, &options);
    av_dict_free(&options);
    if (result < 0)
        failToOpen(format->long_name, result);
    context_.reset(context);
    for (AVStream* stream : streamsOf(*context_))
        if (isMovingPicture(stream))
            stream->discard = AVDISCARD_ALL;
}

void Container::chooseSound() {
    fileSeconds_ = secondsOf(context_->duration, AV_TIME_BASE_Q);
    std::vector<std::int64_t> headerDurations;
    for (const AVStream* stream : streamsOf(*context_))
        headerDurations.push_back(stream->duration);
    avformat_find_stream_info(context_.get(), nullptr);
    const std::span<AVStream*> streams = streamsOf(*context_);
    for (AVStream* stream : streams)
        if (isSound(stream) && (sound_ == nullptr || rankOf(stream) > rankOf(sound_)))
            sound_ = stream;
    if (sound_ == nullptr)
        failWithoutSound();
    const auto index = static_cast<std::size_t>(sound_->index);
    if (index < headerDurations.size())
        soundSeconds_ = secondsOf(headerDurations[index], sound_->time_base);
    if (is("flv")) // its header comes with the first packets
        fileSeconds_ = secondsOf(context_->duration, AV_TIME_BASE_Q);
    if (is("caf") && !soundSeconds_ && isPcm())
        soundSeconds_ = secondsOf(sound_->nb_frames, {1, sound_->codecpar->sample_rate});
    // Where only the file has a length, the longest stream of it tells whether all is there.
    for (AVStream* stream : streams)
        stream->discard = stream == sound_ || (!soundSeconds_ && fileSeconds_) ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
}

void Container::failWithoutSound() const {
    const std::span<AVStream*> streams = streamsOf(*context_);
    if (std::ranges::any_of(streams, isMovingPicture))
        throw UnknownSound(path_, "holds no sound: it is a video without any");
    if (isGuess_)
        throw UnknownSound(path_, "is not a sound file that can be read");
    throw UnknownSound(path_,
                       fmt::format("holds no sound: {} is there, but no sound in it", context_->iformat->long_name));
}

bool Container::isPcm() const {
    return stepwise::core::isPcm(sound_);
}

bool Container::isLossless() const {
    const AVCodecDescriptor* codec = avcodec_descriptor_get(sound_->codecpar->codec_id);
    return isPcm() || (codec != nullptr && (codec->props & AV_CODEC_PROP_LOSSLESS) != 0);
}

bool Container::next(AVPacket& packet) {
    for (;;) {
        av_packet_unref(&packet);
        const int result = av_read_frame(context_.get(), &packet);
        if (result == AVERROR(EAGAIN))
            continue;
        if (input_.error() != 0)
            failReading(path_, fmt::format("the file cannot be read to its end (the system says: {})",
                                           std::generic_category().message(input_.error())));
        if (result < 0) {
            endsInDamage_ = result != AVERROR_EOF;
            return false;
        }
        const AVStream* stream = context_->streams[packet.stream_index];
        if (packet.pts != AV_NOPTS_VALUE)
            lastSeconds_ =
                std::max(lastSeconds_, static_cast<double>(packet.pts + packet.duration) * av_q2d(stream->time_base));
        position_ = std::max(position_, packet.pos);
        if (stream == sound_)
            return true;
    }
}

double Container::share() const {
    return input_.bytes() > 0
               ? std::clamp(static_cast<double>(position_) / static_cast<double>(input_.bytes()), 0.0, 1.0)
               : 0.0;
}

std::optional<double> Container::promisedSeconds(double readSeconds) const {
    if (soundSeconds_ && isPcm()) {
        const AVCodecParameters& sound = *sound_->codecpar;
        const double bytes = *soundSeconds_ * sound.sample_rate * sound.ch_layout.nb_channels *
                             av_get_bits_per_sample(sound.codec_id) / 8.0;
        return bytes < kOpenLengthBytes ? soundSeconds_ : std::nullopt;
    }
    if (soundSeconds_)
        return soundSeconds_;
    if (isPcm() && !fileSeconds_)
        return readSeconds * promisedShare(path_);
    if (!fileSeconds_ || std::max(readSeconds, lastSeconds_) > *fileSeconds_ - 0.1)
        return std::nullopt;
    return fileSeconds_;
}

std::optional<std::string> Container::tracksNote() const {
    const std::span<AVStream*> streams = streamsOf(*context_);
    const auto count = std::ranges::count_if(streams, isSound);
    if (count < 2)
        return std::nullopt;
    const auto number = std::count_if(streams.begin(), streams.begin() + sound_->index + 1, isSound);
    return fmt::format("The file holds {} sound tracks; number {} was read.", count, number);
}

} // namespace stepwise::core
