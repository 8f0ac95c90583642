// Archives as tensors of libtorch. Private to models/: it includes libtorch.
#pragma once

#include "models/archived_module.h"

#include <torch/torch.h>

namespace stepwise::models {

/// A copy, on the CPU.
torch::Tensor toTensor(const ArchivedTensor& tensor);

/// Into a tensor of the same shape, whatever its type and device. Throws std::exception when the shape is another.
void copyInto(torch::Tensor& tensor, const ArchivedTensor& archived);

/// The same as libtorch writes it, to be read by its own classes.
void writeAgain(const ArchivedModule& module, torch::serialize::OutputArchive& archive);

} // namespace stepwise::models
