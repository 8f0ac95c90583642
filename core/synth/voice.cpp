#include "core/error.h"
#include "core/synth/patch.h"
#include "core/synth/wave_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace stepwise::core {

namespace {

constexpr int kControlSamples = 16;
constexpr double kHeldShare = 0.7;
constexpr double kFadeSeconds = 0.003;
constexpr double kAimRms = 0.25;    // -12 dBFS
constexpr double kMaxPeak = 0.8913; // -1 dBFS
constexpr double kGoldenRatio = 0.6180339887;

class Envelope {
public:
    Envelope(const EnvelopePatch& patch, double heldSeconds) : patch_(patch), heldSeconds_(heldSeconds) {}

    double at(double seconds) const {
        if (seconds < heldSeconds_)
            return held(seconds);
        return held(heldSeconds_) * std::exp(-5.0 * (seconds - heldSeconds_) / std::max(patch_.releaseSeconds, 1e-3));
    }

private:
    double held(double seconds) const {
        if (seconds < patch_.attackSeconds)
            return seconds / patch_.attackSeconds;
        const double decaying = std::exp(-3.0 * (seconds - patch_.attackSeconds) / std::max(patch_.decaySeconds, 1e-3));
        return patch_.sustain + (1.0 - patch_.sustain) * decaying;
    }

    EnvelopePatch patch_;
    double heldSeconds_;
};

double lfoAt(const LfoPatch& lfo, double seconds) {
    const double phase = lfo.rateHz * seconds;
    if (lfo.isSaw)
        return 1.0 - 2.0 * (phase - std::floor(phase));
    return std::sin(2.0 * std::numbers::pi * phase);
}

/// What moves a voice at one instant.
struct Modulation {
    double pitchRatio = 1.0;
    double wave = 0.0;
    double cutoffOctaves = 0.0;
    double gain = 1.0;
};

Modulation modulationAt(const Patch& patch, const Envelope& amplitude, const Envelope& modulation, double seconds) {
    Modulation result;
    const double envelope = modulation.at(seconds);
    result.wave = patch.waveEnvelope * envelope;
    result.cutoffOctaves = patch.filterEnvelopeOctaves * envelope;
    result.gain = amplitude.at(seconds);
    double cents = 0.0;
    for (const LfoPatch& lfo : patch.lfos) {
        if (lfo.rateHz <= 0.0)
            continue;
        const double value = lfoAt(lfo, seconds);
        cents += lfo.pitchCents * value;
        result.wave += lfo.wave * value;
        result.cutoffOctaves += lfo.filterOctaves * value;
        result.gain *= 1.0 - lfo.amplitude * 0.5 * (1.0 - value);
    }
    result.pitchRatio = std::exp2(cents / 1200.0);
    return result;
}

/// One oscillator with its unison voices.
class Oscillator {
public:
    Oscillator(const OscillatorPatch& patch, double noteHz, double rateHz)
        : patch_(patch), tables_(noteHz * std::exp2((patch.semitones + patch.detuneCents / 100.0) / 12.0), rateHz) {
        const double hertz = noteHz * std::exp2(patch.semitones / 12.0);
        for (int i = 0; i < patch.unison; ++i) {
            const double spread = patch.unison > 1 ? 2.0 * i / (patch.unison - 1) - 1.0 : 0.0;
            increments_[static_cast<std::size_t>(i)] =
                static_cast<float>(hertz * std::exp2(spread * patch.detuneCents / 1200.0) / rateHz);
            const double phase = patch.startPhase + i * kGoldenRatio;
            phases_[static_cast<std::size_t>(i)] = static_cast<float>(phase - std::floor(phase));
        }
        gain_ = static_cast<float>(patch.level / std::sqrt(static_cast<double>(std::max(patch.unison, 1))));
    }

    bool isSilent() const { return patch_.level <= 0.0; }

    void setModulation(const Modulation& modulation) {
        ratio_ = static_cast<float>(modulation.pitchRatio);
        wave_ = static_cast<float>(std::clamp(patch_.wave + modulation.wave, kSineWave, kSquareWave));
    }

