#include "models/model_files.h"

#include "core/error.h"
#include "core/file_output.h"
#include "core/file_set.h"
#include "effects/rack.h"
#include "models/archived_tensors.h"
#include "models/checksum.h"
#include "models/json_text.h"

#include <fmt/format.h>

#include <sstream>

namespace stepwise::models {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kFormat = "stepwise-models";
constexpr int kVersion = 1;
constexpr std::size_t kMaxWeightBytes = 256U << 20U;
constexpr const char* kTemperature = "temperature";
constexpr const char* kSearchedSlope = "searched_slope";
constexpr const char* kSearchedOffset = "searched_offset";

/// Everything that inference needs, in a fixed order.
std::vector<std::pair<std::string, torch::Tensor>> allTensors(Networks& networks) {
    std::vector<std::pair<std::string, torch::Tensor>> tensors;
    for (const auto& item : networks.named_parameters())
        tensors.emplace_back(item.key(), item.value());
    for (const auto& item : networks.named_buffers())
        tensors.emplace_back(item.key(), item.value());
    return tensors;
}

std::string serialized(Networks& networks) {
    torch::serialize::OutputArchive archive;
    for (const auto& [name, tensor] : allTensors(networks)) {
        const torch::Tensor value = tensor.detach().cpu();
        // A dot would nest modules.
        std::string key = name;
        std::replace(key.begin(), key.end(), '.', '/');
        archive.write(key, value.is_floating_point() ? value.to(torch::kHalf) : value, true);
    }
    std::ostringstream stream;
    archive.save_to(stream);
    return stream.str();
}

void restore(Networks& networks, const ArchivedModule& archive) {
    for (auto& [name, tensor] : allTensors(networks)) {
        std::string key = name;
        std::replace(key.begin(), key.end(), '.', '/');
        copyInto(tensor, archive.tensor(key));
    }
}

template <class T>
T field(const nlohmann::ordered_json& manifest, const char* key, const fs::path& path) {
    try {
        return manifest.at(key).get<T>();
    } catch (const nlohmann::json::exception&) {
        throw core::Error(fmt::format("{}: lacks a proper \"{}\".", path.string(), key));
    }
}

nlohmann::ordered_json readManifest(const fs::path& path) {
    const std::string text = core::readTextFile(path);
    nlohmann::ordered_json manifest = nlohmann::ordered_json::parse(text, nullptr, false);
    if (manifest.is_discarded() || !manifest.is_object())
        throw core::Error(fmt::format("{}: is not valid JSON.", path.string()));
    if (field<std::string>(manifest, "format", path) != kFormat || field<int>(manifest, "version", path) != kVersion)
        throw core::Error(fmt::format("{}: is not a manifest of version {}.", path.string(), kVersion));
    if (const auto rack = field<std::string>(manifest, "rack", path); rack != effects::kRackVersion)
        throw core::Error(fmt::format("{}: the weights were trained for rack {}, but this program has rack {}.",
                                      path.string(), rack, effects::kRackVersion));
    return manifest;
}

void requireWithin(const char* key, double value, double least, double most, const fs::path& path) {
    if (!(value >= least && value <= most))
        throw core::Error(
            fmt::format("{}: a \"{}\" of {:g} is not between {:g} and {:g}.", path.string(), key, value, least, most));
}

void requireProper(const ModelCalibration& calibration, const fs::path& path) {
    requireWithin(kTemperature, calibration.temperature, kLeastTemperature, kMostTemperature, path);
    requireWithin(kSearchedSlope, calibration.searched.slope, kLeastSlope, kMostSlope, path);
    requireWithin(kSearchedOffset, calibration.searched.offset, -kMostOffset, kMostOffset, path);
}

ModelCalibration calibrationIn(const nlohmann::ordered_json& manifest, const fs::path& path) {
    ModelCalibration calibration;
    for (const auto& [key, value] : {std::pair{kTemperature, &calibration.temperature},
                                     {kSearchedSlope, &calibration.searched.slope},
                                     {kSearchedOffset, &calibration.searched.offset}})
        if (manifest.contains(key))
            *value = field<double>(manifest, key, path);
    requireProper(calibration, path);
    return calibration;
}

} // namespace

void writeModel(const fs::path& folder, const std::string& architecture, Networks& networks,
                const nlohmann::ordered_json& training) {
    const std::string bytes = serialized(networks);
    const nlohmann::ordered_json manifest = {{"format", kFormat},
                                             {"version", kVersion},
                                             {"rack", effects::kRackVersion},
                                             {"architecture", architecture},
                                             {"weights", "weights.pt"},
                                             {"bytes", bytes.size()},
                                             {"fingerprint", checksum(bytes)},
                                             {"training", training}};
    core::FileSet model(folder);
    model.write("weights.pt", bytes);
    model.write("manifest.json", jsonText(manifest));
    model.commit();
}

LoadedModel readModel(const fs::path& folder) {
    const fs::path manifestPath = folder / "manifest.json";
    const nlohmann::ordered_json manifest = readManifest(manifestPath);
    const fs::path weightsPath = folder / fs::path(field<std::string>(manifest, "weights", manifestPath)).filename();
    const std::string bytes = core::readTextFile(weightsPath, kMaxWeightBytes);
    if (bytes.size() != field<std::size_t>(manifest, "bytes", manifestPath))
        throw core::Error(fmt::format("{}: is truncated ({} bytes of {}).", weightsPath.string(), bytes.size(),
                                      field<std::size_t>(manifest, "bytes", manifestPath)));
    LoadedModel model;
    model.fingerprint = field<std::string>(manifest, "fingerprint", manifestPath);
    if (checksum(bytes) != model.fingerprint)
        throw core::Error(fmt::format("{}: is damaged: its fingerprint is not the manifest's.", weightsPath.string()));
    model.architecture = field<std::string>(manifest, "architecture", manifestPath);
    model.networks = makeNetworks(model.architecture);
    try {
        restore(*model.networks, readArchive(bytes));
    } catch (const std::exception&) {
        throw core::Error(
            fmt::format("{}: does not hold the weights of \"{}\".", weightsPath.string(), model.architecture));
    }
    model.networks->eval();
    model.calibration = calibrationIn(manifest, manifestPath);
    model.training = manifest.value("training", nlohmann::ordered_json::object());
    return model;
}

ModelCalibration readCalibration(const fs::path& folder) {
    const fs::path path = folder / "manifest.json";
    return calibrationIn(readManifest(path), path);
}

void writeCalibration(const fs::path& folder, const ModelCalibration& calibration) {
    const fs::path path = folder / "manifest.json";
    nlohmann::ordered_json manifest = readManifest(path);
    requireProper(calibration, path);
    manifest[kTemperature] = calibration.temperature;
    manifest[kSearchedSlope] = calibration.searched.slope;
    manifest[kSearchedOffset] = calibration.searched.offset;
    core::writeTextFile(path, jsonText(manifest));
}

} // namespace stepwise::models
