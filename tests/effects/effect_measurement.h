// What the effects' tests share: rendering one sound through an effect, and measuring the result.
#pragma once

#include "effects/processor.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <initializer_list>
#include <numbers>
#include <string_view>
#include <utility>
#include <vector>

namespace stepwise::tests {

struct Setting {
    std::string_view id;
    float display; ///< for a choice, its index
};

/// The defaults with these settings, given as display values.
inline effects::ParameterValues settings(effects::EffectId effect, std::initializer_list<Setting> some) {
    const effects::EffectInfo& info = effects::effectInfo(effect);
    effects::ParameterValues values = effects::defaultValues(effect);
    for (const Setting& one : some) {
        const auto index = static_cast<std::size_t>(effects::findParameter(info, one.id));
        const effects::ParameterInfo& parameter = info.parameters[index];
        values[index] = parameter.curve == effects::Curve::choice
                            ? effects::choiceValue(parameter, static_cast<int>(one.display))
                            : effects::fromDisplay(parameter, one.display);
    }
    return values;
}

/// One sound, mono or stereo, through one effect.
class Rig {
public:
    Rig(effects::EffectId effect, const effects::ParameterValues& values, double rateHz = 48000.0,
        effects::Layout layout = effects::Layout::mono)
        : processor_(effects::makeSoundProcessor(effect, layout)) {
        set(values);
        processor_->prepare(rateHz);
    }

    void set(const effects::ParameterValues& values) { processor_->setParameters(std::span(&values, 1)); }
    void reset() { processor_->reset(); }

    std::vector<float> play(const std::vector<float>& mono) { return play(mono, mono).first; }

    std::pair<std::vector<float>, std::vector<float>> play(std::vector<float> left, std::vector<float> right) {
        const auto lanes = static_cast<std::size_t>(processor_->laneCount());
        std::vector<float> block(left.size() * lanes, 0.0F);
        for (std::size_t i = 0; i < left.size(); ++i) {
            block[i * lanes] = left[i];
            block[i * lanes + 1] = right[i];
        }
        processor_->process(block.data(), static_cast<int>(left.size()));
        for (std::size_t i = 0; i < left.size(); ++i) {
            left[i] = block[i * lanes];
            right[i] = block[i * lanes + 1];
        }
        return {std::move(left), std::move(right)};
    }

private:
    std::unique_ptr<effects::Processor> processor_;
};

inline double toDecibels(double amplitude) {
    return 20.0 * std::log10(std::max(amplitude, 1e-12));
}

inline double toAmplitude(double decibels) {
    return std::pow(10.0, decibels / 20.0);
}

inline std::vector<float> sine(std::size_t frames, double amplitude, double frequencyHz, double rateHz = 48000.0) {
    std::vector<float> signal(frames);
    for (std::size_t i = 0; i < frames; ++i)
        signal[i] = static_cast<float>(
            amplitude * std::sin(2.0 * std::numbers::pi * frequencyHz / rateHz * static_cast<double>(i)));
    return signal;
}

inline std::vector<float> impulse(std::size_t frames) {
    std::vector<float> signal(frames, 0.0F);
    signal[0] = 1.0F;
    return signal;
}

/// The discrete-time Fourier transform of signal[from, to) at one frequency.
inline std::complex<double> spectrumAt(const std::vector<float>& signal, double frequencyHz, double rateHz,
                                       std::size_t from = 0) {
    const std::complex<double> step = std::polar(1.0, -2.0 * std::numbers::pi * frequencyHz / rateHz);
    std::complex<double> turn = 1.0;
    std::complex<double> sum = 0.0;
    for (std::size_t i = from; i < signal.size(); ++i) {
        sum += static_cast<double>(signal[i]) * turn;
        turn *= step;
    }
    return sum;
}

/// Root mean square of signal[from, from + count).
inline double rms(const std::vector<float>& signal, std::size_t from, std::size_t count) {
    double sum = 0.0;
    for (std::size_t i = from; i < from + count; ++i)
        sum += static_cast<double>(signal[i]) * static_cast<double>(signal[i]);
    return std::sqrt(sum / static_cast<double>(count));
}

inline double largestStep(const std::vector<float>& signal) {
    double largest = 0.0;
    for (std::size_t i = 1; i < signal.size(); ++i)
        largest = std::max(largest, std::abs(static_cast<double>(signal[i]) - static_cast<double>(signal[i - 1])));
    return largest;
}

inline double largestSample(const std::vector<float>& signal) {
    double largest = 0.0;
    for (const float sample : signal)
        largest = std::max(largest, std::abs(static_cast<double>(sample)));
    return largest;
}

} // namespace stepwise::tests
