#include "effects/half_band.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace stepwise::effects {

namespace {

/// Kaiser's fit for attenuations above 50 dB.
double kaiserBeta(double attenuationDb) {
    return 0.1102 * (attenuationDb - 8.7);
}

/// Modified Bessel function of order zero, by its series.
double besselI0(double x) {
    double term = 1.0;
    double sum = 1.0;
    for (int k = 1; k < 60; ++k) {
        term *= (x / (2.0 * k)) * (x / (2.0 * k));
        sum += term;
    }
    return sum;
}

} // namespace

std::vector<float> halfBandBranch(int halfLength, double attenuationDb) {
    const int count = 2 * halfLength;
    std::vector<double> taps(static_cast<std::size_t>(count));
    const double beta = kaiserBeta(attenuationDb);
    for (int i = 0; i < count; ++i) {
        const double offset = 2.0 * i + 1.0 - count; // odd distances from the centre tap
        const double position = offset / count;
        const double window = besselI0(beta * std::sqrt(std::max(0.0, 1.0 - position * position))) / besselI0(beta);
        const double angle = std::numbers::pi * offset / 2.0;
        taps[static_cast<std::size_t>(i)] = std::sin(angle) / angle * window;
    }
    const double sum = std::accumulate(taps.begin(), taps.end(), 0.0);
    std::vector<float> result;
    result.reserve(taps.size());
    for (const double tap : taps)
        result.push_back(static_cast<float>(tap / sum));
    return result;
}

} // namespace stepwise::effects
