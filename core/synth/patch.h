// A synthesizer patch: everything that a voice is made of.
#pragma once

#include "core/random.h"
#include "core/synth.h"

#include <array>

namespace stepwise::core {

/// Wave positions between which an oscillator morphs.
inline constexpr double kSineWave = 0.0;
inline constexpr double kTriangleWave = 1.0;
inline constexpr double kSawWave = 2.0;
inline constexpr double kSquareWave = 3.0;

inline constexpr int kMaxUnison = 7;

struct OscillatorPatch {
    double level = 1.0;
    double wave = kSawWave; ///< [kSineWave, kSquareWave], morphing in between
    double semitones = 0.0;
    int unison = 1;
    double detuneCents = 0.0; ///< of the outermost unison voices
    double startPhase = 0.0;  ///< in cycles
};

/// Attack in a straight line, decay and release exponential.
struct EnvelopePatch {
    double attackSeconds = 0.003;
    double decaySeconds = 0.1;
    double sustain = 1.0; ///< level, [0, 1]
    double releaseSeconds = 0.1;
};

/// A sine or falling-saw LFO and how far it moves things.
struct LfoPatch {
    double rateHz = 0.0;
    bool isSaw = false;
    double pitchCents = 0.0;
    double filterOctaves = 0.0;
    double wave = 0.0;      ///< wave positions, both oscillators
    double amplitude = 0.0; ///< [0, 1]: 1 gates fully
};

struct Patch {
    std::array<OscillatorPatch, 2> oscillators;
    double phaseModulation = 0.0; ///< of the first oscillator by the second, in cycles
    double noiseLevel = 0.0;
    bool hasFilter = false;
    double cutoffHz = 20000.0; ///< low-pass at middle C; follows the key by half
    double resonance = 0.0;    ///< [0, 1]
    double filterEnvelopeOctaves = 0.0;
    double waveEnvelope = 0.0; ///< wave positions, both oscillators
    EnvelopePatch amplitude;
    EnvelopePatch modulation;
    std::array<LfoPatch, 2> lfos;
};

/// The patch of a preset; throws Error for an unknown id.
const Patch& presetPatch(std::string_view presetId);

/// A patch from musically meaningful ranges.
Patch randomPatch(Random& random);

/// Throws Error for a note outside 0 to 127 or a rate or length that is no sound.
std::vector<float> renderPatch(const Patch& patch, int note, double seconds, double rateHz);

} // namespace stepwise::core
