#include "models/calibration.h"

#include "models/evaluation_target.h"
#include "models/golden_section.h"

#include <algorithm>
#include <cmath>

namespace stepwise::models {

namespace {

constexpr double kLowestTemperature = 0.25;
constexpr double kHighestTemperature = 8.0;
constexpr double kLeastProbability = 1e-9;

/// As if the search had never been calibrated.
class Uncounted : public Predictor {
public:
    explicit Uncounted(std::shared_ptr<Predictor> predictor) : predictor_(std::move(predictor)) {}
    Prediction predict(const Situation& situation) override { return predictor_->predict(situation); }
    std::string name() const override { return predictor_->name(); }

private:
    std::shared_ptr<Predictor> predictor_;
};

std::vector<effects::EffectId> effectsOf(std::span<const effects::Step> steps) {
    std::vector<effects::EffectId> effects;
    for (const effects::Step& step : steps)
        effects.push_back(step.effect);
    return effects;
}

void addExamples(std::vector<ConfidenceExample>& examples, const Timeline& timeline,
                 std::span<const effects::Step> truth) {
    std::vector<effects::EffectId> missing = effectsOf(truth);
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

std::vector<ConfidenceOutcome> confidenceOutcomes(const Timeline& timeline, std::span<const effects::Step> truth) {
    std::vector<ConfidenceOutcome> outcomes;
    std::vector<effects::EffectId> missing = effectsOf(truth);
    for (const TimelineStep& step : timeline.steps()) {
        outcomes.push_back({step.confidence.value_or(0.0F), !missing.empty() && missing.front() == step.step.effect});
        std::erase(missing, step.step.effect);
    }
    return outcomes;
}

std::vector<ConfidenceOutcome> searchedOutcomes(std::shared_ptr<Predictor> predictor, core::PresetGroup group,
                                                std::uint64_t seed, int targets, double budgetMs,
                                                const effects::Progress& progress) {
    Suggester suggester(std::make_shared<Uncounted>(std::move(predictor)));
    std::vector<ConfidenceOutcome> outcomes;
    for (int i = 0; i < targets; ++i) {
        const EvaluationTarget item = makeEvaluationTarget(group, seed, i);
        Timeline timeline(item.dry, item.target, item.comparison);
        suggester.suggestAll(timeline, {.maxSteps = static_cast<int>(item.steps.size()),
                                        .stopsWhenDone = false,
                                        .budgetMs = budgetMs,
                                        .watchesClock = false});
        const auto more = confidenceOutcomes(timeline, item.steps);
        outcomes.insert(outcomes.end(), more.begin(), more.end());
        if (progress && !progress(static_cast<double>(i + 1) / targets))
            throw effects::Cancelled{};
    }
    return outcomes;
}

double fitTemperature(std::span<const ConfidenceExample> examples) {
    if (examples.empty())
        return 1.0;
    // The likelihood has one maximum over the inverse temperature, and so over its logarithm.
    return std::exp(
        lowestBetween(std::log(kLowestTemperature), std::log(kHighestTemperature), 1e-4,
                      [&](double logarithm) { return negativeLogLikelihood(examples, std::exp(logarithm)); }));
}

} // namespace stepwise::models
