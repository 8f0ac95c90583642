#include "models/model_card_training.h"

#include "core/json_text.h"

#include <fmt/format.h>

namespace stepwise::models {

namespace {

using Json = nlohmann::ordered_json;

std::string fingerprintOf(const Json& manifest) {
    return manifest.at("fingerprint").get<std::string>().substr(0, 8);
}

double megabytes(const Json& manifest) {
    return manifest.at("bytes").get<double>() * 1e-6;
}

/// What the weights were before, if the training did not start from random ones.
std::string startText(const Json& training) {
    if (!training.contains("started_from"))
        return {};
    const Json& start = training.at("started_from");
    const Json& before = start.at("training");
    return fmt::format("- Went on from weights {}: {} chains, seed {}. {} Best epoch {}, {:.1f} hours.\n",
                       fingerprintOf(start), core::wholeNumber<std::size_t>(before.at("chains")),
                       core::wholeNumber<std::uint64_t>(before.at("data_seed")), before.at("data").get<std::string>(),
                       core::wholeNumber<int>(before.at("epoch")), before.at("hours").get<double>());
}

std::string epochText(const Json& training) {
    const int best = core::wholeNumber<int>(training.at("epoch"));
    return training.contains("epochs")
               ? fmt::format("best epoch {} of {}", best, core::wholeNumber<int>(training.at("epochs")))
               : fmt::format("best epoch {}", best);
}

std::string trainingLines(const Json& manifest) {
    const Json& training = manifest.at("training");
    std::string text =
        fmt::format("- Data: {} chains, seed {}. {}\n", core::wholeNumber<std::size_t>(training.at("chains")),
                    core::wholeNumber<std::uint64_t>(training.at("data_seed")), training.at("data").get<std::string>());
    text += fmt::format("- Seed {}, batches of {} chains, Adam from {}, convolutions in {}, {}.\n",
                        core::wholeNumber<std::uint64_t>(training.at("seed")),
                        core::wholeNumber<int>(training.at("batch_chains")), training.at("learning_rate").get<double>(),
                        training.at("precision").get<std::string>(), epochText(training));
    if (const double weight = training.value("rendered_weight", 0.0); weight > 0.0)
        text += fmt::format("- A loss on the sound that the knobs make, weighted {:g}, beside the one on the knobs.\n",
                            weight);
    text += startText(training);
    text += fmt::format("- {:.1f} hours on {}, {} worker(s).\n", training.at("hours").get<double>(),
                        training.at("machine").get<std::string>(), core::wholeNumber<int>(training.at("workers")));
    if (manifest.contains("temperature"))
        text += fmt::format("- Confidence tempered by {:.2f} (`stepwise-cli calibrate`).\n",
                            manifest.at("temperature").get<double>());
    if (manifest.contains("searched_slope"))
        text += fmt::format("- Log-odds of searched steps times {:.2f} and {:+.2f} (`stepwise-cli calibrate "
                            "--budget-ms`).\n",
                            manifest.at("searched_slope").get<double>(), manifest.at("searched_offset").get<double>());
    return text;
}

/// Trainings before the manifest said so had every second level unknown.
std::string levelText(const Json& training) {
    const double unknown = training.at("validation").value("unknown_levels", 0.5);
    return unknown > 0.0 ? fmt::format("In {:.0f} % of the chains the target's level is unknown to the networks.",
                                       100.0 * unknown)
                         : "All levels are known to the networks.";
}

std::string validationSection(const Json& training) {
    const Json& validation = training.at("validation");
    std::string text = fmt::format(
        "## Validation (every 20th chain)\n\n{}\n\nNext effect with all but the last step given {:.1f} %, "
        "first pick in the set {:.1f} %, told apart whether the chain is complete {:.1f} %, distortion "
        "mode {:.1f} %.\n\n| effect | knob error over knob variance |\n|---|---|\n",
        levelText(training), 100.0 * validation.at("next_effect_last").get<double>(),
        100.0 * validation.at("first_in_set").get<double>(), 100.0 * validation.at("done_accuracy").get<double>(),
        100.0 * validation.at("mode_accuracy").get<double>());
    for (const auto& [effect, share] : validation.at("knob_error_over_variance").items())
        text += fmt::format("| {} | {:.2f} |\n", effect, share.get<double>());
    return text;
}

} // namespace

std::string trainingSection(const Json& manifest) {
    return fmt::format(
               "# Weights: {} {}\n\nRack version {}, {:.1f} MB in float16. Licence: GPL-3.0-or-later, as the program. "
               "Written by `stepwise-cli train --export`.\n\n## Training\n\n",
               manifest.at("architecture").get<std::string>(), fingerprintOf(manifest),
               manifest.at("rack").get<std::string>(), megabytes(manifest)) +
           trainingLines(manifest) + "- Curves: `log.csv`.\n\n![Curves](curves.svg)\n\n" +
           validationSection(manifest.at("training"));
}

std::string paperSection(const Json& manifest) {
    return fmt::format("\n## The `paper` networks\n\nThose that these are compared with: weights {}, {:.1f} MB in "
                       "float16.\n\n",
                       fingerprintOf(manifest), megabytes(manifest)) +
           trainingLines(manifest) +
           (manifest.at("training").at("validation").value("unknown_levels", 0.5) > 0.0 ? ""
                                                                                        : "- Known levels alone.\n");
}

} // namespace stepwise::models
