#include "app/cli/commands.h"
#include "app/cli/evaluation_table.h"
#include "app/cli/number_range.h"
#include "app/cli/output.h"
#include "app/cli/progress_bar.h"
#include "app/cli/refine_options.h"
#include "app/cli/shard.h"
#include "core/error.h"
#include "core/file_output.h"
#include "models/evaluation.h"
#include "models/evaluation_file.h"
#include "models/json_text.h"
#include "models/model_calibration.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <thread>

namespace stepwise::app {

namespace {

struct Options {
    std::string group;
    std::string models;
    std::string output;
    std::string shard = "1/1";
    std::vector<std::string> merge;
    int limit = 1000;
    int heldOut = 0;
    int threads = 0;
    std::uint64_t seed = 1;
    double budgetMs = 0.0;
    RefineChoice refine;
    bool freeRounds = false;
    bool knownLevelsOnly = false;
    bool json = false;
};

int targetsOf(models::Condition condition, const Options& options) {
    if (condition == models::Condition::standard)
        return options.limit;
    if (condition == models::Condition::unknownLevel)
#ifdef STEPWISE_TRAINING_ONLY
        return 0; // needs a loudness meter
#else
        return options.knownLevelsOnly ? 0 : options.limit;
#endif
    return options.heldOut;
}

std::vector<core::PresetGroup> chosenGroups(const std::string& key) {
    if (key.empty())
        return {core::kPresetGroups.begin(), core::kPresetGroups.end()};
    for (const core::PresetGroup group : core::kPresetGroups)
        if (core::groupKey(group) == key)
            return {group};
    throw core::Error(fmt::format("--group names the unknown group \"{}\".", key));
}

std::filesystem::path modelFolder(const Options& options) {
    return options.models.empty() ? models::defaultModelFolder() : std::filesystem::path(options.models);
}

std::vector<std::shared_ptr<models::Predictor>> loadPredictors(const Options& options) {
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    const int threads = options.threads > 0 ? options.threads : static_cast<int>(cores);
    std::vector<std::shared_ptr<models::Predictor>> predictors;
    for (int i = 0; i < threads; ++i)
        predictors.push_back(models::loadPredictor(modelFolder(options)));
    return predictors;
}

/// What was asked for, without figures.
models::Evaluation job(const Options& options, const Shard& shard, const std::string& models) {
    models::Evaluation evaluation;
    evaluation.models = models;
    evaluation.seed = options.seed;
    evaluation.budgetMs = options.budgetMs;
    evaluation.freeRounds = options.freeRounds;
    evaluation.part = models::EvaluationPart{shard.index, shard.count, options.limit, options.heldOut};
    evaluation.calibration = models::readCalibration(modelFolder(options));
    evaluation.refinement = models::EvaluationRefinement{};
    if (options.refine.method != "none")
        evaluation.refinement = {options.refine.method, options.refine.loss, options.refine.renders};
    return evaluation;
}

models::Evaluation compute(const Options& options) {
    const auto start = std::chrono::steady_clock::now();
    const auto predictors = loadPredictors(options);
    const Shard shard = parseShard(options.shard);
    models::Evaluation evaluation = job(options, shard, predictors.front()->name());
    for (int c = 0; c < models::kConditionCount; ++c) {
        const auto condition = static_cast<models::Condition>(c);
        const int targets = targetsOf(condition, options);
        if (targets == 0)
            continue;
        for (const core::PresetGroup group : chosenGroups(options.group)) {
            ProgressBar bar(fmt::format("{}, {}", core::groupName(group), models::conditionKey(condition)));
            evaluation.groups[{condition, group}] =
                models::evaluateGroup(predictors, group,
                                      {.targetsPerGroup = targets,
                                       .seed = options.seed,
                                       .condition = condition,
                                       .suggest = {.budgetMs = options.budgetMs, .watchesClock = false},
                                       .freeRounds = options.freeRounds,
                                       .refine = options.refine.options(),
                                       .shard = shard.index,
                                       .shards = shard.count},
                                      [&](double share) { return bar.update(share); });
        }
    }
    evaluation.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return evaluation;
}

models::Evaluation merged(const std::vector<std::string>& files) {
    std::vector<models::Evaluation> shards;
    for (const std::string& file : files)
        shards.push_back(models::readEvaluation(file));
    return models::mergeEvaluations(shards);
}

void requireOutput(const Options& options) {
    std::vector<std::filesystem::path> inputs(options.merge.begin(), options.merge.end());
    inputs.push_back(modelFolder(options) / "manifest.json");
    inputs.push_back(modelFolder(options) / "weights.pt");
    core::requireNoneOf(options.output, inputs);
    core::requireWritable(options.output);
}

void evaluate(const Options& options) {
    if (!options.output.empty())
        requireOutput(options);
    const models::Evaluation evaluation = options.merge.empty() ? compute(options) : merged(options.merge);
    const nlohmann::ordered_json json = models::toJson(evaluation);
    if (options.json)
        printJson(json);
    else
        printEvaluation(evaluation);
    if (!options.output.empty())
        core::writeTextFile(options.output, models::jsonText(json));
}

} // namespace

void addEvaluateCommand(CLI::App& program) {
    auto* command = program.add_subcommand("evaluate", "Measure the suggestions on unseen targets of our own");
    const auto options = std::make_shared<Options>();
    command->add_option("--group", options->group,
                        "basic_shapes, advanced_shapes or advanced_modulating_shapes; all if left out");
    command->add_option("--limit", options->limit, "Targets a group")
        ->check(CLI::Range(0, 100000))
        ->capture_default_str();
    command
        ->add_option("--held-out", options->heldOut,
                     "Beside them, targets a group for each held-out condition: other notes, sounds, levels, lengths "
                     "(unknown levels are reported without it)")
        ->check(CLI::Range(0, 100000))
        ->capture_default_str();
    command->add_flag("--known-levels-only", options->knownLevelsOnly, "Leave out the targets of unknown level");
    command->add_flag("--free-rounds", options->freeRounds,
                      "Rounds end by themselves, as for a learner, instead of after as many steps as the target has; "
                      "counted up to the lowest error");
    command->add_option("--seed", options->seed, "Which targets")->capture_default_str();
    command
        ->add_option("--budget-ms", options->budgetMs,
                     "Worth of the search after the greedy round, in time on an idle machine; 0 is greedy")
        ->check(numberBetween(0.0, 3.6e6))
        ->capture_default_str();
    addRefineOptions(*command, options->refine);
    command->add_option("--models", options->models, "Folder of the trained weights");
    command->add_option("--threads", options->threads, "0: all cores")
        ->check(CLI::Range(0, 256))
        ->capture_default_str();
    auto* shard = command->add_option("--shard", options->shard, "Only this part, as 2/4: the second of four")
                      ->capture_default_str();
    command->add_option("--merge", options->merge, "Instead of computing: add the outputs of all shards")
        ->excludes(shard);
    command->add_option("--output", options->output, "Also write the JSON to this file");
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options] { evaluate(*options); });
}

} // namespace stepwise::app
