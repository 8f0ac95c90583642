#include "app/cli/commands.h"
#include "app/cli/progress_bar.h"
#include "core/file_output.h"
#include "models/calibration.h"
#include "models/model_temperature.h"

#include <fmt/format.h>

#include <memory>

namespace stepwise::app {

namespace {

struct Options {
    std::string models;
    int limit = 200;
    std::uint64_t seed = 1001;
};

void calibrate(const Options& options) {
    models::Suggester suggester(models::loadPredictor(options.models));
    core::requireWritable(std::filesystem::path(options.models) / "manifest.json");
    std::vector<models::ConfidenceExample> examples;
    for (const core::PresetGroup group : core::kPresetGroups) {
        ProgressBar bar(std::string(core::groupName(group)));
        const auto more = models::confidenceExamples(suggester, group, options.seed, options.limit,
                                                     [&](double share) { return bar.update(share); });
        examples.insert(examples.end(), more.begin(), more.end());
    }
    // The probabilities are tempered already: temperatures multiply.
    const double temperature = models::readTemperature(options.models) * models::fitTemperature(examples);
    models::writeTemperature(options.models, temperature);
    fmt::print("Temperature {:.3f} from {} suggested steps, written to the manifest of {}.\n", temperature,
               examples.size(), options.models);
}

} // namespace

void addCalibrateCommand(CLI::App& program) {
    auto* command = program.add_subcommand("calibrate", "Make the confidence of trained networks mean what it says");
    const auto options = std::make_shared<Options>();
    command->add_option("--models", options->models, "Folder of the trained weights")->required();
    command->add_option("--limit", options->limit, "Targets a group")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    command->add_option("--seed", options->seed, "Which targets; not those of the evaluation")->capture_default_str();
    command->callback([options] { calibrate(*options); });
}

} // namespace stepwise::app
