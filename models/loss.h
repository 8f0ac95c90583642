// What training minimises, and what validation reports. Private to models/: it includes libtorch.
#pragma once

#include "models/batch.h"
#include "models/trainer.h"

namespace stepwise::models {

/// Cross-entropy of the next effect over all prefixes, plus for each effect the squared error of its knobs and the
/// cross-entropy of its choice.
torch::Tensor trainingLoss(Networks& networks, const Batch& batch, const torch::Device& device);

/// Over the validation chains, half of them at an unknown level. Leaves the networks in training mode.
ValidationFigures validate(Networks& networks, const Dataset& dataset, const torch::Device& device);

} // namespace stepwise::models
