// When a sound begins anew: what survives equalizers, compressors and reverbs.
#pragma once

#include "core/stored_sound.h"

#include <vector>

namespace stepwise::core {

inline constexpr std::size_t kOnsetHop = 64; ///< samples at the analysis rate

/// Rises of the logarithmic short-time level, one for each hop.
std::vector<float> onsetEnvelope(const MonoView& samples);

} // namespace stepwise::core
