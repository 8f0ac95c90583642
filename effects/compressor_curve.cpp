#include "effects/compressor_curve.h"

#include "effects/compressor.h"

#include <algorithm>

namespace stepwise::effects {

namespace {

double display(const ParameterValues& values, const char* id) {
    const EffectInfo& info = compressorInfo();
    const auto index = static_cast<std::size_t>(findParameter(info, id));
    return static_cast<double>(toDisplay(info.parameters[index], values[index]));
}

} // namespace

double compressorBandGainDb(const ParameterValues& values, int band, double levelDb) {
    const BandCurve& curve = kBandCurves[static_cast<std::size_t>(band)];
    const double shiftDb = display(values, "threshold") - kDefaultThresholdDb;
    const double strength = (1.0 - 1.0 / display(values, "ratio")) / (1.0 - 1.0 / kDefaultRatio);
    const double down = std::min(1.0, curve.downSlope * strength);
    const double upSlope = std::min(1.0, curve.upSlope * strength);
    const double above = std::max(0.0, levelDb - (curve.upperThresholdDb + shiftDb));
    const double below = std::max(0.0, std::min(curve.lowerThresholdDb + shiftDb - levelDb, levelDb - kLiftFloorDb));
    const double up = std::min<double>(upSlope * below, kMaxLiftDb);
    const auto amount = static_cast<double>(values[static_cast<std::size_t>(band)]);
    return amount * (curve.makeupDb - down * above + up);
}

double compressorSingleGainDb(const ParameterValues& values, double levelDb) {
    const double slope = 1.0 - 1.0 / display(values, "ratio");
    const double over = levelDb - display(values, "threshold");
    if (over <= -kHalfKneeDb)
        return 0.0;
    if (over >= kHalfKneeDb)
        return -slope * over;
    const double into = over + kHalfKneeDb;
    return -slope * into * into / (4.0 * kHalfKneeDb);
}

} // namespace stepwise::effects
