#include "models/calibration.h"

#include "models/evaluation_target.h"

#include <algorithm>
#include <cmath>

namespace stepwise::models {

namespace {

constexpr double kLowestTemperature = 0.25;
constexpr double kHighestTemperature = 8.0;
constexpr double kLeastProbability = 1e-9;

void addExamples(std::vector<ConfidenceExample>& examples, const Timeline& timeline,
                 std::span<const effects::Step> truth) {
    std::vector<effects::EffectId> missing;
    for (const effects::Step& step : truth)
        missing.push_back(step.effect);
    for (const TimelineStep& step : timeline.steps()) {
        if (missing.empty())
            return;
        ConfidenceExample example;
        example.probabilities.push_back(step.confidence.value_or(0.0F));
        std::size_t place = step.step.effect == missing.front() ? 0 : ~std::size_t{0};
        for (const Alternative& alternative : step.alternatives) {
            if (alternative.step.effect == missing.front())
                place = example.probabilities.size();
            example.probabilities.push_back(alternative.confidence);
        }
        example.truth = place;
        if (place < example.probabilities.size())
            examples.push_back(std::move(example));
        std::erase(missing, step.step.effect);
    }
}

double negativeLogLikelihood(std::span<const ConfidenceExample> examples, double temperature) {
    double sum = 0.0;
    for (const ConfidenceExample& example : examples) {
        double total = 0.0;
        for (const double probability : example.probabilities)
            total += std::pow(std::max(probability, kLeastProbability), 1.0 / temperature);
        const double truth = std::max(example.probabilities[example.truth], kLeastProbability);
        sum += std::log(total) - std::log(truth) / temperature;
    }
    return sum;
}

} // namespace

std::vector<ConfidenceExample> confidenceExamples(Suggester& suggester, core::PresetGroup group, std::uint64_t seed,
                                                  int targets, const effects::Progress& progress) {
    std::vector<ConfidenceExample> examples;
    for (int i = 0; i < targets; ++i) {
        const EvaluationTarget item = makeEvaluationTarget(group, seed, i);
        Timeline timeline(item.dry, item.target, item.comparison);
        suggester.suggestAll(timeline, {.maxSteps = static_cast<int>(item.steps.size()), .stopsWhenDone = false});
        addExamples(examples, timeline, item.steps);
        if (progress && !progress(static_cast<double>(i + 1) / targets))
            throw effects::Cancelled{};
    }
    return examples;
}

double fitTemperature(std::span<const ConfidenceExample> examples) {
    if (examples.empty())
        return 1.0;
    // The likelihood has one maximum over the inverse temperature: golden section search over its logarithm.
    constexpr double kGolden = 0.6180339887498949;
    double low = std::log(kLowestTemperature);
    double high = std::log(kHighestTemperature);
    while (high - low > 1e-4) {
        const double a = high - kGolden * (high - low);
        const double b = low + kGolden * (high - low);
        if (negativeLogLikelihood(examples, std::exp(a)) < negativeLogLikelihood(examples, std::exp(b)))
            high = b;
        else
            low = a;
    }
    return std::exp(0.5 * (low + high));
}

} // namespace stepwise::models
