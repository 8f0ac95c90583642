#include "models/checkpoint.h"

#include "core/error.h"
#include "core/file_output.h"
#include "models/archived_tensors.h"
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

/// Tensors under their names' parts, as Module::save() nests them.
void restore(Networks& networks, const ArchivedModule& archive) {
    const auto restoreTensor = [&](const std::string& name, torch::Tensor tensor) {
        const ArchivedModule* module = &archive;
        std::size_t start = 0;
        for (std::size_t dot = name.find('.'); dot != std::string::npos; dot = name.find('.', start)) {
            module = &module->module(name.substr(start, dot - start));
            start = dot + 1;
        }
        copyInto(tensor, module->tensor(name.substr(start)));
    };
    for (const auto& item : networks.named_parameters())
        restoreTensor(item.key(), item.value());
    for (const auto& item : networks.named_buffers())
        restoreTensor(item.key(), item.value());
}

/// Adam takes moments of any shape, and stumbles over them later.
void requireFitting(const ArchivedModule& adam, torch::optim::Adam& optimizer) {
    const ArchivedModule& state = adam.module("state");
    const ArchivedModule& group = adam.module("param_groups").module("param_groups/0");
    const std::vector<torch::Tensor>& parameters = optimizer.param_groups().at(0).params();
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const std::string& key = group.text(fmt::format("params/{}", i));
        if (!state.has(key))
            continue;
        for (const char* moment : {"exp_avg", "exp_avg_sq"})
            if (parameters[i].sizes() != torch::IntArrayRef(state.module(key).tensor(moment).sizes))
                throw core::Error("shape");
    }
}

void restore(torch::optim::Adam& optimizer, const ArchivedModule& archive, torch::Device device) {
    requireFitting(archive, optimizer);
    torch::serialize::OutputArchive written;
    writeAgain(archive, written);
    std::stringstream stream;
    written.save_to(stream);
    torch::serialize::InputArchive read;
    read.load_from(stream, device);
    optimizer.load(read);
}

std::int64_t wholeNumber(double value) {
    constexpr double kMost = 1e15;
    if (!(value >= 0.0 && value <= kMost))
        throw core::Error("number");
    return static_cast<std::int64_t>(value);
}

void restore(TrainingState& state, const ArchivedTensor& archived) {
    torch::Tensor values = torch::empty({6}, torch::kFloat64);
    copyInto(values, archived);
    const double* value = values.data_ptr<double>();
    state.epoch = wholeNumber(value[0]);
    state.batch = wholeNumber(value[1]);
    state.lossSum = value[2];
    state.bestLoss = value[3];
    state.epochsWithoutGain = wholeNumber(value[4]);
    state.seconds = value[5];
}

Identity restore(const std::string& bytes, Networks& networks, torch::optim::Adam& optimizer, TrainingState& state) {
    const ArchivedModule archive = readArchive(bytes);
    restore(networks, archive.module("networks"));
    restore(optimizer, archive.module("optimizer"), networks.parameters().front().device());
    restore(state, archive.tensor("state"));
    state.threads = archive.has("threads") ? archive.number("threads") : 0;
    state.epochs = archive.has("epochs") ? archive.number("epochs") : 0;
    return {archive.text("training"), archive.has("details") ? archive.text("details") : std::string()};
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
