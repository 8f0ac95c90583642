#include "core/asset_folder.h"
#include "core/errors.h"
#include "core/random.h"
#include "core/synth.h"
#include "models/chain_objective.h"
#include "models/dataset.h"
#include "models/evaluation.h"
#include "models/refinement.h"
#include "models/trainer.h"

#include <benchmark/benchmark.h>

#include <chrono>
#include <filesystem>
#include <stop_token>
#include <thread>

using namespace stepwise;

/// A pack of candidates: five effects each, then the mel errors.
static void fiveEffectChainRenderedAndScored(benchmark::State& state) {
    effects::PackRenderer renderer;
    core::ErrorMeter meter(core::renderPreset("square"));
    const std::vector<std::vector<float>> dry(static_cast<std::size_t>(renderer.laneCount()),
                                              core::renderPreset("saw"));
    for (auto _ : state) {
        auto signals = dry;
        for (const effects::EffectId effect : effects::kAllEffects)
            renderer.render(signals, std::vector<effects::Step>(dry.size(), effects::defaultStep(effect)));
        for (const auto& signal : signals)
            benchmark::DoNotOptimize(meter.measureMel(signal));
    }
    state.counters["candidates"] = benchmark::Counter(
        static_cast<double>(state.iterations()) * static_cast<double>(dry.size()), benchmark::Counter::kIsRate);
}
BENCHMARK(fiveEffectChainRenderedAndScored)->Unit(benchmark::kMillisecond);

static void suggestion(benchmark::State& state) {
    models::Suggester suggester(models::loadPredictor(models::defaultModelFolder()));
    const auto item = models::makeEvaluationTarget(core::PresetGroup::advancedShapes, 1, 4);
    const models::SuggestOptions options = {.maxSteps = static_cast<int>(state.range(0))};
    const models::Timeline loaded(item.dry, item.target);
    for (auto _ : state) {
        models::Timeline timeline = loaded;
        benchmark::DoNotOptimize(suggester.suggestAll(timeline, options));
    }
}
BENCHMARK(suggestion)->Arg(1)->Arg(5)->Unit(benchmark::kMillisecond);

/// Two sounds aligned, trimmed and measured, before anything is suggested.
static void preparation(benchmark::State& state) {
    const auto item = models::makeEvaluationTarget(core::PresetGroup::advancedShapes, 1, 4);
    for (auto _ : state) {
        const models::Timeline timeline(item.dry, item.target);
        benchmark::DoNotOptimize(timeline.inputMeasured().errors.mse);
    }
}
BENCHMARK(preparation)->Unit(benchmark::kMillisecond);

static void searchedSuggestion(benchmark::State& state) {
    models::Suggester suggester(models::loadPredictor(models::defaultModelFolder()));
    const auto item = models::makeEvaluationTarget(core::PresetGroup::advancedShapes, 1, 4);
    const models::Timeline loaded(item.dry, item.target);
    for (auto _ : state) {
        models::Timeline timeline = loaded;
        benchmark::DoNotOptimize(suggester.suggestAll(timeline, {.budgetMs = static_cast<double>(state.range(0))}));
    }
}
BENCHMARK(searchedSuggestion)->Arg(300)->Arg(1000)->Unit(benchmark::kMillisecond)->UseRealTime();

static void weightsLoaded(benchmark::State& state) {
    for (auto _ : state)
        benchmark::DoNotOptimize(models::loadPredictor(models::defaultModelFolder()));
}
BENCHMARK(weightsLoaded)->Unit(benchmark::kMillisecond)->UseRealTime();

static void trainingChainsRendered(benchmark::State& state) {
    std::uint64_t seed = 0;
    std::size_t spectra = 0;
    for (auto _ : state)
        spectra += models::renderDataset({.chains = 64, .seed = ++seed, .threads = 1}).powersDb.size();
    state.counters["clips"] = benchmark::Counter(static_cast<double>(spectra), benchmark::Counter::kIsRate);
}
BENCHMARK(trainingChainsRendered)->Unit(benchmark::kMillisecond)->UseRealTime();

