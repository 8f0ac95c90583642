// The JSON that other tools read: descriptors and steps under their documented keys.
#pragma once

#include "core/descriptors.h"
#include "models/errors_json.h"
#include "models/timeline.h"

#include <nlohmann/json.hpp>

namespace stepwise::app {

using Json = nlohmann::ordered_json;

Json toJson(const core::Descriptors& descriptors);

/// {"effect", "confidence", "parameters", "display", "errors", "helps", "alternatives"}.
Json toJson(const models::TimelineStep& step);

/// Parameter ids with their normalised values, choices by their id; as in chain files.
Json parametersJson(const effects::Step& step);

} // namespace stepwise::app
