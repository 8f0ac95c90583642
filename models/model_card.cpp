#include "models/model_card.h"

#include "core/error.h"
#include "core/file_output.h"
#include "models/evaluation_report.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace stepwise::models {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::ordered_json;

Json readJson(const fs::path& path) {
    Json json = Json::parse(core::readTextFile(path), nullptr, false);
    if (json.is_discarded())
        throw core::Error(fmt::format("{}: is not valid JSON.", path.string()));
    return json;
}

/// What the weights were before, if the training did not start from random ones.
std::string startText(const Json& training) {
    if (!training.contains("started_from"))
        return {};
    const Json& start = training.at("started_from");
    const Json& before = start.at("training");
    return fmt::format("- Went on from weights {}: {} chains, seed {}. {} Best epoch {}, {:.1f} hours.\n",
                       start.at("fingerprint").get<std::string>().substr(0, 8), before.at("chains").get<std::size_t>(),
                       before.at("data_seed").get<std::uint64_t>(), before.at("data").get<std::string>(),
                       before.at("epoch").get<int>(), before.at("hours").get<double>());
}

std::string trainingSection(const Json& manifest) {
    const Json& training = manifest.at("training");
    const Json& validation = training.at("validation");
    std::string text = fmt::format(
        "# Weights: {} {}\n\nRack version {}, {:.1f} MB in float16. Licence: GPL-3.0-or-later, as the program. Written "
        "by `stepwise-cli train --export`.\n\n## Training\n\n",
        manifest.at("architecture").get<std::string>(), manifest.at("fingerprint").get<std::string>().substr(0, 8),
        manifest.at("rack").get<std::string>(), manifest.at("bytes").get<double>() * 1e-6);
    text += fmt::format("- Data: {} chains, seed {}. {}\n", training.at("chains").get<std::size_t>(),
                        training.at("data_seed").get<std::uint64_t>(), training.at("data").get<std::string>());
    text += fmt::format("- Seed {}, batches of {} chains, Adam from {}, convolutions in {}, best epoch {}.\n",
                        training.at("seed").get<std::uint64_t>(), training.at("batch_chains").get<int>(),
                        training.at("learning_rate").get<double>(), training.at("precision").get<std::string>(),
                        training.at("epoch").get<int>());
    if (const double weight = training.value("rendered_weight", 0.0); weight > 0.0)
        text += fmt::format("- A loss on the sound that the knobs make, weighted {:g}, beside the one on the knobs.\n",
                            weight);
    text += startText(training);
    text += fmt::format("- {:.1f} hours on {}, {} worker(s).\n", training.at("hours").get<double>(),
                        training.at("machine").get<std::string>(), training.at("workers").get<int>());
    if (manifest.contains("temperature"))
        text += fmt::format("- Confidence tempered by {:.2f} (`stepwise-cli calibrate`).\n",
                            manifest.at("temperature").get<double>());
    text += "- Curves: `log.csv`.\n\n![Curves](curves.svg)\n\n";
    text += fmt::format(
        "## Validation (every 20th chain)\n\nNext effect with all but the last step given {:.1f} %, "
        "first pick in the set {:.1f} %, told apart whether the chain is complete {:.1f} %, distortion "
        "mode {:.1f} %.\n\n| effect | knob error over knob variance |\n|---|---|\n",
        100.0 * validation.at("next_effect_last").get<double>(), 100.0 * validation.at("first_in_set").get<double>(),
        100.0 * validation.at("done_accuracy").get<double>(), 100.0 * validation.at("mode_accuracy").get<double>());
    for (const auto& [effect, share] : validation.at("knob_error_over_variance").items())
        text += fmt::format("| {} | {:.2f} |\n", effect, share.get<double>());
    return text;
}

enum class Kind { greedy, searched, paper };

