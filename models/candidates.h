// Steps worth trying, made of what the networks predict.
#pragma once

#include "core/random.h"
#include "models/predictor.h"
#include "models/timeline.h"

#include <span>
#include <vector>

namespace stepwise::models {

struct Candidate {
    effects::Step step;
    float confidence = 0.0F; ///< that its effect is next
};

/// The unused effects with their proposed knobs, likeliest first.
std::vector<Candidate> rankedCandidates(const Prediction& prediction, std::span<const effects::EffectId> used);

/// The others, as what a step of `effect` was preferred to.
std::vector<Alternative> alternativesTo(effects::EffectId effect, std::span<const Candidate> ranked);

/// Where a round may be complete: less sure of every step by how likely it is that none is missing.
void discountByDone(TimelineStep& step, float doneProbability);
void discountByDone(float& confidence, std::vector<Alternative>& alternatives, float doneProbability);

/// What a search has chosen is surer or less sure than the networks alone; the alternatives share what is left.
void countTheSearch(TimelineStep& step, const SearchedConfidence& searched);
void countTheSearch(float& confidence, std::vector<Alternative>& alternatives, const SearchedConfidence& searched);

/// A choice (mode) of the proposal's effect with its probability; one without a choice if the effect has none.
struct ChosenStep {
    effects::Step step;
    float probability = 1.0F;
};

/// The proposed knobs with each likely choice, likeliest first, at most `count`.
std::vector<ChosenStep> likelyChoices(effects::EffectId effect, const Proposal& proposal, int count);

/// The same step with a share of its mix, or of its gain for the equalizer, which has no mix.
effects::Step gentler(const effects::Step& step, float strength);

/// The same step with knobs moved this share of the way towards ones drawn from the proposal's densities.
effects::Step withDrawnKnobs(const effects::Step& step, const Proposal& proposal, float share, core::Random& random);

} // namespace stepwise::models
