#include "models/training_log.h"

#include "core/file_output.h"
#include "core/file_set.h"
#include "models/torch_runtime.h"
#include "models/training_curves.h"

#include <fmt/format.h>

namespace stepwise::models {

namespace fs = std::filesystem;

namespace {

std::string header() {
    std::string text = "epoch,training_loss,validation_loss,next_effect_last,first_in_set,done_accuracy,mode_accuracy";
    for (const effects::EffectId effect : effects::kAllEffects)
        text += fmt::format(",{}_knobs", effects::effectInfo(effect).key);
    return text + '\n';
}

/// The lines so far, all of them whole.
std::string wholeLines(const fs::path& path) {
    if (!fs::exists(path))
        return {};
    std::string text = core::readTextFile(path);
    text.resize(text.rfind('\n') + 1); // npos + 1 is 0
    return text;
}

} // namespace

void logEpoch(const fs::path& folder, std::int64_t epoch, double trainingLoss, const ValidationFigures& figures) {
    const fs::path path = folder / "log.csv";
    std::string text = wholeLines(path);
    if (text.empty())
        text = header();
    text += fmt::format("{},{:.5f},{:.5f},{:.4f},{:.4f},{:.4f},{:.4f}", epoch, trainingLoss, figures.loss,
                        figures.nextLast, figures.firstInSet, figures.doneAccuracy, figures.modeAccuracy);
    for (const double share : figures.parameterShare)
        text += fmt::format(",{:.4f}", share);
    text += '\n';
    core::FileSet log(folder);
    log.write("log.csv", text);
    log.write("curves.svg", trainingCurvesSvg(text));
    log.commit();
}

nlohmann::ordered_json trainingManifest(const TrainingOptions& options, const Dataset& dataset, std::int64_t epoch,
                                        double seconds, const ValidationFigures& figures) {
    nlohmann::ordered_json knobs = nlohmann::ordered_json::object();
    for (const effects::EffectId effect : effects::kAllEffects)
        knobs[std::string(effects::effectInfo(effect).key)] = figures.parameterShare[static_cast<std::size_t>(effect)];
    return {{"data", options.dataNote},
            {"data_seed", dataset.seed},
            {"chains", dataset.chains.size()},
            {"seed", options.seed},
            {"epoch", epoch},
            {"epochs", options.epochs},
            {"batch_chains", options.batchChains},
            {"learning_rate", options.learningRate},
            {"precision", precisionName(options.precision)},
            {"rendered_weight", options.renderedWeight},
            {"workers", options.workers},
            {"hours", seconds / 3600.0},
            {"machine", machineDescription()},
            {"validation",
             {{"loss", figures.loss},
              {"next_effect_last", figures.nextLast},
              {"first_in_set", figures.firstInSet},
              {"done_accuracy", figures.doneAccuracy},
              {"mode_accuracy", figures.modeAccuracy},
              {"knob_error_over_variance", knobs}}}};
}

} // namespace stepwise::models
