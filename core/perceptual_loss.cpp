#include "core/perceptual_loss.h"

#include "core/mel_filterbank.h"
#include "core/spectrogram.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace stepwise::core {

namespace {

constexpr std::array kSizes = {1024, 2048, 8192};
constexpr std::size_t kShapeResolution = 1; ///< of centroid and cepstrum
constexpr int kHopsPerWindow = 4;
constexpr int kBands = 64; ///< at 1024, more would leave some without a bin
constexpr int kCepstrum = 20;
constexpr double kCentroidWeight = 0.1;
constexpr double kCepstrumWeight = 0.05;
constexpr float kRange = 1e-4F; ///< 80 dB
constexpr float kSilence = 1e-6F;

using CosineTable = std::array<std::array<float, kBands>, kCepstrum>;

/// Type-II DCT, orthonormal.
CosineTable makeCosines() {
    CosineTable table = {};
    for (std::size_t k = 0; k < kCepstrum; ++k)
        for (std::size_t band = 0; band < kBands; ++band)
            table[k][band] = static_cast<float>(
                std::sqrt((k == 0 ? 1.0 : 2.0) / kBands) *
                std::cos(std::numbers::pi * static_cast<double>(k) * (static_cast<double>(band) + 0.5) / kBands));
    return table;
}

struct Resolution {
    StftAnalyzer stft;
    MelFilterbank bank;
    std::vector<float> weights; ///< of a band's magnitude
    std::vector<float> power;
    float floor = kSilence;
    Spectrogram target;    ///< magnitudes
    Spectrogram targetLog; ///< their logarithms

    explicit Resolution(int size)
        : stft(size, size / kHopsPerWindow), bank(size, kBands, kMelMinHz, kMelMaxHz),
          power(static_cast<std::size_t>(size) / 2 + 1) {
        for (const double hertz : bank.centresHz())
            weights.push_back(static_cast<float>(aWeighting(hertz)));
    }

    Spectrogram magnitudes(std::span<const float> samples) {
        Spectrogram result(kBands, frameCount(samples.size(), stft.hopFrames()));
        for (int frame = 0; frame < result.frames; ++frame) {
            stft.framePower(samples, frame, power);
            for (int band = 0; band < kBands; ++band)
                result.at(band, frame) =
                    std::max(floor, weights[static_cast<std::size_t>(band)] * std::sqrt(bank.bandPower(band, power)));
        }
        return result;
    }

    void setTarget(std::span<const float> samples) {
        floor = kSilence;
        target = magnitudes(samples);
        floor = std::max(kSilence, kRange * *std::ranges::max_element(target.values));
        targetLog = target;
        for (std::size_t i = 0; i < target.values.size(); ++i) {
            target.values[i] = std::max(floor, target.values[i]);
            targetLog.values[i] = std::log(target.values[i]);
        }
    }

    double value(std::span<const float> differences) const {
        double distance = 0.0;
        double norm = 0.0;
        double logarithms = 0.0;
        for (std::size_t i = 0; i < differences.size(); ++i) {
            const double magnitude = target.values[i];
            const double off = magnitude * std::expm1(differences[i]);
            distance += off * off;
            norm += magnitude * magnitude;
            logarithms += std::abs(differences[i]);
        }
        return std::sqrt(distance / norm) + logarithms / static_cast<double>(differences.size());
    }

    /// Mean over frames, in octaves.
    double centroidDistance(std::span<const float> differences) const {
        const auto frames = static_cast<std::size_t>(target.frames);
        double sum = 0.0;
        for (std::size_t frame = 0; frame < frames; ++frame) {
            std::array<double, 2> moments = {};
            std::array<double, 2> masses = {};
            for (std::size_t band = 0; band < kBands; ++band) {
                const std::size_t i = band * frames + frame;
                const double magnitude = target.values[i];
                const std::array<double, 2> both = {magnitude, magnitude * std::exp(differences[i])};
                for (std::size_t s = 0; s < 2; ++s) {
                    moments[s] += both[s] * bank.centresHz()[band];
                    masses[s] += both[s];
                }
            }
            sum += std::abs(std::log2(moments[1] / masses[1] * masses[0] / moments[0]));
        }
        return sum / static_cast<double>(frames);
    }

    /// The transform is linear: of a difference of logarithms it is the difference of the cepstra.
    double cepstralDistance(std::span<const float> differences) const {
        static const CosineTable cosines = makeCosines();
        const auto frames = static_cast<std::size_t>(target.frames);
        double sum = 0.0;
        for (std::size_t frame = 0; frame < frames; ++frame) {
            double squares = 0.0;
            for (const auto& row : cosines) {
                double coefficient = 0.0;
                for (std::size_t band = 0; band < kBands; ++band)
                    coefficient += static_cast<double>(row[band]) * differences[band * frames + frame];
                squares += coefficient * coefficient;
            }
            sum += std::sqrt(squares / kCepstrum);
        }
        return sum / static_cast<double>(frames);
    }
};

} // namespace

struct PerceptualLoss::State {
    std::size_t length = 0;
    std::vector<Resolution> resolutions;

    std::vector<float> fitted(std::span<const float> sound) const {
        std::vector<float> result(sound.begin(), sound.end());
        result.resize(length, 0.0F);
        return result;
    }
};

PerceptualLoss::PerceptualLoss(std::span<const float> target, std::size_t length) : state_(std::make_unique<State>()) {
    state_->length = length;
    const std::vector<float> samples = state_->fitted(target);
    for (const int size : kSizes)
        state_->resolutions.emplace_back(size).setTarget(samples);
}

PerceptualLoss::~PerceptualLoss() = default;
PerceptualLoss::PerceptualLoss(PerceptualLoss&&) noexcept = default;
PerceptualLoss& PerceptualLoss::operator=(PerceptualLoss&&) noexcept = default;

std::vector<float> PerceptualLoss::logDifferences(std::span<const float> sound) {
    const std::vector<float> samples = state_->fitted(sound);
    std::vector<float> differences;
    for (Resolution& resolution : state_->resolutions) {
        const Spectrogram magnitudes = resolution.magnitudes(samples);
        for (std::size_t i = 0; i < magnitudes.values.size(); ++i)
            differences.push_back(std::log(magnitudes.values[i]) - resolution.targetLog.values[i]);
    }
    return differences;
}

double PerceptualLoss::value(std::span<const float> logDifferences) const {
    double sum = 0.0;
    std::size_t first = 0;
    for (std::size_t r = 0; r < state_->resolutions.size(); ++r) {
        const Resolution& resolution = state_->resolutions[r];
        const std::span<const float> part = logDifferences.subspan(first, resolution.target.values.size());
        first += part.size();
        sum += resolution.value(part) / static_cast<double>(state_->resolutions.size());
        if (r == kShapeResolution)
            sum += kCentroidWeight * resolution.centroidDistance(part) +
                   kCepstrumWeight * resolution.cepstralDistance(part);
    }
    return sum;
}

double aWeighting(double hertz) {
    const double f2 = hertz * hertz;
    const auto response = [](double square) {
        return 12194.0 * 12194.0 * square * square /
               ((square + 20.6 * 20.6) * std::sqrt((square + 107.7 * 107.7) * (square + 737.9 * 737.9)) *
                (square + 12194.0 * 12194.0));
    };
    return response(f2) / response(1e6);
}

} // namespace stepwise::core
