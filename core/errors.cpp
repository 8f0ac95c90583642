#include "core/errors.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>

namespace stepwise::core {

namespace {

constexpr std::array<int, 3> kResolutions = {1024, 2048, 8192};
constexpr int kHopsPerWindow = 4;

/// Magnitudes below this (-100 dB of a full-scale bin) count as silence in the log-magnitude term.
constexpr float kMagnitudeFloor = 1e-5F;

void requireSameShape(const Spectrogram& a, const Spectrogram& b) {
    if (a.rows != b.rows || a.frames != b.frames)
        throw std::invalid_argument("spectrograms of different shape");
}

/// ||target - sound|| / ||target||; against a silent target the error is the sound's own norm.
double spectralConvergence(const Spectrogram& sound, const Spectrogram& target) {
    requireSameShape(sound, target);
    double difference = 0.0;
    double norm = 0.0;
    for (std::size_t i = 0; i < target.values.size(); ++i) {
        const double d = static_cast<double>(target.values[i]) - sound.values[i];
        difference += d * d;
        norm += static_cast<double>(target.values[i]) * target.values[i];
    }
    return std::sqrt(difference) / (norm > 0.0 ? std::sqrt(norm) : 1.0);
}

double logMagnitudeError(const Spectrogram& sound, const Spectrogram& target) {
    double sum = 0.0;
    for (std::size_t i = 0; i < target.values.size(); ++i)
        sum += std::abs(
            std::log(std::max(target.values[i], kMagnitudeFloor) / std::max(sound.values[i], kMagnitudeFloor)));
    return sum / static_cast<double>(std::max<std::size_t>(target.values.size(), 1));
}

double mfccDistance(const Spectrogram& a, const Spectrogram& b) {
    const Spectrogram ca = mfcc(a);
    const Spectrogram cb = mfcc(b);
    double sum = 0.0;
    for (int frame = 0; frame < ca.frames; ++frame) {
        double squares = 0.0;
        for (int k = 0; k < kMfccCount; ++k) {
            const double d = static_cast<double>(ca.at(k, frame)) - cb.at(k, frame);
            squares += d * d;
        }
        sum += std::sqrt(squares);
    }
    return sum / ca.frames;
}

} // namespace

double melMse(const Spectrogram& soundDb, const Spectrogram& targetDb) {
    requireSameShape(soundDb, targetDb);
    double sum = 0.0;
    for (std::size_t i = 0; i < targetDb.values.size(); ++i) {
        const double d = (static_cast<double>(targetDb.values[i]) - soundDb.values[i]) / kDynamicRangeDb;
        sum += d * d;
    }
    return sum / static_cast<double>(targetDb.values.size());
}

Errors melErrors(const Spectrogram& soundDb, const Spectrogram& targetDb) {
    requireSameShape(soundDb, targetDb);
    Errors errors;
    std::vector<double> frameSquares(static_cast<std::size_t>(targetDb.frames), 0.0);
    double absolute = 0.0;
    for (int band = 0; band < targetDb.rows; ++band) {
        const std::span<const float> a = targetDb.row(band);
        const std::span<const float> b = soundDb.row(band);
        for (std::size_t frame = 0; frame < a.size(); ++frame) {
            const double d = static_cast<double>(a[frame]) - b[frame];
            absolute += std::abs(d);
            frameSquares[frame] += d * d;
        }
    }
    double squares = 0.0;
    for (const double frame : frameSquares) {
        squares += frame;
        errors.lsd += std::sqrt(frame / targetDb.rows);
    }
    const auto count = static_cast<double>(targetDb.values.size());
    errors.mse = squares / count / (kDynamicRangeDb * kDynamicRangeDb);
    errors.mae = absolute / count / kDynamicRangeDb;
    errors.lsd /= targetDb.frames;
    errors.mfcc = mfccDistance(targetDb, soundDb);
    return errors;
}

/// What belongs to a target, padded to `length` samples.
struct ErrorMeter::State {
    struct Resolution {
        StftAnalyzer analyzer;
        Spectrogram target;
    };