void requireKind(const Evaluation& evaluation, Kind kind, const std::string& file) {
    if (kind == Kind::searched && evaluation.budgetMs <= 0.0)
        throw core::Error(fmt::format("{}: is a greedy evaluation, but one with a budget belongs here.", file));
    if (kind != Kind::searched && evaluation.budgetMs > 0.0)
        throw core::Error(fmt::format("{}: is a searched evaluation (budget {:.0f} ms), but {} takes a greedy one.",
                                      file, evaluation.budgetMs, kind == Kind::paper ? "--paper" : "--evaluation"));
    if (kind == Kind::paper && !evaluation.models.starts_with("paper "))
        throw core::Error(fmt::format("{}: is the evaluation of {}, but --paper takes one of the paper networks.", file,
                                      evaluation.models));
}

std::optional<Evaluation> evaluationOf(const fs::path& file, Kind kind, const std::string& fingerprint) {
    if (file.empty())
        return std::nullopt;
    Evaluation evaluation = readEvaluation(file);
    requireKind(evaluation, kind, file.string());
    if (!fingerprint.empty() && !evaluation.models.ends_with(fingerprint))
        throw core::Error(fmt::format("{}: is the evaluation of other weights ({}), not of these ({}).", file.string(),
                                      evaluation.models, fingerprint));
    return evaluation;
}

CardEvaluations readEvaluations(const EvaluationFiles& files, const std::string& fingerprint) {
    CardEvaluations evaluations = {evaluationOf(files.greedy, Kind::greedy, fingerprint),
                                   evaluationOf(files.searched, Kind::searched, fingerprint),
                                   evaluationOf(files.refined, Kind::searched, fingerprint),
                                   evaluationOf(files.paper, Kind::paper, "")};
    if (evaluations.refined && std::ranges::none_of(evaluations.refined->groups, [](const auto& group) {
            return group.second.refinement.initial.items > 0;
        }))
        throw core::Error(
            fmt::format("{}: was made without --refine, but --refined takes one with it.", files.refined.string()));
    for (const auto& [other, file] : {std::pair{&evaluations.searched, &files.searched},
                                      {&evaluations.refined, &files.refined},
                                      {&evaluations.paper, &files.paper}})
        if (evaluations.greedy && *other && (*other)->draw != evaluations.greedy->draw)
            throw core::Error(fmt::format("{}: has targets drawn by another version than {}.", file->string(),
                                          files.greedy.string()));
        else if (evaluations.greedy && *other && (*other)->seed != evaluations.greedy->seed)
            throw core::Error(fmt::format("{}: has targets of seed {}, but {} has those of seed {}.", file->string(),
                                          (*other)->seed, files.greedy.string(), evaluations.greedy->seed));
    return evaluations;
}

void copyFile(const fs::path& from, const fs::path& to) {
    core::writeTextFile(to, core::readTextFile(from, 256U << 20U));
}

} // namespace

void exportModel(const fs::path& trainingFolder, const fs::path& folder, const EvaluationFiles& files) {
    const fs::path best = trainingFolder / "best";
    const Json manifest = readJson(best / "manifest.json");
    std::string card;
    CardEvaluations evaluations;
    try {
        const std::string fingerprint = manifest.at("fingerprint").get<std::string>().substr(0, 8);
        evaluations = readEvaluations(files, fingerprint);
        card = trainingSection(manifest) + evaluationReport(evaluations);
    } catch (const Json::exception&) {
        throw core::Error(
            fmt::format("{}: lacks figures that the model card needs.", (best / "manifest.json").string()));
    }
    std::error_code error;
    fs::create_directories(folder, error);
    copyFile(best / "weights.pt", folder / "weights.pt");
    copyFile(best / "manifest.json", folder / "manifest.json");
    for (const char* name : {"log.csv", "curves.svg"})
        copyFile(trainingFolder / name, folder / name);
    if (evaluations.greedy)
        core::writeTextFile(folder / "reliability.svg", reliabilityDiagramSvg(overallCalibration(*evaluations.greedy)));
    core::writeTextFile(folder / "README.md", card);
}

} // namespace stepwise::models
