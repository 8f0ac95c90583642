// What a training leaves to read: a line for every epoch, and the manifest's account of how the weights came to be.
#pragma once

#include "models/trainer.h"

#include <nlohmann/json.hpp>

namespace stepwise::models {

/// To log.csv, and the curves drawn again. Lines of epochs that a resumed training repeats are the same lines again;
/// the last counts. A last line that a full disk or a power cut has left incomplete is dropped.
void logEpoch(const std::filesystem::path& folder, std::int64_t epoch, double trainingLoss,
              const ValidationFigures& figures);

nlohmann::ordered_json trainingManifest(const TrainingOptions& options, const Dataset& dataset, std::int64_t epoch,
                                        double seconds, const ValidationFigures& figures);

} // namespace stepwise::models
