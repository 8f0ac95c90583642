#include "models/searched_confidence.h"

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
    // Newton's method on the likelihood, which is concave; a little ridge keeps separable outcomes finite.
    constexpr int kIterations = 50;
    constexpr double kRidge = 1e-6;
    SearchedConfidence line;
    for (int i = 0; i < kIterations; ++i) {
        double slopeGradient = kRidge * (1.0 - line.slope);
        double offsetGradient = -kRidge * line.offset;
        double slopeCurvature = kRidge;
        double offsetCurvature = kRidge;
        double mixedCurvature = 0.0;
        for (const ConfidenceOutcome& outcome : outcomes) {
            const double x = logOdds(outcome.probability);
            const double p = logistic(line.slope * x + line.offset);
            const double error = (outcome.isHit ? 1.0 : 0.0) - p;
            const double weight = p * (1.0 - p);
            slopeGradient += error * x;
            offsetGradient += error;
            slopeCurvature += weight * x * x;
            offsetCurvature += weight;
            mixedCurvature += weight * x;
        }
        const double determinant = slopeCurvature * offsetCurvature - mixedCurvature * mixedCurvature;
        line.slope += (offsetCurvature * slopeGradient - mixedCurvature * offsetGradient) / determinant;
        line.offset += (slopeCurvature * offsetGradient - mixedCurvature * slopeGradient) / determinant;
        line.slope = std::clamp(line.slope, kLeastSlope, kMostSlope);
        line.offset = std::clamp(line.offset, -kMostOffset, kMostOffset);
    }
    return line;
}

} // namespace stepwise::models
