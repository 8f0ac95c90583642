// What training minimises, and what validation reports. Private to models/: it includes libtorch.
#pragma once

#include "models/batch.h"
#include "models/trainer.h"

namespace stepwise::models {

/// Cross-entropy of the next effect over all prefixes, plus for each effect the squared error of its knobs and the
/// cross-entropy of its choice, and of its knobs where the network gives their densities.
torch::Tensor trainingLoss(Networks& networks, const Batch& batch, const torch::Device& device,
                           Precision precision = Precision::float32);

/// Over the validation chains, half of them at an unknown level. Leaves the networks in training mode.
ValidationFigures validate(Networks& networks, const Dataset& dataset, const torch::Device& device);

} // namespace stepwise::models
