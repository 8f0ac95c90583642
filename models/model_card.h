// The model card: what the weights were trained on and what they reach, written from the manifest, the log and the
// evaluation.
#pragma once

#include <filesystem>
#include <string>

namespace stepwise::models {

/// Copies the best weights of a training folder, with their log, and writes README.md beside them. `evaluationFile` may
/// be empty. Throws core::Error, naming the file.
void exportModel(const std::filesystem::path& trainingFolder, const std::filesystem::path& folder,
                 const std::string& evaluationFile);

} // namespace stepwise::models
