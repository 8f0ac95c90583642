#include "core/audio_buffer.h"

#include "core/resample.h"

namespace stepwise::core {

std::vector<float> mixToMono(const AudioBuffer& audio, const MonoMix& mix) {
    if (audio.channelCount() == 1)
        return audio.channels.front();
    if (!mix.isMeanOf(audio.channelCount()))
        return audio.channels[*mix.channel];
    std::vector<float> mono(audio.frames(), 0.0F);
    const float share = audio.channels.empty() ? 0.0F : 1.0F / static_cast<float>(audio.channelCount());
    for (const std::vector<float>& channel : audio.channels)
        for (std::size_t i = 0; i < mono.size(); ++i)
            mono[i] += share * channel[i];
    return mono;
}

std::vector<float> toAnalysisMono(const AudioBuffer& audio, const MonoMix& mix) {
    std::vector<float> mono = mixToMono(audio, mix);
    if (audio.sampleRateHz == kAnalysisRateHz)
        return mono;
    return std::move(resample(AudioBuffer(audio.sampleRateHz, std::move(mono)), kAnalysisRateHz).channels.front());
}

void applyGain(AudioBuffer& audio, float gain) {
    for (std::vector<float>& channel : audio.channels)
        for (float& sample : channel)
            sample *= gain;
}

} // namespace stepwise::core
