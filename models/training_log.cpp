#include "models/training_log.h"

#include "core/file_output.h"
#include "models/torch_runtime.h"
#include "models/training_curves.h"

#include <fmt/format.h>

#include <fstream>

namespace stepwise::models {

namespace fs = std::filesystem;

void logEpoch(const fs::path& folder, std::int64_t epoch, double trainingLoss, const ValidationFigures& figures) {
    const fs::path path = folder / "log.csv";
    const bool isNew = !fs::exists(path);
    std::ofstream stream(path, std::ios::app);
    if (isNew) {
        stream << "epoch,training_loss,validation_loss,next_effect_last,first_in_set,done_accuracy,mode_accuracy";
        for (const effects::EffectId effect : effects::kAllEffects)
            stream << ',' << effects::effectInfo(effect).key << "_knobs";
        stream << '\n';
    }
    stream << fmt::format("{},{:.5f},{:.5f},{:.4f},{:.4f},{:.4f},{:.4f}", epoch, trainingLoss, figures.loss,
                          figures.nextLast, figures.firstInSet, figures.doneAccuracy, figures.modeAccuracy);
    for (const double share : figures.parameterShare)
        stream << fmt::format(",{:.4f}", share);
    stream << '\n';
    stream.close();
    core::writeTextFile(folder / "curves.svg", trainingCurvesSvg(core::readTextFile(path)));
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
