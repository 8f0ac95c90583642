// The figures of every evaluation on the model card: errors step by step, each effect, the next effect, confidence.
#pragma once

#include "models/evaluation_report.h"

#include <string>

namespace stepwise::models {

/// A table for each evaluation that is present; those that say the same share one.
std::string errorTables(const CardEvaluations& evaluations);
std::string effectTables(const CardEvaluations& evaluations);
std::string nextEffectTables(const CardEvaluations& evaluations);

/// Expected calibration errors, a row for each evaluation.
std::string calibrationTable(const CardEvaluations& evaluations);

} // namespace stepwise::models
