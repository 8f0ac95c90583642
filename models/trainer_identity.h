// What a checkpoint must agree with, or should, to be gone on from. Private to models/: it includes libtorch.
#pragma once

#include "models/checkpoint.h"
#include "models/trainer.h"

namespace stepwise::models {

/// Slices of a batch: as asked for, else one a worker.
int slicesOf(const TrainingOptions& options);

/// The state before the first batch. `startFingerprint`: of the weights that it starts from, empty if random.
TrainingState newTraining(const Dataset& dataset, const TrainingOptions& options, const std::string& startFingerprint);

/// What all workers must be started with alike.
std::string jobOf(const TrainingState& state, const TrainingOptions& options);

/// A sentence when `found` in a checkpoint was trained with other threads or epochs than `wanted`, else nothing. Sums
/// of other threads round otherwise, and the learning rate falls over the epochs: either moves the weights a little,
/// but a training may go on longer, or on another machine.
std::string scheduleWarning(const std::filesystem::path& checkpoint, const TrainingState& found,
                            const TrainingState& wanted);

} // namespace stepwise::models
