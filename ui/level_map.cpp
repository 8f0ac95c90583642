#include "ui/level_map.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace stepwise::ui {

namespace {

constexpr float kStepsPerDb = 100.0F;
constexpr auto kBands = static_cast<std::size_t>(core::kMelBands);
constexpr int kFewestFrames = 64;

std::int16_t quantised(float power) {
    const float db = 10.0F * std::log10(std::max(power, core::kPowerFloor));
    return static_cast<std::int16_t>(std::lround(std::clamp(db * kStepsPerDb, -32000.0F, 32000.0F)));
}

} // namespace

LevelMap::LevelMap(const core::Spectrogram& power) {
    Level finest;
    finest.frames = power.frames;
    finest.values.resize(static_cast<std::size_t>(power.frames) * kBands);
    for (int band = 0; band < power.rows; ++band)
        for (int frame = 0; frame < power.frames; ++frame)
            finest.values[static_cast<std::size_t>(frame) * kBands + static_cast<std::size_t>(band)] =
                quantised(power.at(band, frame));
    if (!finest.values.empty())
        loudestDb_ = static_cast<float>(*std::max_element(finest.values.begin(), finest.values.end())) / kStepsPerDb;
    levels_.push_back(std::move(finest));
    while (levels_.back().frames > kFewestFrames) {
        const Level& fine = levels_.back();
        Level coarse;
        coarse.frames = (fine.frames + 1) / 2;
        coarse.values.resize(static_cast<std::size_t>(coarse.frames) * kBands);
        for (std::size_t i = 0; i < coarse.values.size(); ++i) {
            const std::size_t frame = i / kBands;
            const std::size_t band = i % kBands;
            const std::size_t first = 2 * frame * kBands + band;
            const std::size_t second = std::min(first + kBands, fine.values.size() - kBands + band);
            coarse.values[i] = std::max(fine.values[first], fine.values[second]);
        }
        levels_.push_back(std::move(coarse));
    }
}

float LevelMap::db(int frame, int band) const {
    const std::size_t index = static_cast<std::size_t>(frame) * kBands + static_cast<std::size_t>(band);
    return static_cast<float>(levels_.front().values[index]) / kStepsPerDb;
}

void LevelMap::loudestIn(double firstFrame, double frameCount, std::span<float, core::kMelBands> levels) const {
    std::fill(levels.begin(), levels.end(), kSilenceDb);
    std::size_t depth = 0;
    while (depth + 1 < levels_.size() && frameCount >= 2.0) {
        frameCount /= 2.0;
        firstFrame /= 2.0;
        ++depth;
    }
    const int frameTotal = levels_.empty() ? 0 : levels_[depth].frames;
    const int first = static_cast<int>(std::floor(firstFrame));
    const int last =
        std::min(std::max(first + 1, static_cast<int>(std::ceil(firstFrame + frameCount - 1e-9))), frameTotal);
    if (first < 0 || first >= last)
        return;
    std::array<std::int16_t, kBands> loudest;
    loudest.fill(INT16_MIN);
    for (int frame = first; frame < last; ++frame) {
        const std::int16_t* values = &levels_[depth].values[static_cast<std::size_t>(frame) * kBands];
        for (std::size_t band = 0; band < kBands; ++band)
            loudest[band] = std::max(loudest[band], values[band]);
    }
    for (std::size_t band = 0; band < kBands; ++band)
        levels[band] = static_cast<float>(loudest[band]) * (1.0F / kStepsPerDb);
}

} // namespace stepwise::ui
