// manifest.json beside trained weights.
#pragma once

#include "models/model_calibration.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace stepwise::models {

inline constexpr std::string_view kManifestFormat = "stepwise-models";
inline constexpr int kManifestVersion = 1;

/// Throws core::Error, naming the file, when it is no manifest of this version, or of another rack.
nlohmann::ordered_json readManifest(const std::filesystem::path& path);

/// Fields; `path` names the manifest in errors. Throw core::Error when it has none of that name and kind.
std::string manifestText(const nlohmann::ordered_json& manifest, const char* key, const std::filesystem::path& path);
/// Of the file of weights.
std::size_t manifestBytes(const nlohmann::ordered_json& manifest, const std::filesystem::path& path);

/// What it does not hold stays as it is by default. Throws core::Error when a number is out of bounds.
ModelCalibration calibrationIn(const nlohmann::ordered_json& manifest, const std::filesystem::path& path);

} // namespace stepwise::models
