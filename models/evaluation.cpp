#include "models/evaluation.h"

#include "models/random_chain.h"

#include <algorithm>
#include <cmath>

namespace stepwise::models {

namespace {

constexpr double kUnknownLevelDb = 12.0;
constexpr core::ComparisonOptions kAsRendered = {.align = false, .trim = false};

void add(core::Errors& sum, const core::Errors& errors, double weight = 1.0) {
    for (const core::ErrorColumn& column : core::kErrorColumns)
        sum.*column.value += weight * errors.*column.value;
}

void divide(core::Errors& sum, int count) {
    for (const core::ErrorColumn& column : core::kErrorColumns)
        sum.*column.value /= std::max(count, 1);
}

void count(Share& share, bool hit) {
    share.hits += hit ? 1 : 0;
    ++share.items;
}

core::Random targetRandom(core::PresetGroup group, std::uint64_t seed, int index) {
    core::Random mixed(kEvaluationSeedDomain ^ seed);
    const std::uint64_t base = mixed.next() + static_cast<std::uint64_t>(group) * 1000003ULL;
    return core::Random(base + static_cast<std::uint64_t>(index) * 0x9e3779b97f4a7c15ULL);
}

/// The networks' view of the true chain's first `prefix` steps.
Situation trueSituation(const Timeline& truth, std::size_t prefix) {
    Situation situation;
    situation.levelKnown = true;
    WindowHistory history;
    history.targetDb = truth.comparison().targetWindowsDb().front();
    for (std::size_t i = 0; i <= prefix; ++i)
        history.soundsDb.push_back(truth.measuredBefore(i).windowsDb.front());
    situation.windows.push_back(std::move(history));
    for (std::size_t i = 0; i < prefix; ++i)
        situation.effects.push_back(truth.steps()[i].step.effect);
    return situation;
}

int likeliest(const Prediction& prediction) {
    const auto& probabilities = prediction.effectProbabilities;
    return static_cast<int>(std::max_element(probabilities.begin(), probabilities.end()) - probabilities.begin());
}

core::AudioBuffer renderSteps(core::AudioBuffer sound, std::span<const effects::Step> steps) {
    for (const effects::Step& step : steps)
        sound = effects::renderStep(sound, step);
    return sound;
}

/// One CNN alone: the true chain with its effect left out against the true chain with its proposal in that place.
void evaluateEffect(GroupResult& result, const Timeline& truth, std::size_t position, const Prediction& prediction) {
    std::vector<effects::Step> rest;
    for (std::size_t i = position + 1; i < truth.steps().size(); ++i)
        rest.push_back(truth.steps()[i].step);
    const effects::EffectId effect = truth.steps()[position].step.effect;
    const auto index = static_cast<std::size_t>(effect);
    const effects::Step proposed = {effect, prediction.proposals[index].values};
    const core::AudioBuffer& before = truth.audioBefore(position);
    const core::Comparison& comparison = truth.comparison();
    const core::Errors without = comparison.measure(renderSteps(before, rest)).errors;
    const core::Errors with = comparison.measure(renderSteps(effects::renderStep(before, proposed), rest)).errors;
    EffectResult& effectResult = result.effects[index];
    ++effectResult.items;
    effectResult.improved += with.mse < without.mse ? 1 : 0;
    add(effectResult.change, with);
    add(effectResult.change, without, -1.0);
}

/// What the networks say with the true steps so far given.
void evaluateNetworks(GroupResult& result, const EvaluationTarget& item, Predictor& predictor) {
    Timeline truth(item.dry, item.target, kAsRendered);
    effects::Chain chain;
    chain.steps = item.steps;
    truth.setChain(chain);
    const auto inSet = effects::effectsUsed(item.steps);
    for (std::size_t position = 0; position < item.steps.size(); ++position) {
        const Prediction prediction = predictor.predict(trueSituation(truth, position));
        const int next = likeliest(prediction);
        if (position == 0)
            count(result.firstInSet, inSet[static_cast<std::size_t>(next)]);
        if (position + 1 == item.steps.size())
            count(result.nextEffectLast[position], next == static_cast<int>(item.steps.back().effect));
        evaluateEffect(result, truth, position, prediction);
    }
}

Timeline suggestFor(Suggester& suggester, const EvaluationTarget& item, const core::AudioBuffer& target,
                    const core::ComparisonOptions& comparison, SuggestOptions options) {
    Timeline timeline(item.dry, target, comparison);
    options.maxSteps = static_cast<int>(item.steps.size());
    suggester.suggestAll(timeline, options);
    return timeline;
}

void evaluateSuggestion(GroupResult& result, const EvaluationTarget& item, Suggester& suggester,
                        const SuggestOptions& options) {
    const Timeline timeline = suggestFor(suggester, item, item.target, kAsRendered, options);
    const core::Errors& initial = timeline.inputMeasured().errors;
    const core::Errors& final = timeline.measuredBefore(timeline.steps().size()).errors;
    add(result.initial, initial);
    add(result.final, final);
    add(result.bestPrefix, timeline.measuredBefore(timeline.bestPrefix()).errors);
    for (std::size_t k = 0; k < result.perStep.size(); ++k)
        add(result.perStep[k], timeline.measuredBefore(std::min(k + 1, timeline.steps().size())).errors);
    count(result.worseThanDry, final.mse > initial.mse);
    count(result.exactSet, effects::effectsUsed(timeline.chain().steps) == effects::effectsUsed(item.steps));
}

void evaluateUnknownLevel(GroupResult& result, const EvaluationTarget& item, Suggester& suggester, double gainDb,
                          const SuggestOptions& options) {
    core::AudioBuffer target = item.target;
    core::applyGain(target, static_cast<float>(std::pow(10.0, gainDb / 20.0)));
    const Timeline timeline = suggestFor(suggester, item, target, {.align = false, .trim = true}, options);
    const core::Errors& initial = timeline.inputMeasured().errors;
    const core::Errors& final = timeline.measuredBefore(timeline.steps().size()).errors;
    add(result.unknownLevelInitial, initial);
    add(result.unknownLevelFinal, final);
    count(result.unknownLevelWorse, final.mse > initial.mse);
}

void takeMeans(GroupResult& result) {
    for (core::Errors* errors :
         {&result.initial, &result.final, &result.bestPrefix, &result.unknownLevelInitial, &result.unknownLevelFinal})
        divide(*errors, result.targets);
    for (core::Errors& errors : result.perStep)
        divide(errors, result.targets);
    for (EffectResult& effect : result.effects)
        divide(effect.change, effect.items);
}

} // namespace

EvaluationTarget makeEvaluationTarget(core::PresetGroup group, std::uint64_t seed, int index) {
    core::Random random = targetRandom(group, seed, index);
    std::vector<core::PresetInfo> members;
    for (const core::PresetInfo& preset : core::presets())
        if (preset.group == group)
            members.push_back(preset);
    EvaluationTarget item;
    item.presetId = members[static_cast<std::size_t>(index / effects::kEffectCount) % members.size()].id;
    item.steps = randomSteps(1 + index % effects::kEffectCount, random);
    item.dry = core::AudioBuffer(core::kAnalysisRateHz, core::renderPreset(item.presetId));
    item.target = renderSteps(item.dry, item.steps);
    return item;
}

GroupResult evaluateGroup(Suggester& suggester, Predictor& predictor, core::PresetGroup group,
                          const EvaluationOptions& options, const effects::Progress& progress) {
    GroupResult result;
    for (int i = 0; i < options.targetsPerGroup; ++i) {
        const EvaluationTarget item = makeEvaluationTarget(group, options.seed, i);
        evaluateSuggestion(result, item, suggester, options.suggest);
        evaluateNetworks(result, item, predictor);
        core::Random levels = targetRandom(group, options.seed + 1, i);
        evaluateUnknownLevel(result, item, suggester, levels.uniform(-kUnknownLevelDb, kUnknownLevelDb),
                             options.suggest);
        ++result.targets;
        if (progress && !progress(static_cast<double>(i + 1) / options.targetsPerGroup))
            throw effects::Cancelled{};
    }
    takeMeans(result);
    return result;
}

} // namespace stepwise::models
