// How the networks' probabilities become confidence, kept in their manifest (see models/calibration.h).
#pragma once

#include "models/searched_confidence.h"

#include <filesystem>

namespace stepwise::models {

/// Far beyond what `calibrate` finds; with any other the confidence would say nothing.
inline constexpr double kLeastTemperature = 0.05;
inline constexpr double kMostTemperature = 20.0;

struct ModelCalibration {
    double temperature = 1.0;    ///< of the effects' probabilities
    SearchedConfidence searched; ///< of what a search finds

    bool operator==(const ModelCalibration&) const = default;
};

/// What the manifest does not hold stays as above. Throws core::Error, naming the file, when it holds a number out of
/// bounds or is no manifest.
ModelCalibration readCalibration(const std::filesystem::path& folder);

/// Throws core::Error, naming the file, when the folder has no proper manifest or a number is out of bounds.
void writeCalibration(const std::filesystem::path& folder, const ModelCalibration& calibration);

} // namespace stepwise::models
