// Sounds whose every sample is known, and what went wrong as a sentence.
#pragma once

#include "core/audio_buffer.h"
#include "core/error.h"

#include <cmath>
#include <numbers>
#include <random>
#include <string>

namespace stepwise::test {

inline core::AudioBuffer sineSound(double frequencyHz, double rateHz, std::size_t frames, double amplitude,
                                   std::size_t channels = 1) {
    core::AudioBuffer sound(rateHz, channels, frames);
    for (std::vector<float>& channel : sound.channels)
        for (std::size_t i = 0; i < frames; ++i)
            channel[i] = static_cast<float>(
                amplitude * std::sin(2.0 * std::numbers::pi * frequencyHz * static_cast<double>(i) / rateHz));
    return sound;
}

/// White noise, another in each channel, the same in each run.
inline core::AudioBuffer noiseSound(double rateHz, std::size_t frames, double amplitude, std::size_t channels = 1) {
    core::AudioBuffer sound(rateHz, channels, frames);
    std::mt19937 generator(1);
    for (std::vector<float>& channel : sound.channels)
        for (float& sample : channel)
            sample = static_cast<float>(amplitude * (static_cast<double>(generator()) / 2147483648.0 - 1.0));
    return sound;
}

/// The sentence of the Error that `work` throws; empty if it throws none.
template <typename Work>
std::string errorOf(Work work) {
    try {
        work();
    } catch (const core::Error& error) {
        return error.what();
    }
    return {};
}

} // namespace stepwise::test
