#include "models/model_card.h"

#include "core/error.h"
#include "core/file_output.h"
#include "core/file_set.h"
#include "core/json_text.h"
#include "models/checksum.h"
#include "models/evaluation_report.h"
#include "models/model_card_training.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace stepwise::models {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kReliabilityName = "reliability.svg";

Json readJson(const fs::path& path) {
    const std::string text = core::readTextFile(path);
    try {
        return core::parseJson<Json>(text);
    } catch (const std::exception&) {
        throw core::Error(fmt::format("{}: is not valid JSON.", path.string()));
    }
}

enum class Kind { greedy, searched, paper, free };

void requireKind(const Evaluation& evaluation, Kind kind, const std::string& file) {
    if (evaluation.freeRounds != (kind == Kind::free))
        throw core::Error(fmt::format("{}: was made {} --free-rounds, but {} takes one made {} it.", file,
                                      evaluation.freeRounds ? "with" : "without",
                                      kind == Kind::free ? "--free" : "this option",
                                      evaluation.freeRounds ? "without" : "with"));
    if (kind == Kind::searched && evaluation.budgetMs <= 0.0)
        throw core::Error(fmt::format("{}: is a greedy evaluation, but one with a budget belongs here.", file));
    if ((kind == Kind::greedy || kind == Kind::paper) && evaluation.budgetMs > 0.0)
        throw core::Error(fmt::format("{}: is a searched evaluation (budget {:.0f} ms), but {} takes a greedy one.",
                                      file, evaluation.budgetMs, kind == Kind::paper ? "--paper" : "--evaluation"));
    if (kind == Kind::paper && !evaluation.models.starts_with("paper "))
        throw core::Error(fmt::format("{}: is the evaluation of {}, but --paper takes one of the paper networks.", file,
                                      evaluation.models));
}

/// Weights as an evaluation knows them.
struct Identity {
    std::string fingerprint; ///< its first eight digits
    ModelCalibration calibration;
};

Identity identityOf(const Json& manifest) {
    return {manifest.at("fingerprint").get<std::string>().substr(0, 8),
            {manifest.value("temperature", 1.0),
             {manifest.value("searched_slope", 1.0), manifest.value("searched_offset", 0.0)}}};
}

/// Calibration is no part of the fingerprint, but changes confidence and search.
void requireCalibration(const Evaluation& evaluation, const Identity& weights, std::vector<std::string>& remarks) {
    const ModelCalibration& wanted = weights.calibration;
    const bool hasOtherSearch =
        evaluation.budgetMs > 0.0 && evaluation.calibration.value_or(ModelCalibration{}).searched != wanted.searched;
    if (hasOtherSearch)
        throw core::Error(fmt::format("{}: was made with another calibration of searched steps than that of the "
                                      "weights: evaluate them again.",
                                      evaluation.file));
    if (!evaluation.calibration) {
        remarks.push_back(fmt::format("{}: was written by a version that did not say at which temperature; it is taken "
                                      "to be that of the weights, {:.3f}.",
                                      evaluation.file, wanted.temperature));
        return;
    }
    const ModelCalibration& made = *evaluation.calibration;
    if (made.temperature != wanted.temperature)
        throw core::Error(fmt::format("{}: was made at a temperature of {:.4f}, but that of the weights is {:.4f}: "
                                      "evaluate them again after calibrating.",
                                      evaluation.file, made.temperature, wanted.temperature));
}

std::optional<Evaluation> evaluationOf(const fs::path& file, Kind kind, const std::optional<Identity>& weights,
                                       std::vector<std::string>& remarks) {
    if (file.empty())
        return std::nullopt;
    Evaluation evaluation = readEvaluation(file);
    requireKind(evaluation, kind, file.string());
    if (!weights)
        return evaluation;
    if (!evaluation.models.ends_with(weights->fingerprint))
        throw core::Error(fmt::format("{}: is the evaluation of other weights ({}), not of {}.", file.string(),
                                      evaluation.models, weights->fingerprint));
    requireCalibration(evaluation, *weights, remarks);
    return evaluation;
}

void requireSameTargets(const Evaluation& other, const Evaluation& greedy) {
    if (other.draw != greedy.draw)
        throw core::Error(fmt::format("{}: has targets drawn by another version than {}.", other.file, greedy.file));
    if (other.seed != greedy.seed)
        throw core::Error(fmt::format("{}: has targets of seed {}, but {} has those of seed {}.", other.file,
                                      other.seed, greedy.file, greedy.seed));
}

