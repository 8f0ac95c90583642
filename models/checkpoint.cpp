#include "models/checkpoint.h"

#include "core/error.h"
#include "core/file_output.h"

#include <fmt/format.h>

namespace stepwise::models {

namespace fs = std::filesystem;

namespace {

torch::Tensor numbers(const TrainingState& state) {
    return torch::tensor({static_cast<double>(state.epoch), static_cast<double>(state.batch), state.lossSum,
                          state.bestLoss, static_cast<double>(state.epochsWithoutGain), state.seconds},
                         torch::kFloat64);
}

} // namespace

void writeCheckpoint(const fs::path& path, const Networks& networks, const torch::optim::Adam& optimizer,
                     const TrainingState& state) {
    core::replaceFile(path, [&](const fs::path& temporary) {
        torch::serialize::OutputArchive archive;
        torch::serialize::OutputArchive model;
        torch::serialize::OutputArchive adam;
        networks.save(model);
        optimizer.save(adam);
        archive.write("networks", model);
        archive.write("optimizer", adam);
        archive.write("state", numbers(state));
        archive.write("training", c10::IValue(state.training));
        archive.save_to(temporary.string());
    });
}

bool readCheckpoint(const fs::path& path, Networks& networks, torch::optim::Adam& optimizer, TrainingState& state) {
    if (!fs::exists(path))
        return false;
    c10::IValue training;
    try {
        torch::serialize::InputArchive archive;
        torch::serialize::InputArchive model;
        torch::serialize::InputArchive adam;
        torch::Tensor values;
        archive.load_from(path.string());
        archive.read("networks", model);
        archive.read("optimizer", adam);
        archive.read("state", values);
        archive.read("training", training);
        networks.load(model);
        optimizer.load(adam);
        const double* value = values.data_ptr<double>();
        state.epoch = static_cast<std::int64_t>(value[0]);
        state.batch = static_cast<std::int64_t>(value[1]);
        state.lossSum = value[2];
        state.bestLoss = value[3];
        state.epochsWithoutGain = static_cast<std::int64_t>(value[4]);
        state.seconds = value[5];
    } catch (const std::exception&) {
        throw core::Error(fmt::format(
            "{}: the checkpoint is damaged or belongs to another network; remove it to start anew.", path.string()));
    }
    if (training.toStringRef() != state.training)
        throw core::Error(
            fmt::format("{}: the checkpoint belongs to another training ({}, not {}); use another folder.",
                        path.string(), training.toStringRef(), state.training));
    return true;
}

} // namespace stepwise::models
