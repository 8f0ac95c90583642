// What the networks are asked about a timeline.
#pragma once

#include "models/predictor.h"
#include "models/timeline.h"

namespace stepwise::models {

/// The round as it stood after its first `steps` steps.
Situation situationOf(const Timeline& timeline, std::size_t steps);

} // namespace stepwise::models
