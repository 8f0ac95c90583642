// Evaluations as JSON: written for people and machines, read again to merge shards and to write the model card.
#pragma once

#include "core/synth.h"
#include "models/evaluation_result.h"
#include "models/evaluation_target.h"
#include "models/model_calibration.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace stepwise::models {

/// Which targets an evaluation was asked for.
struct EvaluationPart {
    int shard = 0; ///< from 0
    int shards = 1;
    int targets = 0; ///< a group, of all shards together
    int heldOut = 0; ///< likewise, for each held-out condition

    bool operator==(const EvaluationPart&) const = default;
};

/// The refinement that an evaluation was asked for.
struct EvaluationRefinement {
    std::string method = "none"; ///< or gradient, cma
    std::string loss = "mel";    ///< or perceptual
    int maxRenders = 0;

    bool operator==(const EvaluationRefinement&) const = default;
};

struct Evaluation {
    std::string file;   ///< that it was read from
    std::string models; ///< name of the predictor
    std::uint64_t seed = 1;
    int draw = kTargetDraw; ///< 1 in files of older versions
    double budgetMs = 0.0;
    bool freeRounds = false; ///< rounds ended by themselves
    double seconds = 0.0;    ///< of computing; shards add up
    /// Files of older versions do not say any of these.
    std::optional<EvaluationPart> part;
    std::optional<ModelCalibration> calibration; ///< of the weights
    std::optional<EvaluationRefinement> refinement;
    std::map<std::pair<Condition, core::PresetGroup>, GroupResult> groups;
};

/// "groups" and "held_out" hold means and shares; "counts" what shards are added from.
nlohmann::ordered_json toJson(const Evaluation& evaluation);

/// Throws core::Error, naming the file, when it is no evaluation.
Evaluation readEvaluation(const std::filesystem::path& path);

/// Adds shards. Throws core::Error, naming a file, when they are not of the same weights, seed, budget and limits, when
/// one is there twice, and when one is missing. Files of older versions do not say which shard they are: of those only
/// equal ones are noticed.
Evaluation mergeEvaluations(std::span<const Evaluation> shards);

} // namespace stepwise::models
