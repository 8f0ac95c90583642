// Training: batches of chains, a checkpoint at least every two minutes of batches and before every validation, early
// stopping on the validation loss.
#pragma once

#include "models/dataset.h"

#include <filesystem>
#include <functional>
#include <span>
#include <string>

namespace stepwise::models {

/// Of the networks that see spectrograms, while training; bfloat16 pays on processors and GPUs that multiply it
/// natively.
enum class Precision { float32, bfloat16 };
constexpr const char* precisionName(Precision precision) {
    return precision == Precision::bfloat16 ? "bfloat16" : "float32";
}

struct TrainingOptions {
    std::string architecture = "swift";
    std::filesystem::path startFrom; ///< a folder of trained weights to go on from; empty: random weights
    std::filesystem::path folder;    ///< checkpoint.pt, log.csv, and the best weights so far in best/
    int epochs = 60;
    int batchChains = 48;
    double learningRate = 1e-3;
    int patience = 8; ///< epochs without a better validation loss
    std::uint64_t seed = 1;
    std::string device = "cpu"; ///< cpu or cuda
    Precision precision = Precision::float32;
    int threads = 0; ///< 0: all cores; more than are free makes every thread wait
    /// Of the loss on the rendered sound (models/rendered_loss.h) beside that on the parameters; 0: none.
    double renderedWeight = 0.0;
    double checkpointSeconds = 90.0;
    /// Several processes, each with the same data and options and a folder of its own, share every batch. They meet at
    /// worker 0's host:port; the best weights and the log are in worker 0's folder.
    int worker = 0;
    int workers = 1;
    std::string meetingPoint = "127.0.0.1:29400";
    int slices = 0;       ///< parts of a batch with batch statistics of their own; 0: one a worker
    int maxBatches = 0;   ///< stop after so many batches in this run; 0: no limit
    std::string dataNote; ///< how the data was made, for the manifest
};

/// What validation says of the networks.
struct ValidationFigures {
    double loss = 0.0;
    double nextLast = 0.0;     ///< next effect, all but the last step given
    double firstInSet = 0.0;   ///< first pick is in the chain's set
    double doneAccuracy = 0.0; ///< whether the chain is complete, all sounds of all histories
    double modeAccuracy = 0.0;
    std::array<double, effects::kEffectCount> parameterMse = {};   ///< mean over the effect's knobs
    std::array<double, effects::kEffectCount> parameterShare = {}; ///< parameterMse / variance of the knobs
};

struct TrainingReport {
    int epochs = 0;
    double bestLoss = 0.0;
    bool finished = false; ///< false when interrupted: the next run resumes
};

/// What a training says and asks while it runs; each may be left out.
struct TrainingHooks {
    std::function<void(const std::string&)> onEpoch = {};      ///< a line for people
    std::function<void(const std::string&)> onWarning = {};    ///< a sentence, before the first batch
    std::function<void(int epoch, double share)> onBatch = {}; ///< epoch from 1, and the share of it that is done
    std::function<bool()> shouldStop = {};                     ///< asked at every batch
};

/// Throws core::Error where a training in that folder could not write its files, or would write over one of `inputs`.
/// For before the data is read. Changes nothing.
void requireTrainingFolder(const std::filesystem::path& folder, std::span<const std::filesystem::path> inputs);

/// Resumes from the folder's checkpoint if there is one; one is written before stopping. On a processor the same seed,
/// data, threads and epochs give the same weights, resumed or not; resumed with other threads or epochs there is a
/// warning. On CUDA libtorch's repeatable algorithms are asked for where it has them; nothing has been tried there.
/// Throws core::Error when the checkpoint belongs to another training, and when the loss is no longer finite (the
/// checkpoint stays as it was before).
TrainingReport train(const Dataset& dataset, const TrainingOptions& options, const TrainingHooks& hooks = {});

} // namespace stepwise::models
