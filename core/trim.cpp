#include "core/loudness.h"

#include <algorithm>

namespace stepwise::core {

namespace {

constexpr double kGatedLufs = -70.0; ///< BS.1770's absolute gate: nothing quieter is measured
constexpr double kMaxTrim = 60.0;

} // namespace

double trimDb(const AudioBuffer& sound, const AudioBuffer& target) {
    return trimDb(integratedLoudnessLufs(sound), integratedLoudnessLufs(target));
}

double trimDb(double soundLufs, double targetLufs) {
    if (soundLufs <= kGatedLufs || targetLufs <= kGatedLufs)
        return 0.0;
    return std::clamp(targetLufs - soundLufs, -kMaxTrim, kMaxTrim);
}

} // namespace stepwise::core
