#include "app/cli/commands.h"
#include "app/cli/number_range.h"
#include "app/cli/output.h"
#include "app/cli/progress_bar.h"
#include "core/file_output.h"
#include "core/plain_text.h"
#include "models/calibration.h"
#include "models/model_calibration.h"

#include <fmt/format.h>

#include <memory>

namespace stepwise::app {

namespace {

struct Options {
    std::string models;
    int limit = 200;
    std::uint64_t seed = 1001;
    double budgetMs = 0.0;
};

template <class Examples, class Make>
Examples ofAllGroups(const Make& make) {
    Examples examples;
    for (const core::PresetGroup group : core::kPresetGroups) {
        ProgressBar bar(std::string(core::groupName(group)));
        const Examples more = make(group, [&](double share) { return bar.update(share); });
        examples.insert(examples.end(), more.begin(), more.end());
    }
    return examples;
}

/// After the figures are printed: they took long to find.
void write(const Options& options, const models::ModelCalibration& calibration) {
    models::writeCalibration(options.models, calibration);
    print("Written to the manifest of {}.\n", core::plainText(options.models));
}

/// Another temperature also changes what the search finds, so that has to be calibrated again.
void calibrateTemperature(const Options& options) {
    models::Suggester suggester(models::loadPredictor(options.models));
    const auto examples =
        ofAllGroups<std::vector<models::ConfidenceExample>>([&](core::PresetGroup group, const auto& progress) {
            return models::confidenceExamples(suggester, group, options.seed, options.limit, progress);
        });
    // The probabilities are tempered already: temperatures multiply.
    const double temperature = models::readCalibration(options.models).temperature * models::fitTemperature(examples);
    print("Temperature {:.3f} from {} suggested steps.\n", temperature, examples.size());
    write(options, {.temperature = temperature});
}

void calibrateSearch(const Options& options) {
    models::ModelCalibration calibration = models::readCalibration(options.models);
    const std::shared_ptr<models::Predictor> predictor = models::loadPredictor(options.models);
    const auto outcomes =
        ofAllGroups<std::vector<models::ConfidenceOutcome>>([&](core::PresetGroup group, const auto& progress) {
            return models::searchedOutcomes(predictor, group, options.seed, options.limit, options.budgetMs, progress);
        });
    calibration.searched = models::fitSearchedConfidence(outcomes);
    print("Log-odds of searched steps times {:.3f} and {:+.3f}, from {} of them.\n", calibration.searched.slope,
          calibration.searched.offset, outcomes.size());
    write(options, calibration);
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
    command
        ->add_option(
            "--budget-ms", options->budgetMs,
            "0: the networks' temperature; more: the confidence of what a search with this budget finds, after "
            "the temperature")
        ->check(numberBetween(0.0, 3.6e6))
        ->capture_default_str();
    command->callback([options] {
        core::requireWritable(std::filesystem::path(options->models) / "manifest.json");
        options->budgetMs > 0.0 ? calibrateSearch(*options) : calibrateTemperature(*options);
    });
}

} // namespace stepwise::app
