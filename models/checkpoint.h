// Where a training stands, so that it can go on. Private to models/: it includes libtorch.
#pragma once

#include "models/networks.h"

#include <filesystem>
#include <string>

namespace stepwise::models {

struct TrainingState {
    std::string training; ///< what the place below is counted in: data, seed, batches
    std::string details;  ///< what else the weights come from; not in checkpoints of older versions
    std::int64_t epoch = 0;
    std::int64_t batch = 0; ///< within the epoch
    double lossSum = 0.0;   ///< of the epoch so far
    double bestLoss = 1e30;
    std::int64_t epochsWithoutGain = 0;
    double seconds = 0.0;     ///< of training, all runs together
    std::int64_t threads = 0; ///< that the weights so far were trained with; 0 in checkpoints of older versions
    std::int64_t epochs = 0;  ///< likewise, over which the learning rate falls
};

/// Written whole or not at all, with a checksum behind it.
void writeCheckpoint(const std::filesystem::path& path, const Networks& networks, const torch::optim::Adam& optimizer,
                     const TrainingState& state);

/// False when there is none. Onto the networks' device, whatever device wrote it. Throws core::Error, naming the file,
/// when it is damaged, does not fit the networks, or belongs to another training than `state` says. Checkpoints of
/// older versions have no checksum and no details: those are taken as they are. Threads and epochs are read, not
/// compared.
bool readCheckpoint(const std::filesystem::path& path, Networks& networks, torch::optim::Adam& optimizer,
                    TrainingState& state);

} // namespace stepwise::models
