// A folder of trained weights: manifest.json and weights.pt. Private to models/: it includes libtorch.
#pragma once

#include "models/model_calibration.h"
#include "models/networks.h"

#include <filesystem>
#include <nlohmann/json.hpp>

namespace stepwise::models {

struct LoadedModel {
    std::string architecture;
    std::string fingerprint;
    ModelCalibration calibration;
    nlohmann::ordered_json training; ///< as writeModel() was given it
    std::shared_ptr<Networks> networks;
};

/// Writes weights as float16 and the manifest with rack version, architecture, size, fingerprint and `training`
/// (whatever the trainer knows of data, seeds and figures): both or none. Makes the folder. Throws core::Error.
void writeModel(const std::filesystem::path& folder, const std::string& architecture, Networks& networks,
                const nlohmann::ordered_json& training);

/// In eval mode. Throws core::Error, naming the file, when something is missing, truncated, or of another rack version.
LoadedModel readModel(const std::filesystem::path& folder);

} // namespace stepwise::models
