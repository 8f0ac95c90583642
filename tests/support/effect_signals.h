// Signals through one effect.
#pragma once

#include "effects/processor.h"
#include "support/signals.h"

namespace stepwise::test {

/// The first lane (mono) or the first two (stereo) of one effect; other lanes silent.
inline std::vector<std::vector<float>> processed(effects::EffectId effect, const effects::ParameterValues& values,
                                                 const std::vector<std::vector<float>>& channels, double rateHz) {
    const auto layout = channels.size() == 2 ? effects::Layout::stereo : effects::Layout::mono;
    const auto processor = effects::makeSoundProcessor(effect, layout);
    processor->setParameters(std::span(&values, 1));
    processor->prepare(rateHz);
    const auto lanes = static_cast<std::size_t>(processor->laneCount());
    const std::size_t frames = channels.front().size();
    std::vector<float> block(frames * lanes, 0.0F);
    for (std::size_t c = 0; c < channels.size(); ++c)
        for (std::size_t i = 0; i < frames; ++i)
            block[i * lanes + c] = channels[c][i];
    processor->process(block.data(), static_cast<int>(frames));
    std::vector<std::vector<float>> result(channels.size(), std::vector<float>(frames));
    for (std::size_t c = 0; c < channels.size(); ++c)
        for (std::size_t i = 0; i < frames; ++i)
            result[c][i] = block[i * lanes + c];
    return result;
}

inline std::vector<float> processedMono(effects::EffectId effect, const effects::ParameterValues& values,
                                        const std::vector<float>& samples, double rateHz = 44100.0) {
    return processed(effect, values, {samples}, rateHz).front();
}

/// A value of a parameter, by id and display value.
inline void setDisplay(effects::EffectId effect, effects::ParameterValues& values, std::string_view id,
                       double display) {
    const effects::EffectInfo& info = effects::effectInfo(effect);
    const auto index = static_cast<std::size_t>(effects::findParameter(info, id));
    values.at(index) = effects::fromDisplay(info.parameters[index], static_cast<float>(display));
}

} // namespace stepwise::test
