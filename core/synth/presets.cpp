#include "core/error.h"
#include "core/synth/patch.h"

#include <fmt/format.h>

namespace stepwise::core {

namespace {

constexpr OscillatorPatch kNoOscillator = {.level = 0.0};

struct Preset {
    PresetInfo info;
    Patch patch;
};

Patch basicShape(double wave) {
    return {.oscillators = {{{.wave = wave}, kNoOscillator}}, .amplitude = {.releaseSeconds = 0.3}};
}

Patch powerFifthsLead() {
    return {.oscillators =
                {{{.wave = kSawWave, .unison = 5, .detuneCents = 14.0},
                  {.level = 0.7, .wave = 2.3, .semitones = 7.0, .unison = 3, .detuneCents = 10.0, .startPhase = 0.3}}},
            .hasFilter = true,
            .cutoffHz = 5200.0,
            .resonance = 0.25,
            .filterEnvelopeOctaves = 1.0,
            .amplitude = {.attackSeconds = 0.005, .decaySeconds = 0.4, .sustain = 0.8, .releaseSeconds = 0.25},
            .modulation = {.attackSeconds = 0.002, .decaySeconds = 0.3, .sustain = 0.3, .releaseSeconds = 0.3}};
}

Patch mellotronSaw() {
    return {.oscillators =
                {{{.wave = 1.8, .unison = 3, .detuneCents = 9.0},
                  {.level = 0.5, .wave = 1.2, .semitones = 12.0, .unison = 2, .detuneCents = 6.0, .startPhase = 0.1}}},
            .noiseLevel = 0.02,
            .hasFilter = true,
            .cutoffHz = 3600.0,
            .resonance = 0.1,
            .filterEnvelopeOctaves = -0.6,
            .amplitude = {.attackSeconds = 0.06, .decaySeconds = 0.8, .sustain = 0.75, .releaseSeconds = 0.4},
            .modulation = {.attackSeconds = 0.3, .decaySeconds = 0.5, .sustain = 1.0, .releaseSeconds = 0.5},
            .lfos = {{{.rateHz = 4.7, .pitchCents = 9.0, .amplitude = 0.08}, {.rateHz = 1.3, .pitchCents = 5.0}}}};
}

Patch dirtStab() {
    return {
        .oscillators = {{{.wave = 2.6, .unison = 7, .detuneCents = 32.0},
                         {.level = 0.8, .wave = kSquareWave, .semitones = -12.0, .unison = 2, .detuneCents = 12.0}}},
        .noiseLevel = 0.12,
        .hasFilter = true,
        .cutoffHz = 900.0,
        .resonance = 0.6,
        .filterEnvelopeOctaves = 3.6,
        .amplitude = {.attackSeconds = 0.002, .decaySeconds = 0.35, .sustain = 0.25, .releaseSeconds = 0.15},
        .modulation = {.attackSeconds = 0.001, .decaySeconds = 0.3, .sustain = 0.1, .releaseSeconds = 0.2}};
}

Patch vintageBells() {
    return {.oscillators = {{{.wave = kSineWave, .unison = 2, .detuneCents = 4.0},
                             {.level = 1.0, .wave = kSineWave, .semitones = 21.55}}},
            .phaseModulation = 0.32,
            .noiseLevel = 0.01,
            .amplitude = {.attackSeconds = 0.002, .decaySeconds = 0.9, .sustain = 0.12, .releaseSeconds = 0.5},
            .lfos = {{{.rateHz = 5.5, .pitchCents = 4.0, .amplitude = 0.25}, {}}}};
}

Patch wobbleBass() {
    return {.oscillators = {{{.wave = kSawWave, .unison = 3, .detuneCents = 10.0},
                             {.level = 0.7, .wave = kSquareWave, .semitones = -12.0}}},
            .hasFilter = true,
            .cutoffHz = 1300.0,
            .resonance = 0.75,
            .amplitude = {.attackSeconds = 0.004, .releaseSeconds = 0.2},
            .lfos = {{{.rateHz = 5.0, .filterOctaves = 2.3}, {.rateHz = 2.5, .wave = 0.4}}}};
}

Patch tremoloGate() {
    return {.oscillators = {{{.wave = 2.5, .unison = 5, .detuneCents = 20.0},
                             {.level = 0.6, .wave = kSawWave, .semitones = 12.0, .unison = 3, .detuneCents = 16.0}}},
            .hasFilter = true,
            .cutoffHz = 6000.0,
            .resonance = 0.3,
            .filterEnvelopeOctaves = 0.5,
            .amplitude = {.attackSeconds = 0.005, .releaseSeconds = 0.25},
            .lfos = {{{.rateHz = 8.0, .isSaw = true, .amplitude = 0.95}, {.rateHz = 1.0, .filterOctaves = 1.0}}}};
}

Patch sirenSweep() {
    return {.oscillators = {{{.wave = 1.6}, {.level = 0.6, .wave = 2.2, .semitones = 7.02}}},
            .hasFilter = true,
            .cutoffHz = 4500.0,
            .resonance = 0.45,
            .waveEnvelope = 0.9,
            .amplitude = {.attackSeconds = 0.03, .releaseSeconds = 0.3},
            .modulation = {.attackSeconds = 0.7, .decaySeconds = 0.4, .sustain = 0.5, .releaseSeconds = 0.3},
            .lfos = {{{.rateHz = 2.2, .pitchCents = 240.0}, {.rateHz = 6.3, .filterOctaves = 0.9}}}};
}

Patch evolvingPad() {
    return {.oscillators = {{{.wave = 0.7, .unison = 7, .detuneCents = 18.0},
                             {.level = 0.8, .wave = 1.4, .semitones = 12.05, .unison = 5, .detuneCents = 22.0}}},
            .noiseLevel = 0.03,
            .hasFilter = true,
            .cutoffHz = 700.0,
            .resonance = 0.4,
            .filterEnvelopeOctaves = 3.4,
            .waveEnvelope = 1.6,
            .amplitude = {.attackSeconds = 0.12, .decaySeconds = 0.5, .sustain = 0.9, .releaseSeconds = 0.5},
            .modulation = {.attackSeconds = 0.65, .decaySeconds = 0.6, .sustain = 0.2, .releaseSeconds = 0.4},
            .lfos = {{{.rateHz = 3.1, .filterOctaves = 0.7}, {.rateHz = 0.9, .pitchCents = 14.0, .amplitude = 0.3}}}};
}

const std::array<Preset, 12>& table() {
    using enum PresetGroup;
    static const std::array<Preset, 12> presets = {{
        {{"sine", "Sine", basicShapes}, basicShape(kSineWave)},
        {{"triangle", "Triangle", basicShapes}, basicShape(kTriangleWave)},
        {{"saw", "Saw", basicShapes}, basicShape(kSawWave)},
        {{"square", "Square", basicShapes}, basicShape(kSquareWave)},
        {{"power_fifths_lead", "Power fifths lead", advancedShapes}, powerFifthsLead()},
        {{"mellotron_saw", "Mellotron saw", advancedShapes}, mellotronSaw()},
        {{"dirt_stab", "Dirt stab", advancedShapes}, dirtStab()},
        {{"vintage_bells", "Vintage bells", advancedShapes}, vintageBells()},
        {{"wobble_bass", "Wobble bass", advancedModulatingShapes}, wobbleBass()},
        {{"tremolo_gate", "Tremolo gate", advancedModulatingShapes}, tremoloGate()},
        {{"siren_sweep", "Siren sweep", advancedModulatingShapes}, sirenSweep()},
        {{"evolving_pad", "Evolving pad", advancedModulatingShapes}, evolvingPad()},
    }};
    return presets;
}

} // namespace

std::string_view groupKey(PresetGroup group) {
    switch (group) {
    case PresetGroup::basicShapes:
        return "basic_shapes";
    case PresetGroup::advancedShapes:
        return "advanced_shapes";
    case PresetGroup::advancedModulatingShapes:
        break;
    }
    return "advanced_modulating_shapes";
}

std::string_view groupName(PresetGroup group) {
    switch (group) {
    case PresetGroup::basicShapes:
        return "Basic shapes";
    case PresetGroup::advancedShapes:
        return "Advanced shapes";
    case PresetGroup::advancedModulatingShapes:
        break;
    }
    return "Advanced modulating shapes";
}

std::span<const PresetInfo> presets() {
    static const std::vector<PresetInfo> infos = [] {
        std::vector<PresetInfo> result;
        for (const Preset& preset : table())
            result.push_back(preset.info);
        return result;
    }();
    return infos;
}

const Patch& presetPatch(std::string_view presetId) {
    for (const Preset& preset : table())
        if (preset.info.id == presetId)
            return preset.patch;
    throw Error(fmt::format("There is no synthesizer preset \"{}\".", presetId));
}

std::vector<float> renderPreset(std::string_view presetId, int note, double seconds, double rateHz) {
    return renderPatch(presetPatch(presetId), note, seconds, rateHz);
}

} // namespace stepwise::core
