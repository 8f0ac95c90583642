// The confidence of a searched step: the search has heard what the networks only guess at, so its steps are right more
// often than the networks' probability says, the doubtful ones above all.
#pragma once

#include <span>

namespace stepwise::models {

/// Platt scaling ("Probabilistic outputs for support vector machines", 1999): the log-odds go through a line.
struct SearchedConfidence {
    double slope = 1.0;
    double offset = 0.0;

    /// Rises with `probability`, within [0, 1].
    float operator()(float probability) const;
    bool operator==(const SearchedConfidence&) const = default;
};

/// Bounds of a line that still says something.
inline constexpr double kLeastSlope = 0.1;
inline constexpr double kMostSlope = 10.0;
inline constexpr double kMostOffset = 5.0;

/// A suggested step: the networks' probability of its effect, and whether that effect was truly next.
struct ConfidenceOutcome {
    double probability = 0.0;
    bool isHit = false;
};

/// The likeliest line within the bounds; slope 1 and offset 0 when there are not both hits and misses.
SearchedConfidence fitSearchedConfidence(std::span<const ConfidenceOutcome> outcomes);

} // namespace stepwise::models
