#include "models/suggester.h"

#include "models/candidates.h"
#include "models/random_chain.h"
#include "models/situation.h"
#include "models/tryout.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace stepwise::models {

namespace {

using Clock = std::chrono::steady_clock;

/// Below this MSE two dB mel spectrograms differ by less than 0.5 dB on average: nothing is left to do.
constexpr double kAlikeMse = 4e-5;

/// Below this, an effect is missing yet, and the networks may be followed although the error rises.
constexpr float kDoneProbability = 0.5F;

/// Where the networks hear nothing missing, a step that removes less than this of the dry sound's error teaches
/// nothing.
constexpr double kFaintShare = 0.01;

/// Above this, a single step may raise the error; whole rounds are judged by where they end.
constexpr float kSureConfidence = 0.7F;

/// The networks' way is kept if its best prefix is no further from the target than this times the careful way's: it
/// finds the target's own effects more often. Less is allowed where the networks may end the round themselves, since
/// that is how sounds come that they have never heard the like of.
constexpr double kTrustMargin = 2.0;
constexpr double kFreeTrustMargin = 1.2;

/// Of a searched round's time; the rest is the greedy one.
constexpr double kSearchShare = 0.85;

constexpr double kBudgetMsPerSecond = 1000.0;
constexpr double kLeastBudgetSeconds = 1.0;
constexpr double kMostBudgetSeconds = 5.0;
constexpr double kMostSearchedSeconds = 60.0;

/// -80 dBFS.
constexpr float kSilence = 1e-4F;

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// The part of `progress` between two shares.
effects::Progress part(const effects::Progress& progress, double from, double to) {
    if (!progress)
        return {};
    return [progress, from, to](double share) { return progress(from + (to - from) * share); };
}

double mseBefore(const Timeline& timeline, std::size_t index) {
    return timeline.measuredBefore(index).errors.mse;
}

double lastMse(const Timeline& timeline) {
    return mseBefore(timeline, timeline.steps().size());
}

double bestMse(const Timeline& timeline) {
    return mseBefore(timeline, timeline.bestPrefix());
}

bool isFaint(const Timeline& timeline, const TimelineStep& step) {
    return lastMse(timeline) - step.measured.errors.mse < kFaintShare * timeline.inputMeasured().errors.mse;
}

void markSuggested(TimelineStep& step, std::span<const Candidate> ranked) {
    step.suggested = step.step;
    step.alternatives = alternativesTo(step.step.effect, ranked);
}

TimelineStep rendered(const Timeline& timeline, const SearchedStep& searched, const effects::Progress& progress) {
    TimelineStep step = timeline.tried(searched.step, progress);
    step.suggested = step.step;
    step.confidence = searched.confidence;
    step.alternatives = searched.alternatives;
    return step;
}

} // namespace

std::string explain(StopReason reason) {
    switch (reason) {
    case StopReason::thereAlready:
        return "You are there: no further effect brings the sound noticeably nearer to the target.";
    case StopReason::allEffectsUsed:
        return "Every effect of the rack has been used in this round.";
    case StopReason::stepLimit:
        return "As many steps as were asked for.";
    case StopReason::nothingToDo:
        return "Nothing to do: the sounds are alike, or one of them is silent.";
    }
    return {};
}

double usualBudgetMs(double soundSeconds) {
    if (soundSeconds > kMostSearchedSeconds)
        return 0.0;
    return kBudgetMsPerSecond * std::clamp(soundSeconds, kLeastBudgetSeconds, kMostBudgetSeconds);
}

Suggester::Suggester(std::shared_ptr<Predictor> predictor) : predictor_(std::move(predictor)) {}