CardEvaluations readEvaluations(const EvaluationFiles& files, const Identity& weights,
                                const std::optional<Identity>& paper, std::vector<std::string>& remarks) {
    CardEvaluations evaluations = {evaluationOf(files.greedy, Kind::greedy, weights, remarks),
                                   evaluationOf(files.searched, Kind::searched, weights, remarks),
                                   evaluationOf(files.refined, Kind::searched, weights, remarks),
                                   evaluationOf(files.paper, Kind::paper, paper, remarks),
                                   {}};
    for (const fs::path& file : files.free)
        evaluations.free.push_back(*evaluationOf(file, Kind::free, weights, remarks));
    if (evaluations.refined && std::ranges::none_of(evaluations.refined->groups, [](const auto& group) {
            return group.second.refinement.initial.items > 0;
        }))
        throw core::Error(
            fmt::format("{}: was made without --refine, but --refined takes one with it.", files.refined.string()));
    if (!evaluations.greedy)
        return evaluations;
    for (const auto* other : {&evaluations.searched, &evaluations.refined, &evaluations.paper})
        if (*other)
            requireSameTargets(**other, *evaluations.greedy);
    for (const Evaluation& other : evaluations.free)
        requireSameTargets(other, *evaluations.greedy);
    return evaluations;
}

/// As it was read, with what a sentence about it needs.
struct Manifest {
    fs::path path;
    Json json;
};

Manifest readManifest(const fs::path& folder) {
    return {folder / "manifest.json", readJson(folder / "manifest.json")};
}

/// What `read` makes of a manifest that may lack figures.
template <class Read>
auto from(const Manifest& manifest, const Read& read) {
    try {
        return read(manifest.json);
    } catch (const std::exception&) {
        throw core::Error(fmt::format("{}: lacks figures that the model card needs.", manifest.path.string()));
    }
}

std::string readWeights(const fs::path& folder, const Manifest& manifest) {
    const fs::path path = folder / "weights.pt";
    std::string bytes = core::readTextFile(path, 256U << 20U);
    if (checksum(bytes) != from(manifest, [](const Json& json) { return json.at("fingerprint").get<std::string>(); }))
        throw core::Error(fmt::format("{}: is damaged: its fingerprint is not the manifest's.", path.string()));
    return bytes;
}

std::vector<fs::path> inputsOf(const fs::path& trainingFolder, const EvaluationFiles& files) {
    std::vector<fs::path> inputs = {trainingFolder / "best/weights.pt", trainingFolder / "best/manifest.json",
                                    trainingFolder / "log.csv", trainingFolder / "curves.svg"};
    for (const fs::path* file : {&files.greedy, &files.searched, &files.refined, &files.paper})
        if (!file->empty())
            inputs.push_back(*file);
    inputs.insert(inputs.end(), files.free.begin(), files.free.end());
    if (!files.paperModels.empty())
        inputs.push_back(files.paperModels / "manifest.json");
    return inputs;
}

void requireFolder(const fs::path& folder, const std::vector<fs::path>& inputs) {
    const core::FileSet model(folder);
    for (const char* name : {"weights.pt", "manifest.json", "log.csv", "curves.svg", kReliabilityName, "README.md"}) {
        core::requireNoneOf(model.pathOf(name), inputs);
        model.requireWritable(name);
    }
}

} // namespace

std::vector<std::string> exportModel(const fs::path& trainingFolder, const fs::path& folder,
                                     const EvaluationFiles& files) {
    const fs::path best = trainingFolder / "best";
    requireFolder(folder, inputsOf(trainingFolder, files));
    const Manifest manifest = readManifest(best);
    std::string card = from(manifest, trainingSection);
    std::optional<Identity> paper;
    if (!files.paperModels.empty()) {
        const Manifest paperManifest = readManifest(files.paperModels);
        paper = from(paperManifest, identityOf);
        card += from(paperManifest, paperSection);
    }
    std::vector<std::string> remarks;
    const CardEvaluations evaluations = readEvaluations(files, from(manifest, identityOf), paper, remarks);
    card += evaluationReport(evaluations);
    // Everything is read and checked before anything is written, so that an export that fails changes nothing.
    std::vector<std::pair<const char*, std::string>> contents = {{"weights.pt", readWeights(best, manifest)},
                                                                 {"manifest.json", core::readTextFile(manifest.path)}};
    for (const char* name : {"log.csv", "curves.svg"})
        contents.emplace_back(name, core::readTextFile(trainingFolder / name));
    if (evaluations.greedy)
        contents.emplace_back(kReliabilityName, reliabilityDiagramSvg(overallCalibration(*evaluations.greedy)));
    contents.emplace_back("README.md", std::move(card));
    core::FileSet model(folder);
    for (const auto& [name, content] : contents)
        model.write(name, content);
    if (!evaluations.greedy)
        model.remove(kReliabilityName);
    model.commit();
    return remarks;
}

} // namespace stepwise::models
