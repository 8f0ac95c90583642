// The compressor's static gain curves in double precision: what tests hold the kernel against and the window draws.
#pragma once

#include "effects/parameter.h"

#include <array>

namespace stepwise::effects {

inline constexpr int kCompressorBands = 3;
inline constexpr double kLowCrossoverHz = 88.3;
inline constexpr double kHighCrossoverHz = 2500.0;

/// What a band does at full amount and with threshold and ratio at their defaults.
struct BandCurve {
    float upperThresholdDb;
    float downSlope; ///< dB taken away for every dB above the upper threshold
    float lowerThresholdDb;
    float upSlope; ///< dB added for every dB below the lower threshold
    float makeupDb;
    float timeFactor;  ///< of the attack and release knobs: low bands move slower
    float minWindowMs; ///< of the level detector: long enough for the band's own cycles
};

/// Three bands in the manner of the style known as OTT: strong downward, strong upward compression, and make-up.
inline constexpr std::array<BandCurve, kCompressorBands> kBandCurves = {{
    {-27.0F, 0.88F, -36.0F, 0.75F, 14.0F, 2.0F, 20.0F},
    {-26.0F, 0.85F, -37.0F, 0.75F, 12.0F, 1.0F, 3.0F},
    {-29.0F, 0.95F, -37.0F, 0.75F, 15.0F, 0.5F, 0.5F},
}};

/// Below this level nothing is lifted, so that a noise floor stays one; the lift fades in above it.
inline constexpr float kLiftFloorDb = -90.0F;
inline constexpr float kMaxLiftDb = 21.0F; ///< make-up not counted

/// Half the width of the soft knee of the single-band mode.
inline constexpr float kHalfKneeDb = 3.0F;

inline constexpr float kDefaultThresholdDb = -18.0F;
inline constexpr float kDefaultRatio = 4.0F;

/// Gain of a band in multiband mode at a mean-square level in dBFS (a full-scale sine is -3.01), at rest.
double compressorBandGainDb(const ParameterValues& values, int band, double levelDb);

/// Gain in single-band mode, likewise.
double compressorSingleGainDb(const ParameterValues& values, double levelDb);

} // namespace stepwise::effects
