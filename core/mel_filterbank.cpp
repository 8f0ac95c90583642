#include "core/mel_filterbank.h"

#include "core/audio_buffer.h"

#include <algorithm>
#include <cmath>

namespace stepwise::core {

namespace {

/// Slaney's scale (Auditory Toolbox, 1998): linear below 1 kHz, logarithmic above.
constexpr double kLinearHz = 200.0 / 3.0;
constexpr double kBreakHz = 1000.0;
constexpr double kBreakMel = kBreakHz / kLinearHz;
const double kLogStep = std::log(6.4) / 27.0;

double hertzToMel(double hertz) {
    return hertz < kBreakHz ? hertz / kLinearHz : kBreakMel + std::log(hertz / kBreakHz) / kLogStep;
}

double melToHertz(double mel) {
    return mel < kBreakMel ? mel * kLinearHz : kBreakHz * std::exp(kLogStep * (mel - kBreakMel));
}

/// Corner frequencies of the triangles: band b rises from corner b to b + 1 and falls to b + 2.
std::vector<double> cornersHz(int bands, double minHz, double maxHz) {
    const double low = hertzToMel(minHz);
    const double high = hertzToMel(maxHz);
    std::vector<double> result(static_cast<std::size_t>(bands) + 2);
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] = melToHertz(low + (high - low) * static_cast<double>(i) / (bands + 1));
    return result;
}

} // namespace

MelFilterbank::MelFilterbank(int fftSize, int bands, double minHz, double maxHz)
    : bins_(static_cast<std::size_t>(fftSize) / 2 + 1), weights_(static_cast<std::size_t>(bands) * bins_, 0.0F) {
    const std::vector<double> corner = cornersHz(bands, minHz, maxHz);
    for (std::size_t band = 0; band < static_cast<std::size_t>(bands); ++band) {
        const double norm = 2.0 / (corner[band + 2] - corner[band]);
        float* row = weights_.data() + band * bins_;
        for (std::size_t bin = 0; bin < bins_; ++bin) {
            const double hertz = kAnalysisRateHz * static_cast<double>(bin) / fftSize;
            const double rising = (hertz - corner[band]) / (corner[band + 1] - corner[band]);
            const double falling = (corner[band + 2] - hertz) / (corner[band + 2] - corner[band + 1]);
            row[bin] = static_cast<float>(norm * std::max(0.0, std::min(rising, falling)));
        }
        const float* first = std::find_if(row, row + bins_, [](float weight) { return weight > 0.0F; });
        const float* last =
            std::find_if(first, static_cast<const float*>(row) + bins_, [](float weight) { return weight <= 0.0F; });
        ranges_.push_back(
            {static_cast<std::size_t>(first - row), static_cast<std::size_t>(last - row), packed_.size()});
        packed_.insert(packed_.end(), first, last);
        centresHz_.push_back(corner[band + 1]);
    }
}

float MelFilterbank::bandPower(int band, std::span<const float> power) const {
    const auto index = static_cast<std::size_t>(band);
    const Range range = ranges_[index];
    const float* weights = packed_.data() + range.packed;
    const float* bins = power.data() + range.first;
    const std::size_t count = range.last - range.first;
    // Four running sums: shorter rounding chains, and room for vector code.
    float sums[4] = {};
    std::size_t bin = 0;
    for (; bin + 4 <= count; bin += 4)
        for (std::size_t i = 0; i < 4; ++i)
            sums[i] += weights[bin + i] * bins[bin + i];
    for (; bin < count; ++bin)
        sums[0] += weights[bin] * bins[bin];
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

} // namespace stepwise::core
