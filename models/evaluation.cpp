#include "models/evaluation.h"

#include "models/calibration.h"
#include "models/situation.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>
#include <thread>

namespace stepwise::models {

namespace {

using Clock = std::chrono::steady_clock;

effects::EffectId likeliest(const Prediction& prediction) {
    const auto& probabilities = prediction.effectProbabilities;
    return static_cast<effects::EffectId>(std::max_element(probabilities.begin(), probabilities.end()) -
                                          probabilities.begin());
}

class ItemEvaluator {
public:
    ItemEvaluator(Suggester& suggester, Predictor& predictor, const EvaluationTarget& item)
        : suggester_(suggester), predictor_(predictor), item_(item) {}

    GroupResult run(const EvaluationOptions& options) {
        evaluateSuggestion(options);
        if (options.condition == Condition::standard && !options.freeRounds)
            evaluateNetworks();
        return std::move(result_);
    }

private:
    void evaluateSuggestion(const EvaluationOptions& options) {
        Timeline timeline(item_.dry, item_.target, item_.comparison);
        SuggestOptions suggest = options.suggest;
        suggest.stopsWhenDone = options.freeRounds;
        if (!options.freeRounds)
            suggest.maxSteps = static_cast<int>(item_.steps.size());
        const auto start = Clock::now();
        suggester_.suggestAll(timeline, suggest);
        result_.suggestSeconds = std::chrono::duration<double>(Clock::now() - start).count();
        countCalibration(timeline);
        if (options.freeRounds)
            timeline.truncate(timeline.bestPrefix());

        const core::Errors& initial = timeline.inputMeasured().errors;
        const core::Errors& final = timeline.measuredBefore(timeline.steps().size()).errors;
        const auto suggested = effects::effectsUsed(timeline.chain().steps);
        const auto wanted = effects::effectsUsed(item_.steps);
        Outcome& outcome = result_.all;
        outcome.initial.count(initial);
        outcome.final.count(final);
        outcome.bestPrefix.count(timeline.measuredBefore(timeline.bestPrefix()).errors);
        outcome.worseThanDry.count(final.mse > initial.mse);
        outcome.exactSet.count(suggested == wanted);
        for (std::size_t k = 0; k < result_.perStep.size(); ++k)
            result_.perStep[k].count(timeline.measuredBefore(std::min(k + 1, timeline.steps().size())).errors);
        for (std::size_t i = 0; i < wanted.size(); ++i)
            (wanted[i] ? result_.effects[i].missed : result_.effects[i].extra).count(wanted[i] != suggested[i]);
        for (const std::string& name : {item_.source, fmt::format("length {}", item_.steps.size()), item_.stratum})
            if (!name.empty())
                result_.parts[name] = outcome;
        if (options.refine)
            countRefinement(timeline, *options.refine);
    }

    void countRefinement(Timeline& timeline, RefineOptions options) {
        options.threads = 1; // the targets are spread over the cores
        const RefinementReport report = refineTimeline(timeline, options);
        result_.refinement.method = report.method;
        result_.refinement.initial.count(report.initial);
        result_.refinement.final.count(report.final);
        result_.refinement.worse.count(report.final.mse > report.initial.mse);
        result_.refinement.renders += report.renders;
        result_.refinement.seconds += report.seconds;
        std::vector<effects::Step> found;
        for (std::size_t i = 0; i < timeline.bestPrefix(); ++i)
            found.push_back(timeline.steps()[i].step);
        countKnobs(result_.refinement.knobs, timeline, item_.steps, found);
    }

    /// At every suggested step: is it the target's first effect that the steps before it lack?
    void countCalibration(const Timeline& timeline) {
        for (const ConfidenceOutcome& outcome : confidenceOutcomes(timeline, item_.steps))
            result_.calibration.count(outcome.probability, outcome.isHit);
    }