static void trainingBatches(benchmark::State& state) {
    const models::Dataset dataset = models::renderDataset({.chains = 64, .seed = 1});
    const auto folder = std::filesystem::temp_directory_path() / "stepwise-training-benchmark";
    std::size_t examples = 0;
    for (auto _ : state) {
        std::filesystem::remove_all(folder);
        models::train(dataset, {.folder = folder, .epochs = 1});
        examples += dataset.powersDb.size() - dataset.chains.size();
    }
    std::filesystem::remove_all(folder);
    state.counters["examples"] = benchmark::Counter(static_cast<double>(examples), benchmark::Counter::kIsRate);
}
BENCHMARK(trainingBatches)->Unit(benchmark::kMillisecond)->Iterations(3);

/// Scored renders of a three-effect chain, whole, on all cores.
static void refinementRenders(benchmark::State& state) {
    const auto item = models::makeEvaluationTarget(core::PresetGroup::advancedShapes, 1, 2);
    const models::Timeline timeline(item.dry, item.target, item.comparison);
    models::ChainObjective objective(timeline, item.steps, models::predictedKnobs(item.steps));
    core::Random random(1);
    std::vector<models::KnobValues> settings(128, objective.valuesOf(item.steps));
    for (models::KnobValues& setting : settings)
        for (double& value : setting)
            value = random.uniform();
    for (auto _ : state)
        benchmark::DoNotOptimize(objective.render(settings));
    state.counters["renders"] = benchmark::Counter(
        static_cast<double>(state.iterations()) * static_cast<double>(settings.size()), benchmark::Counter::kIsRate);
}
BENCHMARK(refinementRenders)->Unit(benchmark::kMillisecond)->UseRealTime();

/// By gradient, from the greedy suggestion; the argument is the chain's length.
static void gradientRefinement(benchmark::State& state) {
    models::Suggester suggester(models::loadPredictor(models::defaultModelFolder()));
    const auto item =
        models::makeEvaluationTarget(core::PresetGroup::advancedShapes, 1, static_cast<int>(state.range(0)) - 1);
    models::Timeline suggested(item.dry, item.target, item.comparison);
    suggester.suggestAll(suggested, {.maxSteps = static_cast<int>(item.steps.size()), .stopsWhenDone = false});
    double renders = 0.0;
    for (auto _ : state) {
        models::Timeline timeline = suggested;
        renders = models::refineTimeline(timeline, {}).renders;
    }
    state.counters["steps"] = static_cast<double>(suggested.bestPrefix());
    state.counters["renders"] = renders;
}
BENCHMARK(gradientRefinement)->Arg(3)->Arg(5)->Unit(benchmark::kMillisecond)->UseRealTime();

/// From asking a refinement of five effects to stop until it has.
static void stoppingARefinement(benchmark::State& state) {
    const auto item = models::makeEvaluationTarget(core::PresetGroup::advancedShapes, 1, 4);
    const models::Timeline timeline(item.dry, item.target, item.comparison);
    std::vector<effects::Step> steps;
    for (const effects::Step& step : item.steps)
        steps.push_back(effects::defaultStep(step.effect));
    for (auto _ : state) {
        std::stop_source source;
        std::jthread worker(
            [&] { benchmark::DoNotOptimize(models::refineByGradient(timeline, steps, {.stop = source.get_token()})); });
        std::this_thread::sleep_for(std::chrono::milliseconds(130));
        const auto asked = std::chrono::steady_clock::now();
        source.request_stop();
        worker.join();
        state.SetIterationTime(std::chrono::duration<double>(std::chrono::steady_clock::now() - asked).count());
    }
}
BENCHMARK(stoppingARefinement)->Unit(benchmark::kMillisecond)->UseManualTime()->Iterations(20);
