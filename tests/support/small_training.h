// A training that ends in seconds.
#pragma once

#include "core/file_output.h"
#include "models/trainer.h"

#include <filesystem>
#include <string>

namespace stepwise::test {

inline models::Dataset smallDataset() {
    return models::renderDataset({.chains = 48, .seed = 5});
}

inline models::TrainingOptions smallTraining(const std::filesystem::path& folder) {
    models::TrainingOptions options;
    options.folder = folder;
    options.epochs = 2;
    options.batchChains = 12;
    return options;
}

/// Of the best weights of a training.
inline std::string fingerprintOf(const std::filesystem::path& training) {
    const std::string manifest = core::readTextFile(training / "best" / "manifest.json");
    return manifest.substr(manifest.find("\"fingerprint\": \"") + 16, 8);
}

} // namespace stepwise::test
