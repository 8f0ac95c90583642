// Planar float audio with its sample rate.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace stepwise::core {

/// Models and metrics work on mono at this rate.
inline constexpr double kAnalysisRateHz = 44100.0;

/// Planar samples, full scale +-1; every channel has the same number of frames.
struct AudioBuffer {
    double sampleRateHz = kAnalysisRateHz;
    std::vector<std::vector<float>> channels;

    AudioBuffer() = default;
    AudioBuffer(double rateHz, std::size_t channelCount, std::size_t frames)
        : sampleRateHz(rateHz), channels(channelCount, std::vector<float>(frames, 0.0F)) {}
    AudioBuffer(double rateHz, std::vector<float> mono) : sampleRateHz(rateHz) { channels.push_back(std::move(mono)); }

    std::size_t channelCount() const noexcept { return channels.size(); }
    std::size_t frames() const noexcept { return channels.empty() ? 0 : channels.front().size(); }
    double seconds() const noexcept { return static_cast<double>(frames()) / sampleRateHz; }
    std::span<float> channel(std::size_t index) { return channels[index]; }
    std::span<const float> channel(std::size_t index) const { return channels[index]; }

    bool operator==(const AudioBuffer&) const = default;
};

/// How mono is made of a sound's channels.
struct MonoMix {
    std::optional<std::size_t> channel; ///< this one alone; none: the mean of all

    /// The mean for sounds that have no such channel.
    bool isMeanOf(std::size_t channelCount) const { return !channel || *channel >= channelCount; }
    bool operator==(const MonoMix&) const = default;
};

std::vector<float> mixToMono(const AudioBuffer& audio, const MonoMix& mix = {});

/// Mono at kAnalysisRateHz: what the models and the metrics hear.
std::vector<float> toAnalysisMono(const AudioBuffer& audio, const MonoMix& mix = {});

/// Multiplies every sample.
void applyGain(AudioBuffer& audio, float gain);

} // namespace stepwise::core
