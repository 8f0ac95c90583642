// The temperature of a model's confidence, kept in its manifest (see models/calibration.h).
#pragma once

#include <filesystem>

namespace stepwise::models {

/// 1 if the manifest holds none. Throws core::Error, naming the file, when it holds none above 0 or is no manifest.
double readTemperature(const std::filesystem::path& folder);

/// Throws core::Error, naming the file, when the folder has no proper manifest.
void writeTemperature(const std::filesystem::path& folder, double temperature);

} // namespace stepwise::models
