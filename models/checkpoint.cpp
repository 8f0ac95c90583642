#include "models/checkpoint.h"

#include "core/error.h"
#include "core/file_output.h"
#include "models/checksum.h"

#include <fmt/format.h>

#include <sstream>

namespace stepwise::models {

namespace fs = std::filesystem;

namespace {

torch::Tensor numbers(const TrainingState& state) {
    return torch::tensor({static_cast<double>(state.epoch), static_cast<double>(state.batch), state.lossSum,
                          state.bestLoss, static_cast<double>(state.epochsWithoutGain), state.seconds},
                         torch::kFloat64);
}

/// Behind the archive, which is a ZIP file and does not mind: this word and sixteen hexadecimal digits.
constexpr std::string_view kChecksumWord = "stepwise-checksum:";
constexpr std::size_t kChecksumDigits = 16;
constexpr std::size_t kMaxBytes = std::size_t{4} << 30U;

std::string withChecksum(std::string bytes) {
    const std::string sum = checksum(bytes);
    return bytes.append(kChecksumWord).append(sum);
}

/// The archive alone. Throws when its checksum is another.
std::string checkedArchive(std::string bytes) {
    const std::size_t trailer = kChecksumWord.size() + kChecksumDigits;
    if (bytes.size() < trailer || bytes.substr(bytes.size() - trailer, kChecksumWord.size()) != kChecksumWord)
        return bytes; // of an older version
    const std::string sum = bytes.substr(bytes.size() - kChecksumDigits);
    bytes.resize(bytes.size() - trailer);
    if (checksum(bytes) != sum)
        throw core::Error("checksum");
    return bytes;
}

struct Identity {
    std::string training;
    std::string details; ///< empty in checkpoints of older versions
};

Identity restore(const std::string& bytes, Networks& networks, torch::optim::Adam& optimizer, TrainingState& state) {
    torch::serialize::InputArchive archive;
    torch::serialize::InputArchive model;
    torch::serialize::InputArchive adam;
    torch::Tensor values;
    c10::IValue training;
    c10::IValue details;
    c10::IValue threads;
    c10::IValue epochs;
    std::istringstream stream(bytes);
    archive.load_from(stream, networks.parameters().front().device());
    archive.read("networks", model);
    archive.read("optimizer", adam);
    archive.read("state", values);
    archive.read("training", training);
    const bool hasDetails = archive.try_read("details", details);
    state.threads = archive.try_read("threads", threads) ? threads.toInt() : 0;
    state.epochs = archive.try_read("epochs", epochs) ? epochs.toInt() : 0;
    networks.load(model);
    optimizer.load(adam);
    values = values.to(torch::kCPU);
    const double* value = values.data_ptr<double>();
    state.epoch = static_cast<std::int64_t>(value[0]);
    state.batch = static_cast<std::int64_t>(value[1]);
    state.lossSum = value[2];
    state.bestLoss = value[3];
    state.epochsWithoutGain = static_cast<std::int64_t>(value[4]);
    state.seconds = value[5];
    return {training.toStringRef(), hasDetails ? details.toStringRef() : std::string()};
}

} // namespace

void writeCheckpoint(const fs::path& path, const Networks& networks, const torch::optim::Adam& optimizer,
                     const TrainingState& state) {
    torch::serialize::OutputArchive archive;
    torch::serialize::OutputArchive model;
    torch::serialize::OutputArchive adam;
    networks.save(model);
    optimizer.save(adam);
    archive.write("networks", model);
    archive.write("optimizer", adam);
    archive.write("state", numbers(state));
    archive.write("training", c10::IValue(state.training));
    archive.write("details", c10::IValue(state.details));
    archive.write("threads", c10::IValue(state.threads));
    archive.write("epochs", c10::IValue(state.epochs));
    std::ostringstream stream;
    archive.save_to(stream);
    core::writeTextFile(path, withChecksum(std::move(stream).str()));
}

bool readCheckpoint(const fs::path& path, Networks& networks, torch::optim::Adam& optimizer, TrainingState& state) {
    if (!fs::exists(path))
        return false;
    Identity found;
    try {
        found = restore(checkedArchive(core::readTextFile(path, kMaxBytes)), networks, optimizer, state);
    } catch (const std::exception&) {
        throw core::Error(fmt::format(
            "{}: the checkpoint is damaged or belongs to another network; remove it to start anew.", path.string()));
    }
    const auto require = [&](const std::string& theirs, const std::string& ours) {
        if (theirs != ours)
            throw core::Error(
                fmt::format("{}: the checkpoint belongs to another training ({}, not {}); use another folder.",
                            path.string(), theirs, ours));
    };
    require(found.training, state.training);
    if (!found.details.empty())
        require(found.details, state.details);
    return true;
}

} // namespace stepwise::models
