// Decoded sound in any form as planar floats at one rate and number of channels: those of its beginning.
#pragma once

#include "core/sound_reading.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

extern "C" {
#include <libavutil/frame.h>
#include <libswresample/swresample.h>
}

namespace stepwise::core {

class FloatConverter {
public:
    FloatConverter(std::filesystem::path path, const AVFrame& first);
    ~FloatConverter();
    FloatConverter(const FloatConverter&) = delete;
    FloatConverter& operator=(const FloatConverter&) = delete;

    /// Throws UnknownSound where FFmpeg cannot convert it.
    void append(AVFrame& frame);
    /// Nothing more may follow.
    void flush();

    SoundCollector& collector() { return collector_; }
    /// Where the sound changed its rate or channels.
    const std::optional<std::string>& changeNote() const { return changeNote_; }

private:
    struct ContextFree {
        void operator()(SwrContext* context) const { swr_free(&context); }
    };

    bool isPrepared(const AVFrame& frame) const;
    void prepare(AVFrame& frame);
    void noteChange(const AVFrame& frame);
    void convert(const AVFrame* frame);

    std::filesystem::path path_;
    SoundCollector collector_;
    AVChannelLayout layout_ = {}; ///< of the beginning
    int rateHz_;                  ///< of what comes in, as the next two
    int channels_;
    int format_ = -1;
    std::unique_ptr<SwrContext, ContextFree> context_;
    std::vector<std::vector<float>> planes_;
    std::optional<std::string> changeNote_;
};

} // namespace stepwise::core
