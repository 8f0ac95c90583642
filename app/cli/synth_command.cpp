#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "core/audio_file.h"
#include "core/error.h"
#include "core/synth.h"

#include <fmt/format.h>

#include <cmath>
#include <memory>

namespace stepwise::app {

namespace {

constexpr double kMinSeconds = 0.01;

struct SynthOptions {
    std::string preset;
    int note = core::kMiddleC;
    double seconds = 1.0;
    std::string output;
    bool list = false;
};

void listPresets() {
    for (const core::PresetInfo& preset : core::presets())
        print("{:<22}{:<28}{}\n", preset.id, preset.name, core::groupName(preset.group));
}

void synthesize(const SynthOptions& options) {
    if (options.list) {
        listPresets();
        return;
    }
    if (options.preset.empty() || options.output.empty())
        throw core::Error("synth needs --preset and --output, or --list.");
    if (!(options.seconds >= kMinSeconds && options.seconds <= core::kMaxSoundSeconds))
        throw core::Error(fmt::format("--seconds is {:g}, outside {:g} to {:g}.", options.seconds, kMinSeconds,
                                      core::kMaxSoundSeconds));
    core::requireWritableAudio(
        options.output,
        {core::kAnalysisRateHz, 1, static_cast<std::size_t>(std::lround(options.seconds * core::kAnalysisRateHz))});
    core::writeAudioFile(
        options.output,
        core::AudioBuffer(core::kAnalysisRateHz, core::renderPreset(options.preset, options.note, options.seconds)));
}

} // namespace

void addSynthCommand(CLI::App& program) {
    auto* command = program.add_subcommand("synth", "Render a preset of the test synthesizer");
    const auto options = std::make_shared<SynthOptions>();
    command->add_option("--preset", options->preset, "Preset id, see --list");
    command->add_option("--note", options->note, "MIDI note number (60 is C4)")->capture_default_str();
    command->add_option("--seconds", options->seconds, "Length")->capture_default_str();
    command->add_option("--output", options->output, "Sound file to write");
    command->add_flag("--list", options->list, "Name the presets");
    command->callback([options] { synthesize(*options); });
}

} // namespace stepwise::app
