// How well the onsets of one sound fall on those of another, for every lag between them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace stepwise::core {

class OnsetCorrelation {
public:
    /// Two onset envelopes.
    OnsetCorrelation(std::span<const float> a, std::span<const float> b);

    /// Lags from -furthestBack() to furthestAhead(); every one at which they overlap.
    std::ptrdiff_t furthestBack() const { return static_cast<std::ptrdiff_t>(sizeA_) - 1; }
    std::ptrdiff_t furthestAhead() const { return static_cast<std::ptrdiff_t>(sizeB_) - 1; }

    /// a[i] with b[i + lag], normalised over their overlap: 0 to 1. 0 where they overlap by less than a quarter of
    /// either's onsets.
    double at(std::ptrdiff_t lag) const;
    /// The best of the lag and its neighbours.
    double around(std::ptrdiff_t lag) const;

private:
    std::size_t sizeA_;
    std::size_t sizeB_;
    std::vector<float> products_;   ///< of all lags, from the furthest back
    std::vector<double> energiesA_; ///< sums of squares before each index
    std::vector<double> energiesB_;
};

} // namespace stepwise::core