    std::function<std::vector<float>()> target;
    std::size_t targetLength = 0;
    std::size_t length = 0;
    bool hasMagnitudes = false;
    MelAnalyzer mel;
    Spectrogram targetDb;                ///< of the target at its own length
    std::optional<Spectrogram> paddedDb; ///< of the padded target, if that has more frames
    StftAnalyzer stft;
    Spectrogram targetMagnitude;
    std::vector<Resolution> resolutions;

    State(const MonoView& samples, std::function<std::vector<float>()> again)
        : target(std::move(again)), targetLength(samples.frames()), length(samples.frames()),
          targetDb(mel.power(samples.reader(), samples.frames())) {
        powerToDecibels(targetDb);
        for (const int size : kResolutions)
            resolutions.push_back({StftAnalyzer(size, size / kHopsPerWindow), {}});
    }

    /// The length of the comparison grows with the longest sound seen, and shrinks again.
    void setLength(std::size_t samples) {
        if (std::max(samples, targetLength) == length)
            return;
        length = std::max(samples, targetLength);
        hasMagnitudes = false;
        paddedDb.reset();
        if (frameCount(length) != targetDb.frames)
            paddedDb = mel.decibels(paddedTarget());
    }

    const Spectrogram& comparedDb() const { return paddedDb ? *paddedDb : targetDb; }

    /// `sound` with silence up to the length of the comparison.
    std::vector<float> padded(std::span<const float> sound) {
        setLength(sound.size());
        std::vector<float> result(sound.begin(), sound.end());
        result.resize(length, 0.0F);
        return result;
    }

    std::vector<float> paddedTarget() const {
        std::vector<float> result = target();
        result.resize(length, 0.0F);
        return result;
    }

    void prepareMagnitudes() {
        if (hasMagnitudes)
            return;
        const std::vector<float> samples = paddedTarget();
        targetMagnitude = stft.magnitude(samples);
        for (Resolution& resolution : resolutions)
            resolution.target = resolution.analyzer.magnitude(samples);
        hasMagnitudes = true;
    }
};

ErrorMeter::ErrorMeter(std::span<const float> target)
    : ErrorMeter(target, [copy = std::vector<float>(target.begin(), target.end())] { return copy; }) {}
ErrorMeter::ErrorMeter(const MonoView& target, std::function<std::vector<float>()> again)
    : state_(std::make_unique<State>(target, std::move(again))) {}
ErrorMeter::~ErrorMeter() = default;
ErrorMeter::ErrorMeter(ErrorMeter&&) noexcept = default;
ErrorMeter& ErrorMeter::operator=(ErrorMeter&&) noexcept = default;

const Spectrogram& ErrorMeter::targetDb() const {
    return state_->targetDb;
}

Errors ErrorMeter::measureMel(std::span<const float> sound) {
    const std::vector<float> samples = state_->padded(sound);
    return melErrors(state_->mel.decibels(samples), state_->comparedDb());
}

Errors ErrorMeter::measureMel(const Spectrogram& soundDb) {
    if (soundDb.frames != state_->comparedDb().frames)
        state_->setLength(static_cast<std::size_t>(soundDb.frames - 1) * kHopFrames);
    return melErrors(soundDb, state_->comparedDb());
}

double ErrorMeter::measureMse(std::span<const float> sound) {
    return melMse(state_->mel.decibels(state_->padded(sound)), state_->comparedDb());
}

Errors ErrorMeter::measure(std::span<const float> sound) {
    const std::vector<float> samples = state_->padded(sound);
    Errors errors = melErrors(state_->mel.decibels(samples), state_->comparedDb());
    state_->prepareMagnitudes();
    errors.sc = spectralConvergence(state_->stft.magnitude(samples), state_->targetMagnitude);
    for (State::Resolution& resolution : state_->resolutions) {
        const Spectrogram magnitude = resolution.analyzer.magnitude(samples);
        errors.mrStft +=
            (spectralConvergence(magnitude, resolution.target) + logMagnitudeError(magnitude, resolution.target)) /
            static_cast<double>(kResolutions.size());
    }
    return errors;
}

} // namespace stepwise::core
