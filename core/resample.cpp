#include "core/resample.h"

#include "core/error.h"

#include <soxr.h>

#include <algorithm>
#include <cmath>

namespace stepwise::core {

namespace {

std::vector<float> resampleChannel(const std::vector<float>& samples, double fromHz, double toHz, std::size_t frames) {
    std::vector<float> result(frames, 0.0F);
    const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
    const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_VHQ, 0);
    const soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
    std::size_t read = 0;
    std::size_t written = 0;
    const char* const error = soxr_oneshot(fromHz, toHz, 1, samples.data(), samples.size(), &read, result.data(),
                                           frames, &written, &io, &quality, &runtime);
    if (error != nullptr)
        throw Error(std::string("The sample rate cannot be converted: ") + error + ".");
    return result;
}

} // namespace

AudioBuffer resample(const AudioBuffer& audio, double rateHz) {
    if (audio.sampleRateHz == rateHz || audio.frames() == 0) {
        AudioBuffer copy = audio;
        copy.sampleRateHz = rateHz;
        return copy;
    }
    const double exact = static_cast<double>(audio.frames()) * rateHz / audio.sampleRateHz;
    const auto frames = static_cast<std::size_t>(std::max<long long>(std::llround(exact), 1));
    AudioBuffer result;
    result.sampleRateHz = rateHz;
    for (const std::vector<float>& channel : audio.channels)
        result.channels.push_back(resampleChannel(channel, audio.sampleRateHz, rateHz, frames));
    return result;
}

} // namespace stepwise::core
