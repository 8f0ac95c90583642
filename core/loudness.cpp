#include "core/loudness.h"

#include <ebur128.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <vector>

namespace stepwise::core {

namespace {

constexpr double kSilenceLufs = -120.0;
constexpr double kBlockSeconds = 0.4;
constexpr std::size_t kPieceFrames = 65536;

struct StateDeleter {
    void operator()(ebur128_state* state) const { ebur128_destroy(&state); }
};

/// Writes interleaved frames from `start` on.
using ReadFrames = std::function<void(std::size_t start, std::size_t count, float* interleaved)>;

double loudnessOf(const ReadFrames& read, std::size_t channels, std::size_t frames, double sampleRateHz) {
    if (frames == 0)
        return kSilenceLufs;
    const auto rate = static_cast<unsigned long>(std::lround(std::clamp(sampleRateHz, 16.0, 2.8e6)));
    const std::unique_ptr<ebur128_state, StateDeleter> state(
        ebur128_init(static_cast<unsigned>(channels), rate, EBUR128_MODE_I));
    if (!state)
        return kSilenceLufs;
    // Every channel counts alike: the sounds are mono or stereo, never surround.
    for (std::size_t c = 0; c < channels; ++c)
        ebur128_set_channel(state.get(), static_cast<unsigned>(c), c % 2 == 0 ? EBUR128_LEFT : EBUR128_RIGHT);
    std::vector<float> samples(std::min(kPieceFrames, frames) * channels);
    const auto blockFrames = static_cast<std::size_t>(std::ceil(kBlockSeconds * sampleRateHz)) + 1;
    for (std::size_t fed = 0; fed == 0 || fed < blockFrames; fed += frames)
        for (std::size_t start = 0; start < frames; start += kPieceFrames) {
            const std::size_t count = std::min(kPieceFrames, frames - start);
            read(start, count, samples.data());
            ebur128_add_frames_float(state.get(), samples.data(), count);
        }
    double loudness = kSilenceLufs;
    if (ebur128_loudness_global(state.get(), &loudness) != EBUR128_SUCCESS || !std::isfinite(loudness))
        return kSilenceLufs;
    return std::max(loudness, kSilenceLufs);
}

} // namespace

double integratedLoudnessLufs(const AudioBuffer& audio) {
    const std::size_t channels = audio.channelCount();
    const auto read = [&](std::size_t start, std::size_t count, float* interleaved) {
        for (std::size_t c = 0; c < channels; ++c)
            for (std::size_t i = 0; i < count; ++i)
                interleaved[i * channels + c] = audio.channels[c][start + i];
    };
    return loudnessOf(read, channels, audio.frames(), audio.sampleRateHz);
}

double integratedLoudnessLufs(const ReadMono& read, std::size_t frames, double sampleRateHz) {
    const auto readFrames = [&](std::size_t start, std::size_t count, float* samples) {
        read(start, std::span(samples, count));
    };
    return loudnessOf(readFrames, 1, frames, sampleRateHz);
}

} // namespace stepwise::core
