// Where weights, demos and lessons lie.
#pragma once

#include <filesystem>

namespace stepwise::core {

/// STEPWISE_ASSETS if set, else ../share/stepwise/assets beside the program, else the source tree's assets.
std::filesystem::path assetFolder();

} // namespace stepwise::core
