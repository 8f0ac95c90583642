// Test signals and measurements.
#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <numbers>
#include <vector>

namespace stepwise::test {

inline std::vector<float> sine(double frequencyHz, double rateHz, std::size_t frames, double amplitude) {
    std::vector<float> samples(frames);
    for (std::size_t i = 0; i < frames; ++i)
        samples[i] = static_cast<float>(
            amplitude * std::sin(2.0 * std::numbers::pi * frequencyHz * static_cast<double>(i) / rateHz));
    return samples;
}

inline std::vector<float> impulse(std::size_t frames) {
    std::vector<float> samples(frames, 0.0F);
    samples[0] = 1.0F;
    return samples;
}

/// The spectrum at one frequency: sum of x[n] e^(-j w n) over [first, last).
inline std::complex<double> spectrumAt(const std::vector<float>& samples, double frequencyHz, double rateHz,
                                       std::size_t first = 0, std::size_t last = SIZE_MAX) {
    std::complex<double> sum = 0.0;
    const double step = 2.0 * std::numbers::pi * frequencyHz / rateHz;
    for (std::size_t i = first; i < std::min(last, samples.size()); ++i)
        sum += static_cast<double>(samples[i]) * std::polar(1.0, -step * static_cast<double>(i));
    return sum;
}

/// Amplitude of a sine of that frequency over a whole number of its cycles.
inline double amplitudeAt(const std::vector<float>& samples, double frequencyHz, double rateHz, std::size_t first,
                          std::size_t last) {
    return 2.0 * std::abs(spectrumAt(samples, frequencyHz, rateHz, first, last)) / static_cast<double>(last - first);
}

/// The same for frequencies that fit no whole number of cycles: through a Blackman-Harris window, 92 dB between
/// neighbours eight bins apart.
inline double windowedAmplitudeAt(const std::vector<float>& samples, double frequencyHz, double rateHz,
                                  std::size_t first, std::size_t last) {
    std::complex<double> sum = 0.0;
    double weight = 0.0;
    const auto length = static_cast<double>(last - first);
    for (std::size_t i = first; i < last; ++i) {
        const double turn = 2.0 * std::numbers::pi * static_cast<double>(i - first) / length;
        const double window =
            0.35875 - 0.48829 * std::cos(turn) + 0.14128 * std::cos(2.0 * turn) - 0.01168 * std::cos(3.0 * turn);
        weight += window;
        sum += window * static_cast<double>(samples[i]) *
               std::polar(1.0, -2.0 * std::numbers::pi * frequencyHz / rateHz * static_cast<double>(i));
    }
    return 2.0 * std::abs(sum) / weight;
}

inline double decibels(double amplitude) {
    return 20.0 * std::log10(std::max(amplitude, 1e-12));
}

} // namespace stepwise::test
