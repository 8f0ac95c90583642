// What a model card says of trainings, from their manifests.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace stepwise::models {

/// Title, how the exported weights came to be, and their validation. Throws nlohmann's exceptions when the manifest
/// lacks something, as the next one.
std::string trainingSection(const nlohmann::ordered_json& manifest);

/// How the `paper` networks came to be that are compared with the exported ones.
std::string paperSection(const nlohmann::ordered_json& manifest);

} // namespace stepwise::models
