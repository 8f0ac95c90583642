#include "models/network_input.h"

#include <algorithm>
#include <cmath>

namespace stepwise::models {

float totalPowerDb(std::span<const float> melDb) {
    double sum = 0.0;
    for (const float decibels : melDb)
        sum += std::exp2(static_cast<double>(decibels) * 0.33219280948873623); // log2(10) / 10
    return static_cast<float>(10.0 * std::log10(std::max(sum, 1e-10)));
}

float targetShiftDb(bool levelKnown, float currentPowerDb, float targetPowerDb) {
    return levelKnown ? 0.0F : currentPowerDb - targetPowerDb;
}

std::uint8_t toByte(float decibels) {
    return static_cast<std::uint8_t>(std::lround(std::clamp((decibels - kByteFloorDb) / kByteStepDb, 0.0F, 255.0F)));
}

} // namespace stepwise::models
