// What training minimises, and what validation reports. Private to models/: it includes libtorch.
#pragma once

#include "models/batch.h"
#include "models/trainer.h"

#include <functional>

namespace stepwise::models {

/// A loss on knobs that are proposed for one effect of Batch::rendered.
struct RenderedTerm {
    effects::EffectId effect = effects::EffectId::compressor;
    double weight = 0.0;
    std::function<torch::Tensor(const torch::Tensor& knobs)> loss;
};

/// Cross-entropy of the next effect over all prefixes, plus for each effect the squared error of its knobs and the
/// cross-entropy of its choice, and of its knobs where the network gives their densities.
torch::Tensor trainingLoss(Networks& networks, const Batch& batch, const torch::Device& device,
                           Precision precision = Precision::float32, const RenderedTerm* rendered = nullptr);

/// Over the validation chains, half of them at an unknown level. Leaves the networks in training mode.
ValidationFigures validate(Networks& networks, const Dataset& dataset, const torch::Device& device);

} // namespace stepwise::models
