#include "core/synth/patch.h"

#include <algorithm>
#include <cmath>

namespace stepwise::core {

namespace {

bool chance(Random& random, double probability) {
    return random.uniform() < probability;
}

double logUniform(Random& random, double low, double high) {
    return low * std::pow(high / low, random.uniform());
}

OscillatorPatch randomOscillator(Random& random, bool isFirst) {
    constexpr std::array<double, 8> kIntervals = {0.0, 0.0, -12.0, 12.0, 7.0, 5.0, 19.0, 24.0};
    OscillatorPatch oscillator;
    oscillator.level = isFirst ? 1.0 : random.uniform(0.2, 1.0);
    oscillator.wave = random.uniform(kSineWave, kSquareWave);
    oscillator.semitones = isFirst ? 0.0 : kIntervals[static_cast<std::size_t>(random.below(8))];
    oscillator.unison = chance(random, 0.5) ? 1 : 2 + random.below(kMaxUnison - 1);
    oscillator.detuneCents = oscillator.unison > 1 ? logUniform(random, 3.0, 40.0) : random.uniform(-4.0, 4.0);
    oscillator.startPhase = random.uniform();
    return oscillator;
}

EnvelopePatch randomEnvelope(Random& random) {
    return {.attackSeconds = logUniform(random, 0.001, 0.3),
            .decaySeconds = logUniform(random, 0.05, 1.0),
            .sustain = random.uniform(0.1, 1.0),
            .releaseSeconds = logUniform(random, 0.05, 0.6)};
}

LfoPatch randomLfo(Random& random) {
    LfoPatch lfo;
    lfo.rateHz = logUniform(random, 0.5, 12.0);
    lfo.isSaw = chance(random, 0.2);
    if (chance(random, 0.4))
        lfo.pitchCents = logUniform(random, 3.0, 200.0);
    if (chance(random, 0.5))
        lfo.filterOctaves = random.uniform(0.3, 2.5);
    if (chance(random, 0.3))
        lfo.wave = random.uniform(0.2, 1.0);
    if (chance(random, 0.4))
        lfo.amplitude = random.uniform(0.1, 0.95);
    return lfo;
}

} // namespace

Patch randomPatch(Random& random) {
    Patch patch;
    patch.oscillators[0] = randomOscillator(random, true);
    patch.oscillators[1] = randomOscillator(random, false);
    if (chance(random, 0.35))
        patch.oscillators[1].level = 0.0;
    if (patch.oscillators[1].level > 0.0 && chance(random, 0.2)) {
        patch.phaseModulation = random.uniform(0.05, 0.5);
        patch.oscillators[1].semitones = random.uniform(0.0, 30.0);
    }
    if (chance(random, 0.3))
        patch.noiseLevel = logUniform(random, 0.003, 0.3);
    patch.hasFilter = chance(random, 0.7);
    patch.cutoffHz = logUniform(random, 400.0, 16000.0);
    patch.resonance = random.uniform(0.0, 0.85);
    patch.filterEnvelopeOctaves = chance(random, 0.6) ? random.uniform(-1.0, 4.0) : 0.0;
    patch.waveEnvelope = chance(random, 0.3) ? random.uniform(-1.5, 1.5) : 0.0;
    patch.amplitude = randomEnvelope(random);
    patch.modulation = randomEnvelope(random);
    if (chance(random, 0.5))
        patch.lfos[0] = randomLfo(random);
    if (chance(random, 0.3))
        patch.lfos[1] = randomLfo(random);
    return patch;
}

std::vector<float> renderRandomPatch(std::uint64_t seed, int note, double seconds, double rateHz) {
    Random random(seed);
    return renderPatch(randomPatch(random), note, seconds, rateHz);
}

} // namespace stepwise::core
