// Slaney's mel filterbank, as librosa builds it.
#pragma once

#include <span>
#include <vector>

namespace stepwise::core {

/// Triangles on Slaney's mel scale with his area norm, over the bins of an FFT at kAnalysisRateHz. Built in double
/// precision.
class MelFilterbank {
public:
    MelFilterbank(int fftSize, int bands, double minHz, double maxHz);

    /// bands x (fftSize / 2 + 1), row-major.
    const std::vector<float>& weights() const { return weights_; }
    const std::vector<double>& centresHz() const { return centresHz_; }

    /// One band of a power spectrum.
    float bandPower(int band, std::span<const float> power) const;

private:
    struct Range {
        std::size_t first = 0;
        std::size_t last = 0;   ///< one past
        std::size_t packed = 0; ///< where its weights begin in packed_
    };

    std::size_t bins_;
    std::vector<float> weights_;
    std::vector<Range> ranges_; ///< where a band's weights are not zero
    std::vector<float> packed_; ///< those weights alone: rows a power of two apart would share cache lines
    std::vector<double> centresHz_;
};

} // namespace stepwise::core
