#include "ui/level_map.h"

#include "core/error.h"
#include "core/temporary_file.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace stepwise::ui {

namespace {

constexpr float kStepsPerDb = 100.0F;
constexpr auto kBands = static_cast<std::size_t>(core::kMelBands);
constexpr int kFewestFrames = 64;
constexpr int kCoarser = 4;

std::int16_t quantised(float power) {
    const float db = 10.0F * std::log10(std::max(power, core::kPowerFloor));
    return static_cast<std::int16_t>(std::lround(std::clamp(db * kStepsPerDb, -32000.0F, 32000.0F)));
}

void takeLoudest(std::span<const std::int16_t> values, std::span<std::int16_t> loudest) {
    for (std::size_t frame = 0; frame + kBands <= values.size(); frame += kBands)
        for (std::size_t band = 0; band < kBands; ++band)
            loudest[band] = std::max(loudest[band], values[frame + band]);
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
        Level& fine = levels_.back();
        Level coarse;
        coarse.frames = (fine.frames + kCoarser - 1) / kCoarser;
        coarse.values.resize(static_cast<std::size_t>(coarse.frames) * kBands, INT16_MIN);
        for (int frame = 0; frame < coarse.frames; ++frame)
            loudestOf(fine, frame * kCoarser, std::min((frame + 1) * kCoarser, fine.frames),
                      std::span(coarse.values).subspan(static_cast<std::size_t>(frame) * kBands, kBands));
        keep(fine);
        levels_.push_back(std::move(coarse));
    }
}

/// Moves the values of a long level into a file.
void LevelMap::keep(Level& level) {
    if (level.frames <= kMostFramesInMemory)
        return;
    auto file = std::make_shared<core::TemporaryFile>();
    file->write(0, level.values.data(), level.values.size() * sizeof(std::int16_t));
    level.file = std::move(file);
    std::vector<std::int16_t>().swap(level.values);
}

/// Of the frames from `first` to `last`; a file that cannot be read any more is silent.
void LevelMap::loudestOf(const Level& level, int first, int last, std::span<std::int16_t> loudest) {
    const auto begin = static_cast<std::size_t>(first) * kBands;
    if (!level.file) {
        takeLoudest(std::span(level.values).subspan(begin, static_cast<std::size_t>(last - first) * kBands), loudest);
        return;
    }
    try {
        std::vector<std::int16_t> values(static_cast<std::size_t>(last - first) * kBands);
        level.file->read(begin * sizeof(std::int16_t), values.data(), values.size() * sizeof(std::int16_t));
        takeLoudest(values, loudest);
    } catch (const core::Error&) {
        std::fill(loudest.begin(), loudest.end(), quantised(0.0F));
    }
}

std::size_t LevelMap::bytesInMemory() const {
    std::size_t values = 0;
    for (const Level& level : levels_)
        values += level.values.size();
    return values * sizeof(std::int16_t);
}

float LevelMap::db(int frame, int band) const {
    std::array<std::int16_t, kBands> values;
    values.fill(INT16_MIN);
    loudestOf(levels_.front(), frame, frame + 1, values);
    return static_cast<float>(values[static_cast<std::size_t>(band)]) / kStepsPerDb;
}

void LevelMap::loudestIn(double firstFrame, double frameCount, std::span<float, core::kMelBands> levels) const {
    std::fill(levels.begin(), levels.end(), kSilenceDb);
    std::size_t depth = 0;
    while (depth + 1 < levels_.size() && frameCount >= kCoarser) {
        frameCount /= kCoarser;
        firstFrame /= kCoarser;
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
    loudestOf(levels_[depth], first, last, loudest);
    for (std::size_t band = 0; band < kBands; ++band)
        levels[band] = static_cast<float>(loudest[band]) * (1.0F / kStepsPerDb);
}

} // namespace stepwise::ui
