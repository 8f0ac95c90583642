// The gradient of one batch, in slices that several workers may share. Private to models/: it includes libtorch.
#pragma once

#include "models/dataset.h"
#include "models/rendered_loss.h"
#include "models/trainer.h"
#include "models/worker_group.h"

#include <span>

namespace stepwise::models {

struct GradientOptions {
    torch::Device device = torch::kCPU;
    Precision precision = Precision::float32;
    /// A batch is the mean of so many equal parts, each with batch statistics and dropout of its own.
    int slices = 1;
    RenderedLoss* rendered = nullptr; ///< adds its loss, times the weight
    double renderedWeight = 0.0;
};

/// What all workers know after a batch.
struct BatchOutcome {
    double loss = 0.0;
    bool isStopWanted = false; ///< by any worker
};

/// Leaves the batch's gradient in the networks' parameters. Worker w of n computes slices w, w + n, ..., and all get
/// the same sum, so that n workers end with the weights of one, to rounding. `group` is null for a single worker.
BatchOutcome computeGradient(Networks& networks, const Dataset& dataset, std::span<const std::size_t> chains,
                             std::uint64_t seed, const GradientOptions& options, WorkerGroup* group, int workers,
                             bool isStopWanted);

} // namespace stepwise::models
