#include "models/model_card.h"

#include "core/error.h"
#include "core/file_output.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

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

std::string trainingSection(const Json& manifest) {
    const Json& training = manifest.at("training");
    const Json& validation = training.at("validation");
    std::string text = fmt::format(
        "# Weights: {} {}\n\nRack version {}, {} bytes, float16. Licence: GPL-3.0-or-later, as the "
        "program. Written by `stepwise-cli train --export`.\n\n## Training\n\n",
        manifest.at("architecture").get<std::string>(), manifest.at("fingerprint").get<std::string>().substr(0, 8),
        manifest.at("rack").get<std::string>(), manifest.at("bytes").get<std::size_t>());
    text += fmt::format("- Data: {} chains, seed {}. {}\n", training.at("chains").get<std::size_t>(),
                        training.at("data_seed").get<std::uint64_t>(), training.at("data").get<std::string>());
    text += fmt::format("- Seed {}, batches of {} chains, Adam from {}, best epoch {}.\n",
                        training.at("seed").get<std::uint64_t>(), training.at("batch_chains").get<int>(),
                        training.at("learning_rate").get<double>(), training.at("epoch").get<int>());
    text += fmt::format("- Curves: `log.csv`.\n\n## Validation (every 20th chain)\n\nNext effect with all but the last "
                        "step given {:.1f} %, "
                        "first pick in the set {:.1f} %, distortion mode {:.1f} %.\n\n| effect | knob error over knob "
                        "variance |\n|---|---|\n",
                        100.0 * validation.at("next_effect_last").get<double>(),
                        100.0 * validation.at("first_in_set").get<double>(),
                        100.0 * validation.at("mode_accuracy").get<double>());
    for (const auto& [effect, share] : validation.at("knob_error_over_variance").items())
        text += fmt::format("| {} | {:.2f} |\n", effect, share.get<double>());
    return text;
}

std::string errorTable(const Json& group) {
    std::string text =
        "| error | initial | final | ratio | unknown level: initial | final | ratio |\n|---|---|---|---|---|---|---|\n";
    for (const auto& [key, initial] : group.at("initial").items()) {
        const double before = initial.get<double>();
        const double after = group.at("final").at(key).get<double>();
        const double unknownBefore = group.at("unknown_level").at("initial").at(key).get<double>();
        const double unknownAfter = group.at("unknown_level").at("final").at(key).get<double>();
        text += fmt::format("| {} | {:.4f} | {:.4f} | {:.3f} | {:.4f} | {:.4f} | {:.3f} |\n", key, before, after,
                            after / before, unknownBefore, unknownAfter, unknownAfter / unknownBefore);
    }
    return text;
}

std::string groupSection(const std::string& key, const Json& group) {
    const Json& next = group.at("next_effect");
    std::string text =
        fmt::format("### {} ({} targets)\n\n{}\n", key, group.at("targets").get<int>(), errorTable(group));
    text += fmt::format(
        "Worse than dry {:.1f} %, exact set of effects {:.1f} %, next effect (all but the last step given) {:.1f} %, "
        "first pick in the set {:.1f} %.\n\n",
        100.0 * group.at("worse_than_dry").get<double>(), 100.0 * group.at("exact_set").get<double>(),
        100.0 * next.at("last").at("all").get<double>(), 100.0 * next.at("first_in_set").get<double>());
    text += "| effect alone | change of MSE | change of LSD | improves |\n|---|---|---|---|\n";
    for (const auto& [effect, result] : group.at("effects").items())
        text += fmt::format("| {} | {:+.4f} | {:+.2f} | {:.0f} % |\n", effect, result.at("mse").get<double>(),
                            result.at("lsd").get<double>(), 100.0 * result.at("improved").get<double>());
    return text + "\n";
}

std::string evaluationSection(const std::string& file, const Json& manifest) {
    if (file.empty())
        return "";
    const Json evaluation = readJson(file);
    const std::string fingerprint = manifest.at("fingerprint").get<std::string>().substr(0, 8);
    if (!evaluation.at("models").get<std::string>().ends_with(fingerprint))
        throw core::Error(fmt::format("{}: is the evaluation of other weights ({}), not of these ({}).", file,
                                      evaluation.at("models").get<std::string>(), fingerprint));
    std::string text =
        "\n## Evaluation (`stepwise-cli evaluate`, greedy)\n\nTargets of seeds that no training data uses; errors "
        "after "
        "the suggested steps, with levels as rendered, and beside it at an unknown gain of ±12 dB after the trim.\n\n";
    for (const auto& [key, group] : evaluation.at("groups").items())
        text += groupSection(key, group);
    return text;
}

void copyFile(const fs::path& from, const fs::path& to) {
    core::writeTextFile(to, core::readTextFile(from, 256U << 20U));
}

} // namespace

void exportModel(const fs::path& trainingFolder, const fs::path& folder, const std::string& evaluationFile) {
    const fs::path best = trainingFolder / "best";
    const Json manifest = readJson(best / "manifest.json");
    std::error_code error;
    fs::create_directories(folder, error);
    std::string card;
    try {
        card = trainingSection(manifest) + evaluationSection(evaluationFile, manifest);
    } catch (const Json::exception&) {
        throw core::Error(fmt::format("{}: lacks figures that the model card needs.",
                                      evaluationFile.empty() ? (best / "manifest.json").string() : evaluationFile));
    }
    copyFile(best / "weights.pt", folder / "weights.pt");
    copyFile(best / "manifest.json", folder / "manifest.json");
    copyFile(trainingFolder / "log.csv", folder / "log.csv");
    core::writeTextFile(folder / "README.md", card);
}

} // namespace stepwise::models
