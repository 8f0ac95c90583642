#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "app/cli/progress_bar.h"
#include "core/audio_file.h"
#include "core/file_output.h"
#include "effects/chain_file.h"
#include "effects/chain_renderer.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <vector>

namespace stepwise::app {

namespace {

struct RenderOptions {
    std::string chain;
    std::string input;
    std::string output;
};

void render(const RenderOptions& options) {
    core::requireNoneOf(options.output, std::vector<std::filesystem::path>{options.chain, options.input});
    const effects::Chain chain = effects::readChainFile(options.chain);
    const core::LoadedAudio input = core::readAudioFile(options.input);
    for (const std::string& note : input.notes)
        say("{}: {}", options.input, note);
    core::requireWritableAudio(options.output,
                               {input.audio.sampleRateHz, input.audio.channelCount(), input.audio.frames()});
    ProgressBar bar("Rendering");
    const core::AudioBuffer output =
        effects::renderChain(input.audio, chain, [&](double share) { return bar.update(share); });
    if (const double cutDb = core::writeAudioFile(options.output, output); cutDb > 0.0)
        say("{}: peaks up to {:.1f} dB above full scale were cut; a WAV file keeps them.", options.output, cutDb);
}

} // namespace

void addRenderCommand(CLI::App& program) {
    auto* command = program.add_subcommand("render", "Run a chain over a sound file");
    const auto options = std::make_shared<RenderOptions>();
    command->add_option("--chain", options->chain, "Chain file (.stepwise.json)")->required();
    command->add_option("--input", options->input, "Sound file to process")->required();
    command
        ->add_option("--output", options->output,
                     "Sound file to write, another than the input; its extension chooses the format")
        ->required();
    command->callback([options] { render(*options); });
}

} // namespace stepwise::app
