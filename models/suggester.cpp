#include "models/suggester.h"

#include "models/candidates.h"
#include "models/progress_part.h"
#include "models/random_chain.h"
#include "models/round_end.h"
#include "models/situation.h"
#include "models/tryout.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace stepwise::models {

namespace {

using Clock = std::chrono::steady_clock;

/// Above this, a single step may raise the error; whole rounds are judged by where they end.
constexpr float kSureConfidence = 0.7F;

/// The networks' way is kept if its best prefix is no further from the target than this times the careful way's: it
/// finds the target's own effects more often. Less is allowed where the networks may end the round themselves, since
/// that is how sounds come that they have never heard the like of.
constexpr double kTrustMargin = 2.0;
constexpr double kFreeTrustMargin = 1.2;

/// Of a round's progress; the rest is for the last resort.
constexpr double kUsualShare = 0.95;

/// -80 dBFS.
constexpr float kSilence = 1e-4F;

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

void markSuggested(TimelineStep& step, std::span<const Candidate> ranked) {
    step.suggested = step.step;
    step.alternatives = alternativesTo(step.step.effect, ranked);
}

} // namespace

/// What the notes say; and a round may start from a silent sound, or from the target itself.
bool isNothingToDo(const Timeline& timeline) {
    return core::saysNothingToDo(timeline.comparison().pair().notes) ||
           core::staysBelow(core::borrowed(timeline.input()), kSilence) ||
           core::staysBelow(timeline.target(), kSilence) ||
           (timeline.steps().empty() && core::likenessNote(timeline.inputMeasured()));
}

StopReason whyNothingMore(double mse) {
    return mse < kNearMse ? StopReason::thereAlready : StopReason::nothingHelps;
}

std::string explain(StopReason reason) {
    switch (reason) {
    case StopReason::thereAlready:
        return "You are there: no further effect brings the sound noticeably nearer to the target.";
    case StopReason::nothingHelps:
        return "No further effect was found that brings the sound noticeably nearer to the target; some of the rest "
               "may "
               "need other effects than these.";
    case StopReason::allEffectsUsed:
        return "Every effect of the rack has been used in this round.";
    case StopReason::stepLimit:
        return "As many steps as were asked for.";
    case StopReason::nothingToDo:
        return "There is nothing for effects to do here; the notes say why.";
    }
    return {};
}

Suggester::Suggester(std::shared_ptr<Predictor> predictor) : predictor_(std::move(predictor)) {}

/// The first of the ranked that helps, in this or another mode or gentler; if none does, the likeliest of all the same
/// where the networks are trusted.
std::optional<TimelineStep> Suggester::firstThatHelps(const Timeline& timeline, const Prediction& prediction,
                                                      std::span<const Candidate> ranked, Trust trust,
                                                      const effects::Progress& progress) {
    const Candidate& first = ranked.front();
    const bool isMissing = prediction.doneProbability < kDoneProbability;
    const bool isTrusted =
        trust == Trust::always ||
        (isMissing && (trust == Trust::untilDone || (trust == Trust::ifSure && first.confidence > kSureConfidence)));
    Tryout likeliest(timeline, progress);
    likeliest.add(first.step, first.confidence);
    if (likeliest.helps())
        return likeliest.take();
    if (isTrusted) {
        // Another mode may help; if none does, the proposal is taken as it is, for the sake of the steps to come.
        Tryout modes(timeline, progress);
        modes.addOtherChoices(first, prediction);
        return modes.helps() ? modes.take() : likeliest.take();
    }
    Tryout others(timeline, progress);
    for (const Candidate& candidate : ranked.subspan(1))
        others.add(candidate.step, candidate.confidence);
    for (std::size_t i = 0; i < ranked.size() && !others.helps(); ++i) {
        others.addOtherChoices(ranked[i], prediction);
        others.addGentler(ranked[i]);
    }
    return others.helps() ? others.take() : std::nullopt;
}

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
    std::optional<TimelineStep> chosen = firstThatHelps(timeline, prediction, ranked, trust, progress);
    times_.renderSeconds += secondsSince(renderStart);
    if (!chosen || (options.stopsWhenDone && prediction.doneProbability >= kDoneProbability &&
                    isFaint(timeline, lastMse(timeline), chosen->measured.errors.mse)))
        return std::nullopt;
    markSuggested(*chosen, ranked);
    if (options.budgetMs > 0.0)
        countTheSearch(*chosen, predictor_->searchedConfidence());
    if (options.stopsWhenDone)
        discountByDone(*chosen, prediction.doneProbability);
    return chosen;
}

