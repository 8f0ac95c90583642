// When nothing is left to do in a round. Private to the suggester.
#pragma once

#include "models/timeline.h"

namespace stepwise::models {

using core::kAlikeMse;

/// Below this they differ by less than 2.5 dB on average: few hear more than a shade.
inline constexpr double kNearMse = 1e-3;

/// Below this, an effect is missing yet, and the networks may be followed although the error rises.
inline constexpr float kDoneProbability = 0.5F;

/// Where the networks hear nothing missing, a step that removes less than this of the dry sound's error teaches
/// nothing.
inline constexpr double kFaintShare = 0.01;

inline double mseBefore(const Timeline& timeline, std::size_t index) {
    return timeline.measuredBefore(index).errors.mse;
}

inline double lastMse(const Timeline& timeline) {
    return mseBefore(timeline, timeline.steps().size());
}

inline double bestMse(const Timeline& timeline) {
    return mseBefore(timeline, timeline.bestPrefix());
}

/// Whether a step that changes the MSE like this removes too little to be worth it.
inline bool isFaint(const Timeline& timeline, double mseBefore, double mseAfter) {
    return mseBefore - mseAfter < kFaintShare * timeline.inputMeasured().errors.mse;
}

} // namespace stepwise::models
