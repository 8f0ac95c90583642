#include "app/cli/commands.h"
#include "app/cli/json_output.h"
#include "app/cli/output.h"
#include "core/audio_file.h"
#include "core/comparison.h"
#include "core/descriptors.h"
#include "core/plain_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>

namespace stepwise::app {

namespace {

struct CompareOptions {
    std::string input;
    std::string target;
    bool noAlign = false;
    bool noTrim = false;
    bool json = false;
};

void printRow(std::string_view name, double input, double target, std::string_view unit) {
    print("{:<22}{:>12.2f}{:>12.2f}  {}\n", name, input, target, unit);
}

void printTable(const core::Comparison& comparison, const core::MeasuredSound& measured, const core::Descriptors& input,
                const core::Descriptors& target) {
    for (const core::ErrorColumn& column : core::kErrorColumns)
        print("{:<22}{:>12.5g}\n", column.name, measured.errors.*column.value);
    print("{:<22}{:>12.1f}  ms\n{:<22}{:>12.1f}  dB\n\n", "Alignment", comparison.pair().alignmentMs, "Trim",
          measured.trimDb);
    print("{:<22}{:>12}{:>12}\n", "", "input", "target");
    printRow("Length", input.seconds, target.seconds, "s");
    printRow("Pitch", input.pitchHz, target.pitchHz, "Hz");
    printRow("Spectral centroid", input.centroidHz, target.centroidHz, "Hz");
    printRow("Roll-off (85 %)", input.rolloffHz, target.rolloffHz, "Hz");
    printRow("Flatness", input.flatness, target.flatness, "");
    printRow("Onset strength", input.onsetStrength, target.onsetStrength, "");
    printRow("RMS", input.rmsDb, target.rmsDb, "dBFS");
    printRow("Crest factor", input.crestFactorDb, target.crestFactorDb, "dB");
    printRow("Loudness", input.loudnessLufs, target.loudnessLufs, "LUFS");
    printRow("Harmonic to noise", input.harmonicToNoiseDb, target.harmonicToNoiseDb, "dB");
}

core::StoredSound load(const std::string& path, std::vector<std::string>& notes) {
    core::LoadedAudio loaded = core::readAudioFile(path);
    for (const std::string& note : loaded.notes)
        notes.push_back(fmt::format("{}: {}", path, note));
    return std::make_shared<const core::AudioBuffer>(std::move(loaded.audio));
}

void compare(const CompareOptions& options) {
    std::vector<std::string> notes;
    const core::StoredSound input = load(options.input, notes);
    const core::StoredSound target = load(options.target, notes);
    const core::Comparison comparison(
        core::preparePair(input, target, {.align = !options.noAlign, .trim = !options.noTrim}));
    const core::PreparedPair& pair = comparison.pair();
    const core::MeasuredSound measured = comparison.measure(*pair.input.load());
    const core::Descriptors inputDescriptors = core::describe(core::toAnalysisMono(pair.input, pair.inputMix));
    const core::Descriptors targetDescriptors = core::describe(core::toAnalysisMono(pair.target, pair.targetMix));
    std::ranges::copy(core::sentences(core::notesOf(pair, measured)), std::back_inserter(notes));
    if (options.json) {
        const Json json = {{"errors", models::errorsJson(measured.errors)},
                           {"input", toJson(inputDescriptors)},
                           {"target", toJson(targetDescriptors)},
                           {"alignment_ms", pair.alignmentMs},
                           {"trim_db", measured.trimDb},
                           {"notes", notes}};
        printJson(json);
        return;
    }
    printTable(comparison, measured, inputDescriptors, targetDescriptors);
    for (const std::string& note : notes)
        print("Note: {}\n", core::plainText(note));
}

} // namespace

void addCompareCommand(CLI::App& program) {
    auto* command = program.add_subcommand("compare", "Measure how far a sound is from a target, and describe both");
    const auto options = std::make_shared<CompareOptions>();
    command->add_option("--input", options->input, "Sound file")->required();
    command->add_option("--target", options->target, "Sound file to compare with")->required();
    command->add_flag("--no-align", options->noAlign,
                      "Compare both sounds as they are: no shift, and no silence or offset left out");
    command->add_flag("--no-trim", options->noTrim, "Compare without matching the loudness");
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options] { compare(*options); });
}

} // namespace stepwise::app
