// The rack's version and the control grid that all effects share.
#pragma once

#include <string_view>

namespace stepwise::effects {

/// Names how the rack sounds. Weights and chain files carry it; a change of sound is a new version.
inline constexpr std::string_view kRackVersion = "1";

inline constexpr double kMinSampleRateHz = 22050.0;
inline constexpr double kMaxSampleRateHz = 192000.0;

/// Coefficients are updated on a grid of this many frames counted from the last reset, so that output does not depend
/// on how the host cuts its blocks.
inline constexpr int kControlFrames = 32;

} // namespace stepwise::effects