std::optional<TimelineStep> Suggester::suggestNext(const Timeline& timeline, const SuggestOptions& options,
                                                   const effects::Progress& progress) {
    if (isNothingToDo(timeline) || (options.stopsWhenDone && lastMse(timeline) < kAlikeMse))
        return std::nullopt;
    RisingProgress rising(progress);
    return options.budgetMs > 0.0 ? searchedNext(timeline, options, rising.progress())
                                  : greedyNext(timeline, Trust::ifSure, options, rising.progress());
}

StopReason Suggester::roll(Timeline& timeline, Trust trust, const SuggestOptions& options,
                           const effects::Progress& progress) {
    const std::size_t given = timeline.steps().size();
    const double wanted = options.maxSteps - static_cast<double>(given);
    while (static_cast<int>(timeline.steps().size()) < options.maxSteps) {
        if (timeline.steps().size() == effects::kEffectCount)
            return StopReason::allEffectsUsed;
        if (lastMse(timeline) < kAlikeMse)
            return StopReason::thereAlready;
        const auto taken = static_cast<double>(timeline.steps().size() - given);
        auto step = greedyNext(timeline, trust, options, part(progress, taken / wanted, (taken + 1.0) / wanted));
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

/// The networks have never heard the like: knobs anywhere, softly to fully, and the one that helps most.
std::optional<TimelineStep> Suggester::anythingThatHelps(const Timeline& timeline, const SuggestOptions& options,
                                                         const effects::Progress& progress) {
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
    if (options.budgetMs > 0.0)
        countTheSearch(step, predictor_->searchedConfidence());
    discountByDone(step, prediction.doneProbability);
    return step;
}

StopReason Suggester::suggestRound(Timeline& timeline, const SuggestOptions& options,
                                   const effects::Progress& progress) {
    if (isNothingToDo(timeline))
        return StopReason::nothingToDo;
    if (options.stopsWhenDone && lastMse(timeline) < kAlikeMse)
        return StopReason::thereAlready;
    const Timeline start = timeline;
    const effects::Progress usual = part(progress, 0.0, kUsualShare);
    StopReason reason =
        options.budgetMs > 0.0 ? suggestBySearch(timeline, options, usual) : suggestGreedily(timeline, options, usual);
    const bool isLost = options.stopsWhenDone && start.steps().empty() && timeline.bestPrefix() == 0;
    if (!isLost || options.maxSteps == 0)
        return reason;
    const effects::Progress lastResort = part(progress, kUsualShare, 1.0);
    if (auto step = anythingThatHelps(start, options, lastResort)) {
        timeline = start;
        timeline.appendTried(std::move(*step));
        reason = roll(timeline, Trust::careful, options, lastResort);
    }
    return reason;
}

StopReason Suggester::suggestAll(Timeline& timeline, const SuggestOptions& options, const effects::Progress& progress) {
    RisingProgress rising(progress);
    StopReason reason = suggestRound(timeline, options, rising.progress());
    if (reason == StopReason::thereAlready)
        reason = whyNothingMore(bestMse(timeline));
    if (progress)
        progress(1.0);
    if (options.measuresAllErrors)
        timeline.completeErrors();
    return reason;
}

} // namespace stepwise::models
