// What the hall's knobs mean for its decay, in double precision: what tests hold the kernel against.
#pragma once

#include "effects/parameter.h"

#include <array>

namespace stepwise::effects {

inline constexpr int kHallLines = 16;

/// Delays of the lines at size 0.5, in ms: spread evenly in the logarithm, then moved so that no two share a factor
/// that would ring (J. Dattorro, "Effect design, part 1", 1997, on mutually incommensurate delays).
inline constexpr std::array<float, kHallLines> kHallDelaysMs = {27.617F, 29.893F, 32.051F, 34.649F, 37.273F, 40.063F,
                                                                43.237F, 46.441F, 49.937F, 53.813F, 57.829F, 62.141F,
                                                                66.851F, 71.947F, 77.419F, 83.273F};

inline constexpr float kHallSizeOctaves = 1.0F; ///< delays halve and double over the knob

/// Above the high cut and below the low cut the hall decays faster by these factors.
inline constexpr float kHallHighDecayShare = 0.3F;
inline constexpr float kHallLowDecayShare = 0.35F;

/// Time to fall by 60 dB at a frequency, as designed: the mean over the lines of each line's loss per second.
double hallDecaySeconds(const ParameterValues& values, double frequencyHz, double sampleRateHz);

} // namespace stepwise::effects
