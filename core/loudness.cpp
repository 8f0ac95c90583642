#include "core/loudness.h"

#include <ebur128.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

namespace stepwise::core {

namespace {

constexpr double kSilenceLufs = -120.0;
constexpr double kBlockSeconds = 0.4;

struct StateDeleter {
    void operator()(ebur128_state* state) const { ebur128_destroy(&state); }
};

std::vector<float> interleaved(const AudioBuffer& audio) {
    std::vector<float> samples(audio.frames() * audio.channelCount());
    for (std::size_t c = 0; c < audio.channelCount(); ++c)
        for (std::size_t i = 0; i < audio.frames(); ++i)
            samples[i * audio.channelCount() + c] = audio.channels[c][i];
    return samples;
}

} // namespace

double integratedLoudnessLufs(const AudioBuffer& audio) {
    if (audio.frames() == 0)
        return kSilenceLufs;
    const auto rate = static_cast<unsigned long>(std::lround(std::clamp(audio.sampleRateHz, 16.0, 2.8e6)));
    const std::unique_ptr<ebur128_state, StateDeleter> state(
        ebur128_init(static_cast<unsigned>(audio.channelCount()), rate, EBUR128_MODE_I));
    if (!state)
        return kSilenceLufs;
    // Every channel counts alike: the sounds are mono or stereo, never surround.
    for (std::size_t c = 0; c < audio.channelCount(); ++c)
        ebur128_set_channel(state.get(), static_cast<unsigned>(c), c % 2 == 0 ? EBUR128_LEFT : EBUR128_RIGHT);
    const std::vector<float> samples = interleaved(audio);
    const auto blockFrames = static_cast<std::size_t>(std::ceil(kBlockSeconds * audio.sampleRateHz)) + 1;
    for (std::size_t fed = 0; fed == 0 || fed < blockFrames; fed += audio.frames())
        ebur128_add_frames_float(state.get(), samples.data(), audio.frames());
    double loudness = kSilenceLufs;
    if (ebur128_loudness_global(state.get(), &loudness) != EBUR128_SUCCESS || !std::isfinite(loudness))
        return kSilenceLufs;
    return std::max(loudness, kSilenceLufs);
}

} // namespace stepwise::core
