// Evaluations as JSON: written for people and machines, read again to merge shards and to write the model card.
#pragma once

#include "core/synth.h"
#include "models/evaluation_result.h"
#include "models/evaluation_target.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <utility>

namespace stepwise::models {

struct Evaluation {
    std::string models; ///< name of the predictor
    std::uint64_t seed = 1;
    double budgetMs = 0.0;
    double seconds = 0.0; ///< of computing; shards add up
    std::map<std::pair<Condition, core::PresetGroup>, GroupResult> groups;
};

/// "groups" and "held_out" hold means and shares; "counts" what shards are added from.
nlohmann::ordered_json toJson(const Evaluation& evaluation);

/// Throws core::Error, naming the file, when it is no evaluation.
Evaluation readEvaluation(const std::filesystem::path& path);

/// Adds shards. Throws core::Error when they are not of the same weights, seed and budget.
Evaluation mergeEvaluations(std::span<const Evaluation> shards);

} // namespace stepwise::models
