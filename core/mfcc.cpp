#include "core/spectrogram.h"

#include <array>
#include <cmath>
#include <numbers>

namespace stepwise::core {

namespace {

using DctTable = std::array<std::array<float, kMelBands>, kMfccCount>;

DctTable makeTable() {
    DctTable table = {};
    for (std::size_t k = 0; k < kMfccCount; ++k) {
        const double scale = std::sqrt((k == 0 ? 1.0 : 2.0) / kMelBands);
        for (std::size_t n = 0; n < kMelBands; ++n)
            table[k][n] = static_cast<float>(scale * std::cos(std::numbers::pi * static_cast<double>(k) *
                                                              (static_cast<double>(n) + 0.5) / kMelBands));
    }
    return table;
}

} // namespace

Spectrogram mfcc(const Spectrogram& melDb) {
    static const DctTable table = makeTable();
    Spectrogram result(kMfccCount, melDb.frames);
    for (int k = 0; k < kMfccCount; ++k) {
        float* out = result.values.data() + static_cast<std::ptrdiff_t>(k) * melDb.frames;
        for (int band = 0; band < kMelBands; ++band) {
            const float weight = table[static_cast<std::size_t>(k)][static_cast<std::size_t>(band)];
            const std::span<const float> row = melDb.row(band);
            for (std::size_t frame = 0; frame < row.size(); ++frame)
                out[frame] += weight * row[frame];
        }
    }
    return result;
}

} // namespace stepwise::core
