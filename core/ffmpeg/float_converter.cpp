#include "core/ffmpeg/float_converter.h"

#include <fmt/format.h>

#include <new>

namespace stepwise::core {

FloatConverter::FloatConverter(std::filesystem::path path, const AVFrame& first)
    : path_(std::move(path)),
      collector_(path_, first.sample_rate, static_cast<std::size_t>(first.ch_layout.nb_channels)),
      rateHz_(first.sample_rate), channels_(first.ch_layout.nb_channels), planes_(collector_.channelCount()) {
    if (av_channel_layout_copy(&layout_, &first.ch_layout) < 0)
        throw std::bad_alloc();
}

FloatConverter::~FloatConverter() {
    av_channel_layout_uninit(&layout_);
}

bool FloatConverter::isPrepared(const AVFrame& frame) const {
    return format_ == frame.format && rateHz_ == frame.sample_rate && channels_ == frame.ch_layout.nb_channels;
}

void FloatConverter::noteChange(const AVFrame& frame) {
    const auto channelsOf = [](int count) { return fmt::format("{} {}", count, count == 1 ? "channel" : "channels"); };
    changeNote_ =
        fmt::format("After {:.2f} s the sound goes on at {} Hz with {}; that part was converted to {} Hz and {} "
                    "like its beginning.",
                    collector_.seconds(), frame.sample_rate, channelsOf(frame.ch_layout.nb_channels),
                    static_cast<int>(collector_.rateHz()), channelsOf(layout_.nb_channels));
}

void FloatConverter::prepare(AVFrame& frame) {
    if (context_)
        convert(nullptr);
    const bool hasChanged = rateHz_ != frame.sample_rate || channels_ != frame.ch_layout.nb_channels;
    if (hasChanged && !changeNote_)
        noteChange(frame);
    format_ = frame.format;
    rateHz_ = frame.sample_rate;
    channels_ = frame.ch_layout.nb_channels;
    // As many channels as before are the same ones.
    AVChannelLayout* const from = channels_ == layout_.nb_channels ? &layout_ : &frame.ch_layout;
    SwrContext* context = nullptr;
    const int made = swr_alloc_set_opts2(&context, &layout_, AV_SAMPLE_FMT_FLTP, static_cast<int>(collector_.rateHz()),
                                         from, static_cast<AVSampleFormat>(format_), rateHz_, 0, nullptr);
    context_.reset(context);
    if (made < 0 || swr_init(context_.get()) < 0)
        throw UnknownSound(path_, fmt::format("has sound with {} channels, which cannot be read", channels_));
}

void FloatConverter::append(AVFrame& frame) {
    if (!context_ || !isPrepared(frame))
        prepare(frame);
    convert(&frame);
}

void FloatConverter::flush() {
    if (context_)
        convert(nullptr);
}

void FloatConverter::convert(const AVFrame* frame) {
    const int most = swr_get_out_samples(context_.get(), frame != nullptr ? frame->nb_samples : 0);
    if (most <= 0)
        return;
    std::vector<std::uint8_t*> targets;
    std::vector<const float*> sources;
    for (std::vector<float>& plane : planes_) {
        plane.resize(static_cast<std::size_t>(most));
        targets.push_back(reinterpret_cast<std::uint8_t*>(plane.data()));
        sources.push_back(plane.data());
    }
    auto** input = frame != nullptr ? const_cast<const std::uint8_t**>(frame->extended_data) : nullptr;
    const int done = swr_convert(context_.get(), targets.data(), most, input, frame != nullptr ? frame->nb_samples : 0);
    if (done > 0)
        collector_.append(sources, static_cast<std::size_t>(done));
}

} // namespace stepwise::core
