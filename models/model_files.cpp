#include "models/model_files.h"

#include "core/error.h"
#include "core/file_output.h"
#include "core/file_set.h"
#include "effects/rack.h"
#include "models/archived_tensors.h"
#include "models/checksum.h"
#include "models/json_text.h"
#include "models/manifest.h"

#include <fmt/format.h>

#include <sstream>

namespace stepwise::models {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxWeightBytes = 256U << 20U;

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

} // namespace

void writeModel(const fs::path& folder, const std::string& architecture, Networks& networks,
                const nlohmann::ordered_json& training) {
    const std::string bytes = serialized(networks);
    const nlohmann::ordered_json manifest = {{"format", kManifestFormat},      {"version", kManifestVersion},
                                             {"rack", effects::kRackVersion},  {"architecture", architecture},
                                             {"weights", "weights.pt"},        {"bytes", bytes.size()},
                                             {"fingerprint", checksum(bytes)}, {"training", training}};
    core::FileSet model(folder);
    model.write("weights.pt", bytes);
    model.write("manifest.json", jsonText(manifest));
    model.commit();
}

LoadedModel readModel(const fs::path& folder) {
    const fs::path manifestPath = folder / "manifest.json";
    const nlohmann::ordered_json manifest = readManifest(manifestPath);
    const fs::path weightsPath = folder / fs::path(manifestText(manifest, "weights", manifestPath)).filename();
    const std::string bytes = core::readTextFile(weightsPath, kMaxWeightBytes);
    const std::size_t expectedBytes = manifestBytes(manifest, manifestPath);
    if (bytes.size() != expectedBytes)
        throw core::Error(
            fmt::format("{}: is truncated ({} bytes of {}).", weightsPath.string(), bytes.size(), expectedBytes));
    LoadedModel model;
    model.fingerprint = manifestText(manifest, "fingerprint", manifestPath);
    if (checksum(bytes) != model.fingerprint)
        throw core::Error(fmt::format("{}: is damaged: its fingerprint is not the manifest's.", weightsPath.string()));
    model.architecture = manifestText(manifest, "architecture", manifestPath);
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

} // namespace stepwise::models
