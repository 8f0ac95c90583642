// The model card: what the weights were trained on and what they reach, written from the manifest, the log and the
// evaluation.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace stepwise::models {

/// Outputs of `evaluate` that a card shows; each may be empty.
struct EvaluationFiles {
    std::filesystem::path greedy;
    std::filesystem::path searched;
    std::filesystem::path refined;           ///< after a search; empty: the searched one, if it was refined
    std::filesystem::path paper;             ///< of the `paper` networks
    std::vector<std::filesystem::path> free; ///< of rounds that end by themselves
    /// Folder of the `paper` networks that were evaluated, for the card to say how they came to be.
    std::filesystem::path paperModels;
};

/// Copies the best weights of a training folder, with their log and curves, and writes README.md beside them. Throws
/// core::Error, naming the file, also when an evaluation is not what it is given as: of other weights or another
/// temperature, greedy or searched by mistake, of another architecture than `paper`, or of other targets than the rest,
/// and where a file would be written over that is read; `folder` is then as it was. Returns sentences about what could
/// not be checked.
std::vector<std::string> exportModel(const std::filesystem::path& trainingFolder, const std::filesystem::path& folder,
                                     const EvaluationFiles& evaluations = {});

} // namespace stepwise::models
