// JSON as text: valid whatever a name or a note holds.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace stepwise::models {

/// Indented by two, with a line end behind it. What is no UTF-8 becomes U+FFFD; control characters are escaped, also
/// those above ASCII, which terminals obey.
std::string jsonText(const nlohmann::ordered_json& json);

} // namespace stepwise::models
