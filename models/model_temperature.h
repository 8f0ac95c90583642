// The temperature of a model's confidence, kept in its manifest (see models/calibration.h).
#pragma once

#include <filesystem>

namespace stepwise::models {

/// Far beyond what `calibrate` finds; with any other the confidence would say nothing.
inline constexpr double kLeastTemperature = 0.05;
inline constexpr double kMostTemperature = 20.0;

/// 1 if the manifest holds none. Throws core::Error, naming the file, when it holds one out of bounds or is no
/// manifest.
double readTemperature(const std::filesystem::path& folder);

/// Throws core::Error, naming the file, when the folder has no proper manifest or the temperature is out of bounds.
void writeTemperature(const std::filesystem::path& folder, double temperature);

} // namespace stepwise::models
