// Convolutions in bfloat16 where the processor or the GPU is faster at it. Private to models/: it includes libtorch.
#pragma once

#include "models/trainer.h"

#include <torch/torch.h>

namespace stepwise::models {

/// For its lifetime, on this thread: libtorch's autocast if the precision is bfloat16. Weights stay float32.
class MixedPrecision {
public:
    MixedPrecision(Precision precision, const torch::Device& device);
    ~MixedPrecision();
    MixedPrecision(const MixedPrecision&) = delete;
    MixedPrecision& operator=(const MixedPrecision&) = delete;

private:
    bool isOn_;
    bool isCuda_;
};

} // namespace stepwise::models
