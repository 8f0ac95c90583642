// Confidence that means what it says: the softmax over the effects is tempered until it agrees with the truth (Guo et
// al., "On calibration of modern neural networks", ICML 2017).
#pragma once

#include "core/synth.h"
#include "models/suggester.h"

#include <cstdint>
#include <span>
#include <vector>

namespace stepwise::models {

/// One suggested step: the probabilities of the effects in question, and the place of the one that truly is next.
struct ConfidenceExample {
    std::vector<double> probabilities;
    std::size_t truth = 0;
};

/// From the suggester's own greedy rounds on unseen targets: what confidence is worth on the way that it takes.
std::vector<ConfidenceExample> confidenceExamples(Suggester& suggester, core::PresetGroup group, std::uint64_t seed,
                                                  int targets, const effects::Progress& progress = {});

/// At every suggested step: is its effect the first of the truth that the steps before it lack?
std::vector<ConfidenceOutcome> confidenceOutcomes(const Timeline& timeline, std::span<const effects::Step> truth);

/// What the networks' own probabilities are worth in searched rounds, whatever searchedConfidence() says by now.
std::vector<ConfidenceOutcome> searchedOutcomes(std::shared_ptr<Predictor> predictor, core::PresetGroup group,
                                                std::uint64_t seed, int targets, double budgetMs,
                                                const effects::Progress& progress = {});

/// The temperature in [0.25, 8] that makes the truth likeliest when probabilities are raised to 1 / temperature and
/// normalised. 1 if there are no examples.
double fitTemperature(std::span<const ConfidenceExample> examples);

} // namespace stepwise::models
