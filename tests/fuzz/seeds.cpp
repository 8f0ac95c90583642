// Writes one small file of every kind that the program writes itself: make_seeds puts them into the corpora.
#include "core/file_output.h"
#include "core/sound_blob.h"
#include "effects/chain_file.h"
#include "fuzz/input.h"
#include "models/dataset.h"
#include "models/evaluation_file.h"
#include "ui/session_file.h"
#include "ui/work_json.h"

#include <cmath>

using namespace stepwise;
namespace fs = std::filesystem;

namespace {

/// A FLAC file as a pipe leaves it: of unknown length.
std::string withOpenLength(std::string flac) {
    constexpr std::size_t kLengthAt = 22;
    std::fill_n(flac.begin() + kLengthAt, 4, '\0');
    return flac;
}

/// A decaying tone; in steps of 24 bits, or with all of a float's.
core::StoredSound tone(std::size_t channels, std::size_t frames, bool in24Bits) {
    core::AudioBuffer audio(8000.0, channels, frames);
    for (std::size_t c = 0; c < channels; ++c)
        for (std::size_t i = 0; i < frames; ++i) {
            const double value =
                0.5 * std::sin(0.3 * static_cast<double>((c + 1) * i)) * std::exp(-0.01 * static_cast<double>(i));
            audio.channel(c)[i] = static_cast<float>(in24Bits ? std::round(value * 256.0) / 256.0 : value);
        }
    return core::stored(audio);
}

effects::Chain wholeChain() {
    effects::Chain chain;
    chain.trimDb = -1.5;
    for (const effects::EffectId effect : effects::kAllEffects)
        chain.steps.push_back(effects::defaultStep(effect));
    return chain;
}

ui::WorkStep workStep(int id, effects::EffectId effect) {
    ui::WorkStep step;
    step.id = id;
    step.step = effects::defaultStep(effect);
    return step;
}

/// Two rounds, with a step of every history.
ui::Work work() {
    ui::Work work;
    work.input.name = "dry.wav";
    work.target.name = "target.flac";
    ui::WorkStep suggested = workStep(2, effects::EffectId::equalizer);
    suggested.suggested = suggested.step;
    suggested.confidence = 0.5F;
    suggested.isAccepted = true;
    suggested.alternatives = {{effects::defaultStep(effects::EffectId::phaser), 0.25F}};
    ui::WorkStep refined = workStep(3, effects::EffectId::distortion);
    refined.suggested = effects::defaultStep(effects::EffectId::distortion);
    refined.isRefined = true;
    refined.broughtNearer = false;
    refined.isOn = false;
    refined.heard.steps = {suggested.step};
    work.rounds.front().steps = {suggested, refined};
    ui::Round next;
    next.id = 4;
    next.parentRound = 1;
    next.parentStep = 2;
    ui::WorkStep last = workStep(5, effects::EffectId::hallReverb);
    last.suggested = last.step;
    last.heard.earlierRounds = {suggested.step};
    next.steps = {last};
    work.rounds.push_back(next);
    work.currentRound = 1;
    return work;
}

void writeSessions(const fs::path& folder) {
    fs::create_directories(folder);
    ui::StoredSounds sounds;
    ui::Work whole = work();
    whole.input.audio = tone(1, 64, true);
    whole.target.audio = tone(2, 64, false);
    ui::writeSession(folder / "whole", whole, sounds, "/home/learner/work.stepwise");
    ui::Work begun;
    begun.input = {tone(1, 32, true), "dry.wav"};
    ui::writeSession(folder / "begun", begun, sounds);
    ui::writeSession(folder / "empty", {}, sounds);
}

void writeSounds(const fs::path& folder) {
    fs::create_directories(folder);
    for (const std::size_t channels : {1U, 2U, 8U})
        for (const bool in24Bits : {true, false})
            core::writeTextFile(folder / (std::to_string(channels) + (in24Bits ? "-flac" : "-float")),
                                core::textOf(core::encodeSound(tone(channels, 100, in24Bits))));
}

void writeDatasets(const fs::path& folder) {
    fs::create_directories(folder);
    models::ExampleChain chain;
    chain.steps = {effects::defaultStep(effects::EffectId::distortion)};
    chain.history = {0};
    chain.number = 7;
    models::ExampleChain longer;
    longer.steps = {effects::defaultStep(effects::EffectId::phaser),
                    effects::defaultStep(effects::EffectId::equalizer)};
    longer.history = {1, 0};
    longer.isGuessed = true;
    longer.number = 8;
    for (const auto& [name, chains] : {std::pair{"one", std::vector{chain}}, {"guessed", std::vector{longer}}}) {
        models::Dataset data;
        data.seed = 3;
        data.chains = chains;
        std::size_t spectra = 0;
        for (const models::ExampleChain& each : chains)
            spectra += each.spectra();
        data.bytes.resize(spectra * models::kInputValues);
        data.powersDb.resize(spectra);
        models::writeDataset(folder / name, data);
        const std::string text = core::readTextFile(folder / name);
        core::writeTextFile(folder / name,
                            text.substr(0, text.size() - spectra * (models::kInputValues + sizeof(float))));
    }
}

void writeEvaluations(const fs::path& folder) {
    fs::create_directories(folder);
    models::Evaluation evaluation;
    evaluation.models = "swift 01234567";
    models::GroupResult& result = evaluation.groups[{models::Condition::standard, core::PresetGroup::basicShapes}];
    result.firstInSet = {1, 2};
    core::writeTextFile(folder / "plain", models::toJson(evaluation).dump());
    evaluation.part = models::EvaluationPart{0, 2, 10, 5};
    evaluation.calibration = models::ModelCalibration{};
    evaluation.refinement = models::EvaluationRefinement{"gradient", "mel", 100};
    result.parts["length 1"].exactSet = {1, 1};
    result.refinement.method = "gradient";
    result.refinement.knobs["equalizer low_gain"].items = 1;
    core::writeTextFile(folder / "refined", models::toJson(evaluation).dump());
}

} // namespace

int main(int count, char** arguments) {
    if (count != 2)
        return 2;
    const fs::path folder = arguments[1];
    for (const char* name : {"chain_file", "work"})
        fs::create_directories(folder / name);
    core::writeTextFile(folder / "chain_file" / "whole", effects::formatChain(wholeChain()));
    core::writeTextFile(folder / "chain_file" / "empty", effects::formatChain({}));
    core::writeTextFile(folder / "work" / "whole", ui::formatWork({work(), "/home/learner/work.stepwise"}));
    core::writeTextFile(folder / "work" / "empty", ui::formatWork({}));
    writeSessions(folder / "session");
    writeSounds(folder / "embedded_sound");
    fs::create_directories(folder / "sound_file");
    const std::string flac = core::textOf(core::encodeSound(tone(1, 100, true)));
    core::writeTextFile(folder / "sound_file" / "flac", flac);
    core::writeTextFile(folder / "sound_file" / "open-flac", withOpenLength(flac));
    writeDatasets(folder / "dataset");
    writeEvaluations(folder / "evaluation");
    return 0;
}
