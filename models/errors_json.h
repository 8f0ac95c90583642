// Errors in JSON, under the keys of core::kErrorColumns.
#pragma once

#include "core/errors.h"

#include <nlohmann/json.hpp>

namespace stepwise::models {

nlohmann::ordered_json errorsJson(const core::Errors& errors);

} // namespace stepwise::models
