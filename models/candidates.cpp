#include "models/candidates.h"

#include <algorithm>
#include <numeric>

namespace stepwise::models {

namespace {

/// A position drawn from shares at evenly spaced positions, anywhere within half a space of them.
float drawnPosition(std::span<const float> shares, core::Random& random) {
    double rest = random.uniform();
    std::size_t bin = 0;
    while (bin + 1 < shares.size() && rest >= shares[bin]) {
        rest -= shares[bin];
        ++bin;
    }
    const double position = static_cast<double>(bin) + random.uniform(-0.5, 0.5);
    return static_cast<float>(std::clamp(position / static_cast<double>(shares.size() - 1), 0.0, 1.0));
}

} // namespace

std::vector<Candidate> rankedCandidates(const Prediction& prediction, std::span<const effects::EffectId> used) {
    std::vector<Candidate> candidates;
    for (const effects::EffectId effect : effects::kAllEffects) {
        const auto index = static_cast<std::size_t>(effect);
        if (std::find(used.begin(), used.end(), effect) == used.end())
            candidates.push_back({{effect, prediction.proposals[index].values}, prediction.effectProbabilities[index]});
    }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.confidence > b.confidence; });
    return candidates;
}

std::vector<Alternative> alternativesTo(effects::EffectId effect, std::span<const Candidate> ranked) {
    std::vector<Alternative> alternatives;
    for (const Candidate& candidate : ranked)
        if (candidate.step.effect != effect)
            alternatives.push_back({candidate.step, candidate.confidence});
    return alternatives;
}

void discountByDone(float& confidence, std::vector<Alternative>& alternatives, float doneProbability) {
    confidence *= 1.0F - doneProbability;
    for (Alternative& alternative : alternatives)
        alternative.confidence *= 1.0F - doneProbability;
}

void discountByDone(TimelineStep& step, float doneProbability) {
    float confidence = step.confidence.value_or(0.0F);
    discountByDone(confidence, step.alternatives, doneProbability);
    step.confidence = confidence;
}

void countTheSearch(float& confidence, std::vector<Alternative>& alternatives, const SearchedConfidence& searched) {
    const float counted = searched(confidence);
    const float rest = confidence < 1.0F ? (1.0F - counted) / (1.0F - confidence) : 0.0F;
    for (Alternative& alternative : alternatives)
        alternative.confidence *= rest;
    confidence = counted;
}

void countTheSearch(TimelineStep& step, const SearchedConfidence& searched) {
    float confidence = step.confidence.value_or(0.0F);
    countTheSearch(confidence, step.alternatives, searched);
    step.confidence = confidence;
}

std::vector<ChosenStep> likelyChoices(effects::EffectId effect, const Proposal& proposal, int count) {
    const auto parameters = effects::effectInfo(effect).parameters;
    const auto& shares = proposal.choiceProbabilities;
    std::vector<ChosenStep> steps;
    for (std::size_t p = 0; p < parameters.size(); ++p) {
        if (!parameters[p].predicted || shares.empty() || parameters[p].choices.size() != shares.size())
            continue;
        std::vector<std::size_t> order(shares.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return shares[a] > shares[b]; });
        order.resize(std::min(order.size(), static_cast<std::size_t>(count)));
        for (const std::size_t choice : order) {
            steps.push_back({{effect, proposal.values}, shares[choice]});
            steps.back().step.values[p] = effects::choiceValue(parameters[p], static_cast<int>(choice));
        }
    }
    if (steps.empty())
        steps.push_back({{effect, proposal.values}, 1.0F});
    return steps;
}

effects::Step gentler(const effects::Step& step, float strength) {
    const effects::EffectInfo& info = effects::effectInfo(step.effect);
    effects::Step result = step;
    if (const int mix = effects::findParameter(info, "mix"); mix >= 0)
        result.values[static_cast<std::size_t>(mix)] *= strength;
    if (const int gain = effects::findParameter(info, "high_gain"); gain >= 0) {
        float& value = result.values[static_cast<std::size_t>(gain)];
        value = 0.5F + strength * (value - 0.5F);
    }
    return result;
}

effects::Step withDrawnKnobs(const effects::Step& step, const Proposal& proposal, float share, core::Random& random) {
    effects::Step result = step;
    for (const KnobDensity& knob : proposal.densities) {
        float& value = result.values[static_cast<std::size_t>(knob.parameter)];
        value += share * (drawnPosition(knob.shares, random) - value);
    }
    return result;
}

} // namespace stepwise::models