    /// What the networks say with the true steps so far given.
    void evaluateNetworks() {
        Timeline truth(item_.dry, item_.target, item_.comparison);
        effects::Chain chain;
        chain.steps = item_.steps;
        truth.setChain(chain);
        const std::size_t length = item_.steps.size();
        for (std::size_t position = 0; position < length; ++position) {
            const Prediction prediction = predictor_.predict(situationOf(truth, position));
            const effects::EffectId next = likeliest(prediction);
            if (position == 0) {
                result_.firstInSet.count(effects::effectsUsed(item_.steps)[static_cast<std::size_t>(next)]);
                result_.nextEffectDry[length - 1].count(next == item_.steps.front().effect);
            }
            if (position + 1 == length)
                result_.nextEffectLast[position].count(next == item_.steps.back().effect);
            evaluateEffect(truth, position, prediction);
        }
    }

    /// The true chain with its effect left out against the true chain with the proposal in that place.
    void evaluateEffect(const Timeline& truth, std::size_t position, const Prediction& prediction) {
        const std::span rest = std::span(item_.steps).subspan(position + 1);
        const effects::EffectId effect = item_.steps[position].effect;
        const auto index = static_cast<std::size_t>(effect);
        const effects::Step proposed = {effect, prediction.proposals[index].values};
        const core::AudioBuffer& before = truth.audioBefore(position);
        const core::Comparison& comparison = truth.comparison();
        const core::Errors without = comparison.measure(renderSteps(before, rest)).errors;
        const core::Errors with = comparison.measure(renderSteps(effects::renderStep(before, proposed), rest)).errors;
        EffectResult& result = result_.effects[index];
        result.improved.count(with.mse < without.mse);
        result.with.count(with);
        result.without.count(without);
    }

    Suggester& suggester_;
    Predictor& predictor_;
    const EvaluationTarget& item_;
    GroupResult result_;
};

/// Hands out indices to threads, and keeps the first exception of any.
class Work {
public:
    Work(std::vector<int> indices, const effects::Progress& progress)
        : indices_(std::move(indices)), progress_(progress) {}

    void run(const std::function<void(std::size_t, int)>& evaluate) {
        try {
            for (std::size_t i = next_++; i < indices_.size() && !stopped_; i = next_++) {
                evaluate(i, indices_[i]);
                const std::lock_guard lock(mutex_);
                if (progress_ && !progress_(static_cast<double>(++done_) / static_cast<double>(indices_.size())))
                    throw effects::Cancelled{};
            }
        } catch (...) {
            const std::lock_guard lock(mutex_);
            stopped_ = true;
            if (!error_)
                error_ = std::current_exception();
        }
    }

    void rethrow() const {
        if (error_)
            std::rethrow_exception(error_);
    }

private:
    std::vector<int> indices_;
    const effects::Progress& progress_;
    std::atomic<std::size_t> next_ = 0;
    std::atomic<bool> stopped_ = false;
    std::mutex mutex_;
    std::size_t done_ = 0;
    std::exception_ptr error_;
};

} // namespace

GroupResult evaluateGroup(std::span<const std::shared_ptr<Predictor>> predictors, core::PresetGroup group,
                          const EvaluationOptions& options, const effects::Progress& progress) {
    std::vector<int> indices;
    for (int i = options.shard; i < options.targetsPerGroup; i += options.shards)
        indices.push_back(i);
    // Kept apart and added in order: the sums are the same whatever the threads.
    std::vector<GroupResult> results(indices.size());
    Work work(std::move(indices), progress);
    std::vector<std::thread> threads;
    for (const std::shared_ptr<Predictor>& predictor : predictors)
        threads.emplace_back([&, predictor] {
            Suggester suggester(predictor);
            work.run([&](std::size_t place, int index) {
                const EvaluationTarget item = makeEvaluationTarget(group, options.seed, index, options.condition);
                results[place] = ItemEvaluator(suggester, *predictor, item).run(options);
            });
        });
    for (std::thread& thread : threads)
        thread.join();
    work.rethrow();
    GroupResult sum;
    for (const GroupResult& result : results)
        sum.add(result);
    return sum;
}

} // namespace stepwise::models
