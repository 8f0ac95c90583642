#include "ui/test_tone.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace stepwise::ui {

namespace {

constexpr double kToneHz = 440.0;
constexpr double kToneLevel = 0.1; ///< -20 dBFS
constexpr double kToneFadeSeconds = 0.02;

} // namespace

Sound testTone() {
    const auto frames = static_cast<std::size_t>(kTestToneSeconds * core::kAnalysisRateHz);
    std::vector<float> tone(frames);
    for (std::size_t i = 0; i < frames; ++i) {
        const double seconds = static_cast<double>(i) / core::kAnalysisRateHz;
        const double edge =
            std::min({1.0, seconds / kToneFadeSeconds, (kTestToneSeconds - seconds) / kToneFadeSeconds});
        tone[i] = static_cast<float>(kToneLevel * edge * std::sin(2.0 * std::numbers::pi * kToneHz * seconds));
    }
    return std::make_shared<const core::AudioBuffer>(core::kAnalysisRateHz, std::move(tone));
}

} // namespace stepwise::ui