    float next(float phaseShift) {
        float sum = 0.0F;
        for (std::size_t i = 0; i < static_cast<std::size_t>(patch_.unison); ++i) {
            float at = phases_[i] + phaseShift;
            at -= std::floor(at);
            sum += tables_.read(at, wave_);
            phases_[i] += increments_[i] * ratio_;
            phases_[i] -= phases_[i] >= 1.0F ? 1.0F : 0.0F;
        }
        return sum * gain_;
    }

private:
    OscillatorPatch patch_;
    WaveTables tables_;
    std::array<float, kMaxUnison> phases_ = {};
    std::array<float, kMaxUnison> increments_ = {};
    float ratio_ = 1.0F;
    float wave_ = 0.0F;
    float gain_ = 1.0F;
};

/// Zero-delay state-variable low-pass (V. Zavalishin, "The Art of VA Filter Design", chapter 4).
class LowPass {
public:
    void set(double cutoffHz, double resonance, double rateHz) {
        const double g = std::tan(std::numbers::pi * std::clamp(cutoffHz / rateHz, 1e-4, 0.45));
        const double k = 1.6 - 1.5 * resonance;
        a1_ = static_cast<float>(1.0 / (1.0 + g * (g + k)));
        a2_ = static_cast<float>(g) * a1_;
        a3_ = static_cast<float>(g) * a2_;
    }

    float next(float x) {
        const float v3 = x - second_;
        const float band = a1_ * first_ + a2_ * v3;
        const float low = second_ + a2_ * first_ + a3_ * v3;
        first_ = 2.0F * band - first_;
        second_ = 2.0F * low - second_;
        return low;
    }

private:
    float a1_ = 1.0F, a2_ = 0.0F, a3_ = 0.0F;
    float first_ = 0.0F, second_ = 0.0F;
};

/// RMS near -12 dBFS, peak at most -1 dBFS, and no click at either end.
void finish(std::vector<float>& samples, double rateHz) {
    const auto fade = std::min(static_cast<std::size_t>(kFadeSeconds * rateHz), samples.size() / 2);
    for (std::size_t i = 0; i < fade; ++i) {
        const float share = static_cast<float>(i) / static_cast<float>(fade);
        samples[i] *= share;
        samples[samples.size() - 1 - i] *= share;
    }
    double squares = 0.0;
    float peak = 0.0F;
    for (const float sample : samples) {
        squares += static_cast<double>(sample) * sample;
        peak = std::max(peak, std::abs(sample));
    }
    if (peak <= 0.0F)
        return;
    const double rms = std::sqrt(squares / static_cast<double>(samples.size()));
    const auto gain = static_cast<float>(std::min(kAimRms / rms, kMaxPeak / static_cast<double>(peak)));
    for (float& sample : samples)
        sample *= gain;
}

void requireSound(int note, double seconds, double rateHz) {
    if (note < 0 || note > 127)
        throw Error(fmt::format("The note {} is outside 0 to 127.", note));
    if (!(seconds > 0.0) || !(rateHz >= 8000.0) || seconds * rateHz < 1.0)
        throw Error(fmt::format("A sound of {} s at {} Hz cannot be made.", seconds, rateHz));
}

} // namespace

std::vector<float> renderPatch(const Patch& patch, int note, double seconds, double rateHz) {
    requireSound(note, seconds, rateHz);
    const double noteHz = 440.0 * std::exp2((note - 69) / 12.0);
    const double keyOctaves = 0.5 * (note - kMiddleC) / 12.0;
    const Envelope amplitude(patch.amplitude, kHeldShare * seconds);
    const Envelope modulation(patch.modulation, kHeldShare * seconds);
    Oscillator carrier(patch.oscillators[0], noteHz, rateHz);
    Oscillator second(patch.oscillators[1], noteHz, rateHz);
    const bool modulatesPhase = patch.phaseModulation > 0.0;
    LowPass filter;
    Random noise(1);
    std::vector<float> samples(static_cast<std::size_t>(std::llround(seconds * rateHz)));
    float gain = 0.0F;
    for (std::size_t start = 0; start < samples.size(); start += kControlSamples) {
        const std::size_t count = std::min<std::size_t>(kControlSamples, samples.size() - start);
        const Modulation now = modulationAt(patch, amplitude, modulation, static_cast<double>(start + count) / rateHz);
        carrier.setModulation(now);
        second.setModulation(now);
        if (patch.hasFilter)
            filter.set(patch.cutoffHz * std::exp2(now.cutoffOctaves + keyOctaves), patch.resonance, rateHz);
        const float gainStep = (static_cast<float>(now.gain) - gain) / static_cast<float>(count);
        for (std::size_t i = start; i < start + count; ++i) {
            const float other = second.isSilent() ? 0.0F : second.next(0.0F);
            float x = carrier.next(modulatesPhase ? static_cast<float>(patch.phaseModulation) * other : 0.0F);
            x += modulatesPhase ? 0.0F : other;
            if (patch.noiseLevel > 0.0)
                x += static_cast<float>(patch.noiseLevel * noise.uniform(-1.0, 1.0));
            gain += gainStep;
            samples[i] = gain * (patch.hasFilter ? filter.next(x) : x);
        }
    }
    finish(samples, rateHz);
    return samples;
}

} // namespace stepwise::core
