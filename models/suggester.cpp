#include "models/suggester.h"

#include <algorithm>
#include <chrono>
#include <numeric>

namespace stepwise::models {

namespace {

using Clock = std::chrono::steady_clock;

/// A step has to lower the MSE by this share of it to be worth a learner's attention.
constexpr double kWorthwhileGain = 0.01;

/// Below this MSE two dB mel spectrograms differ by less than 0.5 dB on average: nothing is left to do.
constexpr double kAlikeMse = 4e-5;

/// Modes of a choice tried by a search, best first.
constexpr int kSearchedChoices = 3;

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

struct Candidate {
    effects::Step step;
    float confidence = 0.0F;
};

/// The unused effects with their proposed knobs, likeliest first.
std::vector<Candidate> rankedCandidates(const Prediction& prediction, const std::vector<effects::Step>& used) {
    const auto usedEffects = effects::effectsUsed(used);
    std::vector<Candidate> candidates;
    for (const effects::EffectId effect : effects::kAllEffects) {
        const auto index = static_cast<std::size_t>(effect);
        if (!usedEffects[index])
            candidates.push_back({{effect, prediction.proposals[index].values}, prediction.effectProbabilities[index]});
    }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.confidence > b.confidence; });
    return candidates;
}

/// A candidate's likely other choices (modes), for a search: the same knobs with another choice.
std::vector<Candidate> otherChoices(const Candidate& candidate, const Proposal& proposal) {
    const auto parameters = effects::effectInfo(candidate.step.effect).parameters;
    std::vector<Candidate> others;
    for (std::size_t p = 0; p < parameters.size(); ++p) {
        const effects::ParameterInfo& parameter = parameters[p];
        if (!parameter.predicted || parameter.choices.size() != proposal.choiceProbabilities.size())
            continue;
        std::vector<int> order(parameter.choices.size());
        std::iota(order.begin(), order.end(), 0);
        std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
            return proposal.choiceProbabilities[static_cast<std::size_t>(a)] >
                   proposal.choiceProbabilities[static_cast<std::size_t>(b)];
        });
        for (int i = 1; i < std::min(kSearchedChoices, static_cast<int>(order.size())); ++i) {
            Candidate other = candidate;
            other.step.values[p] = effects::choiceValue(parameter, order[static_cast<std::size_t>(i)]);
            others.push_back(other);
        }
    }
    return others;
}

/// Strengths at which a proposal is tried once nothing helps as proposed: users' sounds may carry less of an effect
/// than training data does.
constexpr std::array<float, 3> kGentlerStrengths = {0.5F, 0.25F, 0.1F};

/// The same step with a share of its mix, or of its gain for the equalizer, which has no mix.
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

/// What is tried when the proposals themselves do not help: other modes, then gentler settings.
std::vector<Candidate> secondChoices(const std::vector<Candidate>& ranked, const Prediction& prediction) {
    std::vector<Candidate> candidates;
    for (const Candidate& candidate : ranked) {
        const auto others =
            otherChoices(candidate, prediction.proposals[static_cast<std::size_t>(candidate.step.effect)]);
        candidates.insert(candidates.end(), others.begin(), others.end());
        for (const float strength : kGentlerStrengths)
            candidates.push_back({gentler(candidate.step, strength), candidate.confidence});
    }
    return candidates;
}

std::vector<effects::Step> stepsOf(const Timeline& timeline) {
    std::vector<effects::Step> steps;
    for (const TimelineStep& step : timeline.steps())
        steps.push_back(step.step);
    return steps;
}

std::vector<Alternative> alternativesTo(const effects::Step& chosen, const std::vector<Candidate>& candidates) {
    std::vector<Alternative> alternatives;
    for (const Candidate& candidate : candidates)
        if (candidate.step.effect != chosen.effect)
            alternatives.push_back({candidate.step, candidate.confidence});
    return alternatives;
}

} // namespace

std::string explain(StopReason reason) {
    switch (reason) {
    case StopReason::thereAlready:
        return "You are there: no further effect brings the sound nearer to the target.";
    case StopReason::allEffectsUsed:
        return "Every effect of the rack has been used in this round.";
    case StopReason::stepLimit:
        return "As many steps as were asked for.";
    case StopReason::nothingToDo:
        return "Nothing to do: the sounds are alike, or one of them is silent.";
    }
    return {};
}

Suggester::Suggester(std::shared_ptr<Predictor> predictor) : predictor_(std::move(predictor)) {}

Situation Suggester::situation(const Timeline& timeline) const {
    Situation situation;
    situation.levelKnown = !timeline.comparison().options().trim;
    const auto& targets = timeline.comparison().targetWindowsDb();
    for (std::size_t w = 0; w < targets.size(); ++w) {
        WindowHistory history;
        history.targetDb = targets[w];
        for (std::size_t i = 0; i <= timeline.steps().size(); ++i)
            history.soundsDb.push_back(timeline.measuredBefore(i).windowsDb[w]);
        situation.windows.push_back(std::move(history));
    }
    for (const TimelineStep& step : timeline.steps())
        situation.effects.push_back(step.step.effect);
    return situation;
}

std::optional<TimelineStep> Suggester::suggestNext(const Timeline& timeline, const SuggestOptions& options,
                                                   const effects::Progress& progress) {
    const auto start = Clock::now();
    const Prediction prediction = predictor_->predict(situation(timeline));
    times_.modelsSeconds += secondsSince(start);

    const std::vector<Candidate> ranked = rankedCandidates(prediction, stepsOf(timeline));
    const auto renderStart = Clock::now();
    double lowest = timeline.measuredBefore(timeline.steps().size()).errors.mse * (1.0 - kWorthwhileGain);
    std::optional<TimelineStep> best;
    const auto tryOne = [&](const Candidate& candidate) {
        TimelineStep trial = timeline.tried(candidate.step, progress);
        if (trial.measured.errors.mse < lowest) {
            lowest = trial.measured.errors.mse;
            best = std::move(trial);
            best->confidence = candidate.confidence;
        }
    };
    // The likeliest if it helps; else, or with a budget, the one that helps most.
    const auto isEnough = [&] { return best && 1000.0 * secondsSince(start) * options.maxSteps >= options.budgetMs; };
    if (!ranked.empty())
        tryOne(ranked.front());
    for (std::size_t i = 1; i < ranked.size() && !(isEnough() && best->step == ranked.front().step); ++i)
        tryOne(ranked[i]);
    if (!isEnough())
        for (const Candidate& candidate : secondChoices(ranked, prediction))
            tryOne(candidate);
    times_.renderSeconds += secondsSince(renderStart);
    if (best) {
        best->suggested = best->step;
        best->alternatives = alternativesTo(best->step, ranked);
    }
    return best;
}

StopReason Suggester::suggestAll(Timeline& timeline, const SuggestOptions& options, const effects::Progress& progress) {
    const auto isAlike = [&] { return timeline.measuredBefore(timeline.steps().size()).errors.mse < kAlikeMse; };
    if (timeline.steps().empty() && isAlike())
        return StopReason::nothingToDo;
    while (static_cast<int>(timeline.steps().size()) < options.maxSteps) {
        if (timeline.steps().size() == effects::kEffectCount)
            return StopReason::allEffectsUsed;
        if (isAlike())
            return StopReason::thereAlready;
        auto step = suggestNext(timeline, options, progress);
        if (!step)
            return StopReason::thereAlready;
        timeline.append(std::move(*step));
    }
    return timeline.steps().size() == effects::kEffectCount ? StopReason::allEffectsUsed : StopReason::stepLimit;
}

} // namespace stepwise::models
