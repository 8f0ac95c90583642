// The temperature of a model's confidence, kept in its manifest (see models/calibration.h).
#pragma once

#include <filesystem>

namespace stepwise::models {

/// Throws core::Error, naming the file, when the folder has no proper manifest.
void writeTemperature(const std::filesystem::path& folder, double temperature);

} // namespace stepwise::models
