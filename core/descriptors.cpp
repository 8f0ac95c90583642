#include "core/descriptors.h"

#include "core/audio_buffer.h"
#include "core/harmonicity.h"
#include "core/loudness.h"
#include "core/onset_bands.h"
#include "core/spectrogram.h"

#include <algorithm>
#include <cmath>

namespace stepwise::core {

namespace {

constexpr double kSilentDb = -120.0;
constexpr double kActiveShare = 1e-4; ///< frames within 40 dB of the loudest are active
constexpr int kOnsetLagFrames = 2;    ///< librosa compensates for its centred frames

double decibels(double amplitude) {
    return amplitude > 1e-6 ? 20.0 * std::log10(amplitude) : kSilentDb;
}

/// Calls `use(frequencies in bins, magnitudes, frame)` for each frame's magnitude spectrum.
template <class Use>
void forEachFrame(std::span<const float> samples, const Use& use) {
    StftAnalyzer stft;
    std::vector<float> power(kFftSize / 2 + 1);
    for (int frame = 0; frame < frameCount(samples.size()); ++frame) {
        stft.framePower(samples, frame, power);
        use(static_cast<std::size_t>(frame), power);
    }
}

std::vector<float> frameValues(std::span<const float> samples) {
    return std::vector<float>(static_cast<std::size_t>(frameCount(samples.size())), 0.0F);
}

constexpr double kBinHz = kAnalysisRateHz / kFftSize;

/// Mean of a feature over the frames whose power is near the loudest's.
double activeMean(const std::vector<float>& feature, const std::vector<float>& rms) {
    const float loudest = rms.empty() ? 0.0F : *std::max_element(rms.begin(), rms.end());
    double sum = 0.0;
    int count = 0;
    for (std::size_t i = 0; i < std::min(feature.size(), rms.size()); ++i)
        if (static_cast<double>(rms[i]) * rms[i] > kActiveShare * loudest * loudest) {
            sum += feature[i];
            ++count;
        }
    return count > 0 ? sum / count : 0.0;
}

double harmonicToNoise(std::span<const float> samples) {
    std::vector<double> ratios;
    for (const HarmonicFrame& frame : harmonicFrames(samples))
        if (frame.pitchHz > 0.0)
            ratios.push_back(10.0 * std::log10(frame.periodicity / (1.0 - frame.periodicity)));
    if (ratios.empty())
        return 0.0;
    std::nth_element(ratios.begin(), ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() / 2), ratios.end());
    return ratios[ratios.size() / 2];
}

} // namespace

std::vector<float> spectralCentroid(std::span<const float> samples) {
    std::vector<float> result = frameValues(samples);
    forEachFrame(samples, [&](std::size_t frame, const std::vector<float>& power) {
        double weighted = 0.0;
        double sum = 0.0;
        for (std::size_t bin = 0; bin < power.size(); ++bin) {
            const double magnitude = std::sqrt(static_cast<double>(power[bin]));
            weighted += magnitude * kBinHz * static_cast<double>(bin);
            sum += magnitude;
        }
        result[frame] = sum > 0.0 ? static_cast<float>(weighted / sum) : 0.0F;
    });
    return result;
}

std::vector<float> spectralRolloff(std::span<const float> samples, double share) {
    std::vector<float> result = frameValues(samples);
    forEachFrame(samples, [&](std::size_t frame, const std::vector<float>& power) {
        double total = 0.0;
        for (const float value : power)
            total += std::sqrt(static_cast<double>(value));
        double running = 0.0;
        for (std::size_t bin = 0; bin < power.size() && total > 0.0; ++bin) {
            running += std::sqrt(static_cast<double>(power[bin]));
            if (running >= share * total) {
                result[frame] = static_cast<float>(kBinHz * static_cast<double>(bin));
                break;
            }
        }
    });
    return result;
}

std::vector<float> spectralFlatness(std::span<const float> samples) {
    std::vector<float> result = frameValues(samples);
    forEachFrame(samples, [&](std::size_t frame, const std::vector<float>& power) {
        double logs = 0.0;
        double sum = 0.0;
        for (const float value : power) {
            const double floored = std::max(static_cast<double>(value), static_cast<double>(kPowerFloor));
            logs += std::log(floored);
            sum += floored;
        }
        const auto count = static_cast<double>(power.size());
        result[frame] = static_cast<float>(std::exp(logs / count) / (sum / count));
    });
    return result;
}

std::vector<float> onsetStrength(std::span<const float> samples) {
    const Spectrogram bands = onsetBandsDb(samples, kHopFrames);
    std::vector<float> result(static_cast<std::size_t>(bands.frames), 0.0F);
    for (int frame = kOnsetLagFrames + 1; frame < bands.frames; ++frame) {
        const int now = frame - kOnsetLagFrames;
        double rise = 0.0;
        for (int band = 0; band < bands.rows; ++band)
            rise += std::max(0.0F, bands.at(band, now) - bands.at(band, now - 1));
        result[static_cast<std::size_t>(frame)] = static_cast<float>(rise / bands.rows);
    }
    return result;
}

std::vector<float> rootMeanSquare(std::span<const float> samples, int frameLength) {
    std::vector<float> result = frameValues(samples);
    const auto length = static_cast<std::ptrdiff_t>(samples.size());
    for (std::size_t frame = 0; frame < result.size(); ++frame) {
        const std::ptrdiff_t start = static_cast<std::ptrdiff_t>(frame) * kHopFrames - frameLength / 2;
        double squares = 0.0;
        for (std::ptrdiff_t i = std::max<std::ptrdiff_t>(start, 0); i < std::min(start + frameLength, length); ++i)
            squares += static_cast<double>(samples[static_cast<std::size_t>(i)]) * samples[static_cast<std::size_t>(i)];
        result[frame] = static_cast<float>(std::sqrt(squares / frameLength));
    }
    return result;
}

Descriptors describe(std::span<const float> analysisMono) {
    Descriptors result;
    result.seconds = static_cast<double>(analysisMono.size()) / kAnalysisRateHz;
    const std::vector<float> rms = rootMeanSquare(analysisMono);
    result.centroidHz = activeMean(spectralCentroid(analysisMono), rms);
    result.rolloffHz = activeMean(spectralRolloff(analysisMono), rms);
    result.flatness = activeMean(spectralFlatness(analysisMono), rms);
    const std::vector<float> onset = onsetStrength(analysisMono);
    for (const float value : onset)
        result.onsetStrength += static_cast<double>(value) / static_cast<double>(onset.size());
    double squares = 0.0;
    double peak = 0.0;
    for (const float sample : analysisMono) {
        squares += static_cast<double>(sample) * sample;
        peak = std::max(peak, std::abs(static_cast<double>(sample)));
    }
    const double level = std::sqrt(squares / std::max<double>(static_cast<double>(analysisMono.size()), 1.0));
    result.rmsDb = decibels(level);
    result.crestFactorDb = level > 0.0 ? 20.0 * std::log10(peak / level) : 0.0;
    result.loudnessLufs = integratedLoudnessLufs(readerOf(analysisMono), analysisMono.size(), kAnalysisRateHz);
    result.harmonicToNoiseDb = harmonicToNoise(analysisMono);
    result.pitchHz = estimatePitchHz(analysisMono);
    return result;
}

} // namespace stepwise::core
