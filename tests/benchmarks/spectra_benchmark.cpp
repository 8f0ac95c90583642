#include "core/errors.h"
#include "core/synth.h"

#include <benchmark/benchmark.h>

using namespace stepwise;

static void melSpectrogramOfOneSecond(benchmark::State& state) {
    const auto sound = core::renderPreset("saw");
    core::MelAnalyzer analyzer;
    for (auto _ : state)
        benchmark::DoNotOptimize(analyzer.decibels(sound));
}
BENCHMARK(melSpectrogramOfOneSecond)->Unit(benchmark::kMillisecond);

static void melErrorsOfOneSecond(benchmark::State& state) {
    core::ErrorMeter meter(core::renderPreset("saw"));
    const auto sound = core::renderPreset("square");
    for (auto _ : state)
        benchmark::DoNotOptimize(meter.measureMel(sound));
}
BENCHMARK(melErrorsOfOneSecond)->Unit(benchmark::kMillisecond);

static void allErrorsOfOneSecond(benchmark::State& state) {
    core::ErrorMeter meter(core::renderPreset("saw"));
    const auto sound = core::renderPreset("square");
    for (auto _ : state)
        benchmark::DoNotOptimize(meter.measure(sound));
}
BENCHMARK(allErrorsOfOneSecond)->Unit(benchmark::kMillisecond);

static void randomPatchOfOneSecond(benchmark::State& state) {
    std::uint64_t seed = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(core::renderRandomPatch(seed++));
}
BENCHMARK(randomPatchOfOneSecond)->Unit(benchmark::kMillisecond);
