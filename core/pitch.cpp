#include "core/audio_buffer.h"
#include "core/descriptors.h"
#include "core/fft_planner.h"
#include "core/harmonicity.h"

#include <fftw3.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace stepwise::core {

namespace {

constexpr int kFrame = 4096;
constexpr int kPadded = 2 * kFrame;
constexpr int kHop = 2048;
constexpr double kMinPitchHz = 40.0;
constexpr double kMaxPitchHz = 2500.0;
constexpr double kVoicedThreshold = 0.6;
constexpr double kSilentPower = 1e-7; ///< -70 dBFS
constexpr double kOctaveCost = 0.02;  ///< prefers higher candidates among nearly equal ones, as Boersma proposes

/// Autocorrelation through the power spectrum. Single-threaded use of one plan pair.
class Autocorrelator {
public:
    Autocorrelator() : time_(kPadded), spectrum_(kPadded / 2 + 1) {
        const std::lock_guard lock(fftPlannerMutex());
        auto* bins = reinterpret_cast<fftwf_complex*>(spectrum_.data());
        forward_ = fftwf_plan_dft_r2c_1d(kPadded, time_.data(), bins, FFTW_ESTIMATE);
        backward_ = fftwf_plan_dft_c2r_1d(kPadded, bins, time_.data(), FFTW_ESTIMATE);
    }
    ~Autocorrelator() {
        const std::lock_guard lock(fftPlannerMutex());
        fftwf_destroy_plan(forward_);
        fftwf_destroy_plan(backward_);
    }
    Autocorrelator(const Autocorrelator&) = delete;
    Autocorrelator& operator=(const Autocorrelator&) = delete;

    /// Lags 0 ... kFrame - 1 of the frame.
    std::vector<double> run(std::span<const float> frame) {
        std::copy(frame.begin(), frame.end(), time_.begin());
        std::fill(time_.begin() + static_cast<std::ptrdiff_t>(frame.size()), time_.end(), 0.0F);
        fftwf_execute(forward_);
        for (std::complex<float>& bin : spectrum_)
            bin = std::norm(bin);
        fftwf_execute(backward_);
        return {time_.begin(), time_.begin() + kFrame};
    }

private:
    std::vector<float> time_;
    std::vector<std::complex<float>> spectrum_;
    fftwf_plan forward_;
    fftwf_plan backward_;
};

std::vector<float> hannWindow() {
    std::vector<float> window(kFrame);
    for (std::size_t i = 0; i < window.size(); ++i)
        window[i] = static_cast<float>(0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * static_cast<double>(i) / kFrame));
    return window;
}

/// The best lag of one frame's autocorrelation, divided by the window's own (Boersma 1993, equation 9).
HarmonicFrame bestLag(const std::vector<double>& signal, const std::vector<double>& window) {
    const auto normalised = [&](int lag) {
        const auto i = static_cast<std::size_t>(lag);
        return signal[i] / signal[0] / (window[i] / window[0]);
    };
    const int first = static_cast<int>(kAnalysisRateHz / kMaxPitchHz);
    const int last = std::min(static_cast<int>(kAnalysisRateHz / kMinPitchHz), kFrame / 2);
    HarmonicFrame best;
    double bestScore = 0.0;
    for (int lag = first; lag < last; ++lag) {
        const double before = normalised(lag - 1);
        const double here = normalised(lag);
        const double after = normalised(lag + 1);
        if (here < before || here < after)
            continue;
        // The peak of the parabola through three points.
        const double curvature = before - 2.0 * here + after;
        const double shift = curvature < 0.0 ? 0.5 * (before - after) / curvature : 0.0;
        const double height = std::min(here - 0.25 * (before - after) * shift, 0.999999);
        const double pitchHz = kAnalysisRateHz / (lag + shift);
        const double score = height + kOctaveCost * std::log2(pitchHz / kMinPitchHz);
        if (height > kVoicedThreshold && score > bestScore) {
            bestScore = score;
            best = {pitchHz, height};
        }
    }
    return best;
}

} // namespace

std::vector<HarmonicFrame> harmonicFrames(const MonoView& samples) {
    static const std::vector<float> window = hannWindow();
    Autocorrelator autocorrelator;
    const std::vector<double> windowCorrelation = autocorrelator.run(window);
    std::vector<HarmonicFrame> frames;
    std::vector<float> frame(kFrame);
    for (std::size_t start = 0; start == 0 || start + kFrame <= samples.frames(); start += kHop) {
        samples.read(start, frame);
        double mean = 0.0;
        double power = 0.0;
        for (std::size_t i = 0; i < kFrame; ++i) {
            mean += static_cast<double>(frame[i]) / kFrame;
        }
        for (std::size_t i = 0; i < kFrame; ++i) {
            frame[i] = (frame[i] - static_cast<float>(mean)) * window[i];
            power += static_cast<double>(frame[i]) * frame[i] / kFrame;
        }
        if (power > kSilentPower)
            frames.push_back(bestLag(autocorrelator.run(frame), windowCorrelation));
    }
    return frames;
}

double estimatePitchHz(const MonoView& analysisMono) {
    const std::vector<HarmonicFrame> frames = harmonicFrames(analysisMono);
    std::vector<double> pitches;
    for (const HarmonicFrame& frame : frames)
        if (frame.pitchHz > 0.0)
            pitches.push_back(frame.pitchHz);
    if (pitches.empty() || 2 * pitches.size() < frames.size())
        return 0.0;
    std::nth_element(pitches.begin(), pitches.begin() + static_cast<std::ptrdiff_t>(pitches.size() / 2), pitches.end());
    return pitches[pitches.size() / 2];
}

} // namespace stepwise::core