std::optional<TimelineStep> Suggester::greedyNext(const Timeline& timeline, Trust trust, const SuggestOptions& options,
                                                  const effects::Progress& progress) {
    const auto start = Clock::now();
    const Situation situation = situationOf(timeline, timeline.steps().size());
    const Prediction prediction = predictor_->predict(situation);
    const std::vector<Candidate> ranked = rankedCandidates(prediction, situation.effects);
    times_.modelsSeconds += secondsSince(start);
    if (ranked.empty())
        return std::nullopt;

    const auto renderStart = Clock::now();
    const Candidate& first = ranked.front();
    const bool isMissing = prediction.doneProbability < kDoneProbability;
    const bool isTrusted =
        trust == Trust::always ||
        (isMissing && (trust == Trust::untilDone || (trust == Trust::ifSure && first.confidence > kSureConfidence)));
    Tryout likeliest(timeline, progress);
    likeliest.add(first.step, first.confidence);
    std::optional<TimelineStep> chosen;
    if (likeliest.helps()) {
        chosen = likeliest.take();
    } else if (isTrusted) {
        // Another mode may help; if none does, the proposal is taken as it is, for the sake of the steps to come.
        Tryout modes(timeline, progress);
        modes.addOtherChoices(first, prediction);
        chosen = modes.helps() ? modes.take() : likeliest.take();
    } else {
        Tryout others(timeline, progress);
        for (const Candidate& candidate : std::span(ranked).subspan(1))
            others.add(candidate.step, candidate.confidence);
        for (std::size_t i = 0; i < ranked.size() && !others.helps(); ++i) {
            others.addOtherChoices(ranked[i], prediction);
            others.addGentler(ranked[i]);
        }
        if (others.helps())
            chosen = others.take();
    }
    times_.renderSeconds += secondsSince(renderStart);
    if (chosen && options.stopsWhenDone && !isMissing && isFaint(timeline, *chosen))
        return std::nullopt;
    if (!chosen)
        return std::nullopt;
    markSuggested(*chosen, ranked);
    if (options.budgetMs > 0.0)
        countTheSearch(*chosen, predictor_->searchedConfidence());
    if (options.stopsWhenDone)
        discountByDone(*chosen, prediction.doneProbability);
    return chosen;
}

std::vector<SearchedStep> Suggester::searched(const Timeline& timeline, const SuggestOptions& options,
                                              const effects::Progress& progress) {
    const auto start = Clock::now();
    std::vector<SearchedStep> steps = searchSteps(*predictor_, situationOf(timeline, timeline.steps().size()), timeline,
                                                  {.maxSteps = options.maxSteps,
                                                   .stopsWhenDone = options.stopsWhenDone,
                                                   .budgetMs = options.budgetMs,
                                                   .watchesClock = options.watchesClock},
                                                  progress);
    times_.renderSeconds += secondsSince(start);
    return steps;
}

std::optional<TimelineStep> Suggester::suggestNext(const Timeline& timeline, const SuggestOptions& options,
                                                   const effects::Progress& progress) {
    if (options.budgetMs <= 0.0)
        return greedyNext(timeline, Trust::ifSure, options, progress);
    const std::vector<SearchedStep> steps = searched(timeline, options, progress);
    if (steps.empty())
        return greedyNext(timeline, Trust::ifSure, options, progress);
    return rendered(timeline, steps.front(), progress);
}

StopReason Suggester::roll(Timeline& timeline, Trust trust, const SuggestOptions& options,
                           const effects::Progress& progress) {
    while (static_cast<int>(timeline.steps().size()) < options.maxSteps) {
        if (timeline.steps().size() == effects::kEffectCount)
            return StopReason::allEffectsUsed;
        if (lastMse(timeline) < kAlikeMse)
            return StopReason::thereAlready;
        const auto taken = static_cast<double>(timeline.steps().size());
        auto step = greedyNext(timeline, trust, options,
                               part(progress, taken / options.maxSteps, (taken + 1.0) / options.maxSteps));
        if (!step)
            return StopReason::thereAlready;
        timeline.appendTried(std::move(*step));
    }
    return timeline.steps().size() == effects::kEffectCount ? StopReason::allEffectsUsed : StopReason::stepLimit;
}

