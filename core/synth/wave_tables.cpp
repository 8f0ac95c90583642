#include "core/synth/wave_tables.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <mutex>
#include <numbers>
#include <vector>

namespace stepwise::core {

namespace {

constexpr int kCycleFrames = 4096;
constexpr int kShapes = 4;
constexpr int kMaxHarmonics = 1024;

/// Amplitude of a harmonic's sine: triangle, saw and square by their Fourier series, peak 1.
double harmonicAmplitude(int shape, int harmonic) {
    const bool isOdd = harmonic % 2 == 1;
    switch (shape) {
    case 0:
        return harmonic == 1 ? 1.0 : 0.0;
    case 1:
        return isOdd ? 8.0 / (std::numbers::pi * std::numbers::pi * harmonic * harmonic) *
                           (harmonic % 4 == 1 ? 1.0 : -1.0)
                     : 0.0;
    case 2:
        return 2.0 / (std::numbers::pi * harmonic);
    default:
        return isOdd ? 4.0 / (std::numbers::pi * harmonic) : 0.0;
    }
}

/// One cycle and its first sample again, so that reading never wraps.
std::vector<float> makeCycle(int shape, int harmonics) {
    std::vector<double> sum(kCycleFrames, 0.0);
    for (int h = 1; h <= harmonics; ++h) {
        const double amplitude = harmonicAmplitude(shape, h);
        if (amplitude == 0.0)
            continue;
        // The sine by rotation: a thousand times faster than calling it.
        const double angle = 2.0 * std::numbers::pi * h / kCycleFrames;
        const double stepCosine = std::cos(angle);
        const double stepSine = std::sin(angle);
        double cosine = 1.0;
        double sine = 0.0;
        for (double& sample : sum) {
            sample += amplitude * sine;
            const double next = sine * stepCosine + cosine * stepSine;
            cosine = cosine * stepCosine - sine * stepSine;
            sine = next;
        }
    }
    std::vector<float> cycle(sum.begin(), sum.end());
    cycle.push_back(cycle.front());
    return cycle;
}

const float* sharedCycle(int shape, int harmonics) {
    static std::mutex mutex;
    static std::map<std::pair<int, int>, std::vector<float>> cycles;
    const std::lock_guard lock(mutex);
    std::vector<float>& cycle = cycles[{shape, harmonics}];
    if (cycle.empty())
        cycle = makeCycle(shape, harmonics);
    return cycle.data();
}

} // namespace

WaveTables::WaveTables(double frequencyHz, double rateHz) {
    // Rounded down to half octaves, so that few tables serve all notes.
    const double most = 0.5 * rateHz / std::max(frequencyHz, 1.0);
    const double halfOctave = std::floor(2.0 * std::log2(std::max(most, 1.0)));
    const int harmonics = std::clamp(static_cast<int>(std::exp2(halfOctave / 2.0)), 1, kMaxHarmonics);
    for (int shape = 0; shape < kShapes; ++shape)
        shapes_[shape] = sharedCycle(shape, shape == 0 ? 1 : harmonics);
}

float WaveTables::read(float phase, float position) const {
    const float at = phase * static_cast<float>(kCycleFrames);
    const int index = std::min(static_cast<int>(at), kCycleFrames - 1);
    const float share = at - static_cast<float>(index);
    const auto value = [&](int shape) {
        const float* cycle = shapes_[shape] + index;
        return cycle[0] + share * (cycle[1] - cycle[0]);
    };
    const int lower = std::clamp(static_cast<int>(position), 0, kShapes - 1);
    const float morph = position - static_cast<float>(lower);
    if (morph <= 0.0F || lower == kShapes - 1)
        return value(lower);
    return value(lower) + morph * (value(lower + 1) - value(lower));
}

} // namespace stepwise::core
