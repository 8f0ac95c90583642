// Results of the evaluation as people and scripts read them: means and shares.
#pragma once

#include "models/evaluation_result.h"

#include <nlohmann/json.hpp>

namespace stepwise::models {

nlohmann::ordered_json summaryOf(const Outcome& outcome);
nlohmann::ordered_json summaryOf(const GroupResult& result);
/// Of conditions for which the networks were not asked alone.
nlohmann::ordered_json summaryOfOutcomes(const GroupResult& result);

} // namespace stepwise::models
