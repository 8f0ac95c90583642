#include "app/cli/commands.h"
#include "app/cli/json_output.h"
#include "app/cli/progress_bar.h"
#include "core/error.h"
#include "core/file_output.h"
#include "models/evaluation.h"

#include <fmt/format.h>

#include <chrono>
#include <memory>

namespace stepwise::app {

namespace {

struct Options {
    std::string group;
    std::string models;
    std::string output;
    int limit = 1000;
    std::uint64_t seed = 1;
    double budgetMs = 0.0;
    std::string refine = "none";
    bool json = false;
};

Json effectsJson(const models::GroupResult& result) {
    Json json = Json::object();
    for (const effects::EffectId effect : effects::kAllEffects) {
        const models::EffectResult& one = result.effects[static_cast<std::size_t>(effect)];
        Json& entry = json[std::string(effects::effectInfo(effect).key)];
        entry = toJson(one.change);
        entry["improved"] = one.items > 0 ? static_cast<double>(one.improved) / one.items : 0.0;
        entry["items"] = one.items;
    }
    return json;
}

Json nextEffectJson(const models::GroupResult& result) {
    Json last = Json::object();
    models::Share all;
    for (std::size_t i = 0; i < result.nextEffectLast.size(); ++i) {
        last[std::to_string(i + 1)] = result.nextEffectLast[i].value();
        all.hits += result.nextEffectLast[i].hits;
        all.items += result.nextEffectLast[i].items;
    }
    last["all"] = all.value();
    return {{"last", last}, {"first_in_set", result.firstInSet.value()}};
}

Json groupJson(const models::GroupResult& result) {
    Json perStep = Json::object();
    for (const core::ErrorColumn& column : core::kErrorColumns)
        for (const core::Errors& errors : result.perStep)
            perStep[std::string(column.key)].push_back(errors.*column.value);
    return {{"targets", result.targets},
            {"initial", toJson(result.initial)},
            {"final", toJson(result.final)},
            {"best_prefix", toJson(result.bestPrefix)},
            {"per_step", perStep},
            {"worse_than_dry", result.worseThanDry.value()},
            {"exact_set", result.exactSet.value()},
            {"effects", effectsJson(result)},
            {"next_effect", nextEffectJson(result)},
            {"unknown_level",
             {{"initial", toJson(result.unknownLevelInitial)},
              {"final", toJson(result.unknownLevelFinal)},
              {"worse_than_dry", result.unknownLevelWorse.value()}}}};
}

void printGroup(std::string_view name, const models::GroupResult& result) {
    fmt::print("\n{} ({} targets)\n", name, result.targets);
    fmt::print("{:<10}{:>10}{:>10}{:>8}   unknown level, after the trim\n", "", "initial", "final", "ratio");
    for (const core::ErrorColumn& column : core::kErrorColumns) {
        const double initial = result.initial.*column.value;
        const double final = result.final.*column.value;
        const double unknownInitial = result.unknownLevelInitial.*column.value;
        const double unknownFinal = result.unknownLevelFinal.*column.value;
        fmt::print("{:<10}{:>10.4f}{:>10.4f}{:>8.3f}{:>10.4f}{:>10.4f}{:>8.3f}\n", column.name, initial, final,
                   final / initial, unknownInitial, unknownFinal, unknownFinal / unknownInitial);
    }
    const Json next = nextEffectJson(result);
    fmt::print("worse than dry {:.1f} %, exact set {:.1f} %, next effect (last, all) {:.1f} %, first in set {:.1f} %\n",
               100.0 * result.worseThanDry.value(), 100.0 * result.exactSet.value(),
               100.0 * next["last"]["all"].get<double>(), 100.0 * result.firstInSet.value());
    for (const effects::EffectId effect : effects::kAllEffects) {
        const models::EffectResult& one = result.effects[static_cast<std::size_t>(effect)];
        fmt::print("  {:<13}alone: MSE {:+.4f}, LSD {:+.2f}, improves {:.0f} % of {}\n",
                   effects::effectInfo(effect).name, one.change.mse, one.change.lsd,
                   one.items > 0 ? 100.0 * one.improved / one.items : 0.0, one.items);
    }
}

std::vector<core::PresetGroup> chosenGroups(const std::string& key) {
    const std::vector<core::PresetGroup> all = {core::PresetGroup::basicShapes, core::PresetGroup::advancedShapes,
                                                core::PresetGroup::advancedModulatingShapes};
    if (key.empty())
        return all;
    for (const core::PresetGroup group : all)
        if (core::groupKey(group) == key)
            return {group};
    throw core::Error(fmt::format("--group names the unknown group \"{}\".", key));
}

void evaluate(const Options& options) {
    const auto start = std::chrono::steady_clock::now();
    const std::vector<core::PresetGroup> groups = chosenGroups(options.group);
    const std::shared_ptr<models::Predictor> predictor = models::loadPredictor(
        options.models.empty() ? models::defaultModelFolder() : std::filesystem::path(options.models));
    models::Suggester suggester(predictor);
    models::EvaluationOptions evaluation;
    evaluation.targetsPerGroup = options.limit;
    evaluation.seed = options.seed;
    evaluation.suggest.budgetMs = options.budgetMs;
    Json json = {{"rack", effects::kRackVersion}, {"models", predictor->name()}, {"groups", Json::object()}};
    for (const core::PresetGroup group : groups) {
        ProgressBar bar(std::string(core::groupName(group)));
        const models::GroupResult result = models::evaluateGroup(suggester, *predictor, group, evaluation,
                                                                 [&](double share) { return bar.update(share); });
        json["groups"][std::string(core::groupKey(group))] = groupJson(result);
        if (!options.json)
            printGroup(core::groupName(group), result);
    }
    json["seconds"] = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (options.json)
        fmt::print("{}\n", json.dump(2));
    if (!options.output.empty())
        core::writeTextFile(options.output, json.dump(2) + "\n");
}

} // namespace

void addEvaluateCommand(CLI::App& program) {
    auto* command = program.add_subcommand("evaluate", "Measure the suggestions on unseen targets of our own");
    const auto options = std::make_shared<Options>();
    command->add_option("--group", options->group,
                        "basic_shapes, advanced_shapes or advanced_modulating_shapes; all if left out");
    command->add_option("--limit", options->limit, "Targets a group")
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    command->add_option("--seed", options->seed, "Which targets")->capture_default_str();
    command->add_option("--budget-ms", options->budgetMs, "Time for trying alternatives; 0 is greedy")
        ->check(CLI::Range(0.0, 3.6e6))
        ->capture_default_str();
    command
        ->add_option("--refine", options->refine, "Numerical improvement after the suggestion; this version has none")
        ->check(CLI::IsMember({"none"}))
        ->capture_default_str();
    command->add_option("--models", options->models, "Folder of the trained weights");
    command->add_option("--output", options->output, "Also write the JSON to this file");
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([options] { evaluate(*options); });
}

} // namespace stepwise::app
