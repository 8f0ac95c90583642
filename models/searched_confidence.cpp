#include "models/searched_confidence.h"

#include "models/golden_section.h"

#include <algorithm>
#include <cmath>

namespace stepwise::models {

namespace {

/// Nearer to 0 and 1 the log-odds would outweigh all others.
constexpr double kLeastProbability = 1e-3;

double logOdds(double probability) {
    const double p = std::clamp(probability, kLeastProbability, 1.0 - kLeastProbability);
    return std::log(p / (1.0 - p));
}

double logistic(double odds) {
    return 1.0 / (1.0 + std::exp(-odds));
}

double negativeLogLikelihood(std::span<const ConfidenceOutcome> outcomes, const SearchedConfidence& line) {
    double sum = 0.0;
    for (const ConfidenceOutcome& outcome : outcomes) {
        const double odds = line.slope * logOdds(outcome.probability) + line.offset;
        sum += std::log1p(std::exp(outcome.isHit ? -odds : odds));
    }
    return sum;
}

} // namespace

float SearchedConfidence::operator()(float probability) const {
    if (*this == SearchedConfidence{})
        return probability;
    return static_cast<float>(logistic(slope * logOdds(probability) + offset));
}

SearchedConfidence fitSearchedConfidence(std::span<const ConfidenceOutcome> outcomes) {
    const auto hits = std::ranges::count(outcomes, true, &ConfidenceOutcome::isHit);
    if (hits == 0 || hits == std::ssize(outcomes))
        return {};
    // Convex in both together, so that each search has one minimum.
    constexpr double kTolerance = 1e-5;
    const auto bestOffset = [&](double slope) {
        return lowestBetween(-kMostOffset, kMostOffset, kTolerance, [&](double offset) {
            return negativeLogLikelihood(outcomes, {slope, offset});
        });
    };
    const double slope = lowestBetween(kLeastSlope, kMostSlope, kTolerance, [&](double one) {
        return negativeLogLikelihood(outcomes, {one, bestOffset(one)});
    });
    return {slope, bestOffset(slope)};
}

} // namespace stepwise::models
