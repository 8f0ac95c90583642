#include "core/tempo.h"

#include "core/onset_envelope.h"

#include <algorithm>
#include <cmath>

namespace stepwise::core {

namespace {

constexpr double kHeardSeconds = 12.0;
constexpr std::size_t kHopsPerFrame = 8;
constexpr double kFrameSeconds = kOnsetHop * kHopsPerFrame / kAnalysisRateHz;
constexpr float kLeastRise = 0.4F;
constexpr float kMostRise = 2.0F; ///< the first onset comes from silence, and would outweigh all others
constexpr int kBlurFrames = 3;    ///< 35 ms either way
constexpr int kLeastOnsets = 5;

constexpr double kMostFaster = 1.7;
constexpr double kTempoStep = 0.0025; ///< 30 ms over twelve seconds
constexpr int kReachFrames = 4;

constexpr double kSameTempo = 0.01;
constexpr double kLeastDifference = 0.015;
constexpr double kLeastCorrelation = 0.7;
constexpr double kClearlyBetter = 2.0;    ///< than the same tempo
constexpr double kElsewhere = 0.05;       ///< another tempo altogether
constexpr double kBetterThanOthers = 1.1; ///< e.g. than half the tempo

struct Onsets {
    std::vector<float> blurred; ///< a value every kFrameSeconds
    int count = 0;
};

Onsets onsetsOf(const MonoView& sound) {
    const std::size_t heard =
        std::min(sound.frames(), static_cast<std::size_t>(kHeardSeconds * kMostFaster * kAnalysisRateHz));
    const std::vector<float> rises = onsetEnvelope(sound.part(0, heard));
    std::vector<float> frames(rises.size() / kHopsPerFrame + 1, 0.0F);
    for (std::size_t i = 0; i < rises.size(); ++i)
        frames[i / kHopsPerFrame] += rises[i];
    // From the first onset on.
    frames.erase(frames.begin(), std::ranges::find_if(frames, [](float rise) { return rise >= kLeastRise; }));
    Onsets onsets = {std::vector<float>(frames.size(), 0.0F)};
    const auto size = static_cast<int>(frames.size());
    int lastOnset = -kBlurFrames - 1;
    for (int i = 0; i < size; ++i) {
        const float rise = frames[static_cast<std::size_t>(i)];
        if (rise < kLeastRise)
            continue;
        onsets.count += i - lastOnset > kBlurFrames ? 1 : 0;
        lastOnset = i;
        for (int near = std::max(i - kBlurFrames, 0); near <= std::min(i + kBlurFrames, size - 1); ++near)
            onsets.blurred[static_cast<std::size_t>(near)] +=
                std::min(rise, kMostRise) * static_cast<float>(kBlurFrames + 1 - std::abs(near - i));
    }
    return onsets;
}

/// Of `a` with `b` played slower by `faster`, moved by a few frames at most.
double correlation(std::span<const float> a, std::span<const float> b, double faster) {
    double best = 0.0;
    const std::size_t length = std::min({a.size(), static_cast<std::size_t>(static_cast<double>(b.size()) * faster),
                                         static_cast<std::size_t>(kHeardSeconds / kFrameSeconds)});
    for (int lag = -kReachFrames; lag <= kReachFrames; ++lag) {
        double product = 0.0;
        double energyA = 0.0;
        double energyB = 0.0;
        for (std::size_t i = 0; i < length; ++i) {
            const auto at = static_cast<std::ptrdiff_t>(std::lround(static_cast<double>(i) / faster)) + lag;
            if (at < 0 || at >= std::ssize(b))
                continue;
            const double other = b[static_cast<std::size_t>(at)];
            product += a[i] * other;
            energyA += static_cast<double>(a[i]) * a[i];
            energyB += other * other;
        }
        if (energyA > 0.0 && energyB > 0.0)
            best = std::max(best, product / std::sqrt(energyA * energyB));
    }
    return best;
}

} // namespace

double tempoDifferencePercent(const MonoView& input, const MonoView& target) {
    const Onsets a = onsetsOf(input);
    const Onsets b = onsetsOf(target);
    if (a.count < kLeastOnsets || b.count < kLeastOnsets)
        return 0.0;
    std::vector<std::pair<double, double>> tempos; // how much faster, and how well it fits
    const int tempoCount = static_cast<int>(2.0 * std::log(kMostFaster) / std::log1p(kTempoStep)) + 1;
    for (int i = 0; i < tempoCount; ++i) {
        const double faster = std::pow(1.0 + kTempoStep, i) / kMostFaster;
        tempos.emplace_back(faster, correlation(a.blurred, b.blurred, faster));
    }
    const auto best = *std::ranges::max_element(tempos, {}, &std::pair<double, double>::second);
    double same = correlation(a.blurred, b.blurred, 1.0);
    double others = 0.0;
    for (const auto& [faster, fit] : tempos) {
        if (std::abs(faster - 1.0) < kSameTempo)
            same = std::max(same, fit);
        if (std::abs(faster / best.first - 1.0) > kElsewhere)
            others = std::max(others, fit);
    }
    const bool isClear = std::abs(best.first - 1.0) >= kLeastDifference && best.second >= kLeastCorrelation &&
                         best.second >= kClearlyBetter * same && best.second >= kBetterThanOthers * others;
    return isClear ? 100.0 * (best.first - 1.0) : 0.0;
}

} // namespace stepwise::core