/// Follows the networks, and where that raised the error also takes the way on which every step lowers it.
StopReason Suggester::suggestGreedily(Timeline& timeline, const SuggestOptions& options,
                                      const effects::Progress& progress) {
    const std::size_t given = timeline.steps().size();
    const Trust trust = options.stopsWhenDone ? Trust::untilDone : Trust::always;
    StopReason reason = roll(timeline, trust, options, progress);
    std::size_t falling = given;
    while (falling < timeline.steps().size() && mseBefore(timeline, falling + 1) < mseBefore(timeline, falling))
        ++falling;
    if (falling == timeline.steps().size())
        return reason;
    Timeline careful = timeline;
    careful.truncate(falling);
    const StopReason carefulReason = roll(careful, Trust::careful, options, progress);
    const double margin = options.stopsWhenDone ? kFreeTrustMargin : kTrustMargin;
    if (timeline.bestPrefix() <= given || bestMse(timeline) > margin * bestMse(careful)) {
        timeline = std::move(careful);
        reason = carefulReason;
    }
    return reason;
}

StopReason Suggester::suggestBySearch(Timeline& timeline, const SuggestOptions& options,
                                      const effects::Progress& progress) {
    Timeline greedy = timeline;
    const StopReason reason = suggestGreedily(greedy, options, part(progress, 0.0, 1.0 - kSearchShare));
    for (const SearchedStep& step : searched(timeline, options, part(progress, 1.0 - kSearchShare, 1.0)))
        timeline.appendTried(rendered(timeline, step, part(progress, 1.0, 1.0)));
    const bool isPrescribed = !options.stopsWhenDone;
    const auto left = [&](const Timeline& one) { return isPrescribed ? lastMse(one) : bestMse(one); };
    if (left(timeline) > left(greedy)) {
        timeline = std::move(greedy);
        return reason;
    }
    if (timeline.steps().size() == effects::kEffectCount)
        return StopReason::allEffectsUsed;
    return static_cast<int>(timeline.steps().size()) == options.maxSteps ? StopReason::stepLimit
                                                                         : StopReason::thereAlready;
}

/// The networks have never heard the like: knobs anywhere, softly to fully, and the one that helps most.
std::optional<TimelineStep> Suggester::anythingThatHelps(const Timeline& timeline, const effects::Progress& progress) {
    const Situation situation = situationOf(timeline, timeline.steps().size());
    const Prediction prediction = predictor_->predict(situation);
    const std::vector<Candidate> ranked = rankedCandidates(prediction, situation.effects);
    core::Random random(1);
    Tryout tryout(timeline, progress);
    const int draws = lastResortDraws(timeline.input().seconds());
    for (const Candidate& candidate : ranked)
        for (int i = 0; i < draws; ++i) {
            const effects::Step drawn = randomStep(candidate.step.effect, random);
            tryout.add(gentler(drawn, static_cast<float>(std::exp(random.uniform(std::log(0.02), 0.0)))),
                       candidate.confidence);
        }
    if (!tryout.helps())
        return std::nullopt;
    TimelineStep step = *tryout.take();
    markSuggested(step, ranked);
    discountByDone(step, prediction.doneProbability);
    return step;
}

StopReason Suggester::suggestRound(Timeline& timeline, const SuggestOptions& options,
                                   const effects::Progress& progress) {
    if (core::staysBelow(core::borrowed(timeline.input()), kSilence) || core::staysBelow(timeline.target(), kSilence) ||
        (timeline.steps().empty() && lastMse(timeline) < kAlikeMse))
        return StopReason::nothingToDo;
    const Timeline start = timeline;
    StopReason reason = options.budgetMs > 0.0 ? suggestBySearch(timeline, options, progress)
                                               : suggestGreedily(timeline, options, progress);
    const bool isLost = options.stopsWhenDone && start.steps().empty() && timeline.bestPrefix() == 0;
    if (!isLost || options.maxSteps == 0)
        return reason;
    if (auto step = anythingThatHelps(start, progress)) {
        timeline = start;
        timeline.appendTried(std::move(*step));
        reason = roll(timeline, Trust::careful, options, progress);
    }
    return reason;
}

StopReason Suggester::suggestAll(Timeline& timeline, const SuggestOptions& options, const effects::Progress& progress) {
    double most = 0.0;
    effects::Progress rising;
    if (progress)
        rising = [&](double share) { return progress(most = std::max(most, share)); };
    const StopReason reason = suggestRound(timeline, options, rising);
    if (options.measuresAllErrors)
        timeline.completeErrors();
    return reason;
}

} // namespace stepwise::models
