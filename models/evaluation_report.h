// Evaluations as Markdown, for the model card.
#pragma once

#include "models/evaluation_file.h"

#include <optional>
#include <string>

namespace stepwise::models {

/// What a card compares. Only the greedy evaluation is needed.
struct CardEvaluations {
    std::optional<Evaluation> greedy;
    std::optional<Evaluation> searched;
    std::optional<Evaluation> refined; ///< after a search; none: the searched one, if it was refined
    std::optional<Evaluation> paper;   ///< of the `paper` networks, greedy
    std::vector<Evaluation> free;      ///< rounds that end by themselves
};

/// The paper's table beside ours; for every evaluation its errors step by step, each CNN alone, the next effect and
/// calibration; of the greedy one held-out conditions and where it fails.
std::string evaluationReport(const CardEvaluations& evaluations);

/// Confidence against the share of hits, as a picture (SVG).
std::string reliabilityDiagramSvg(const Calibration& calibration);

/// Of all groups together, standard targets.
Calibration overallCalibration(const Evaluation& evaluation);

} // namespace stepwise::models
