// Effects in times real time: signals of one second rendered in a second, on one thread.
#include "core/random.h"
#include "effects/chain_renderer.h"

#include <benchmark/benchmark.h>

using namespace stepwise;
using effects::EffectId;

namespace {

constexpr int kBlockFrames = 1024;

void processBlocks(benchmark::State& state, effects::Processor& processor, int signals) {
    processor.prepare(core::kAnalysisRateHz);
    std::vector<float> input(static_cast<std::size_t>(kBlockFrames * processor.laneCount()));
    core::Random random(1);
    for (float& sample : input)
        sample = static_cast<float>(random.uniform(-0.3, 0.3));
    std::vector<float> block = input;
    for (auto _ : state) {
        std::copy(input.begin(), input.end(), block.begin());
        processor.process(block.data(), kBlockFrames);
        benchmark::ClobberMemory();
    }
    state.counters["x_real_time"] =
        benchmark::Counter(static_cast<double>(state.iterations()) * kBlockFrames / core::kAnalysisRateHz * signals,
                           benchmark::Counter::kIsRate);
}

} // namespace

static void stereo(benchmark::State& state) {
    const auto effect = static_cast<EffectId>(state.range(0));
    state.SetLabel(std::string(effects::effectInfo(effect).key));
    processBlocks(state, *effects::makeSoundProcessor(effect, effects::Layout::stereo), 1);
}
BENCHMARK(stereo)->DenseRange(0, effects::kEffectCount - 1);

static void pack(benchmark::State& state) {
    const auto effect = static_cast<EffectId>(state.range(0));
    const auto processor = effects::makePackProcessor(effect);
    state.SetLabel(std::string(effects::effectInfo(effect).key) + ", signals");
    processBlocks(state, *processor, processor->laneCount());
}
BENCHMARK(pack)->DenseRange(0, effects::kEffectCount - 1);

static void chainOfFiveStereo(benchmark::State& state) {
    core::AudioBuffer sound(core::kAnalysisRateHz, 2, 44100);
    effects::Chain chain;
    for (const EffectId effect : effects::kAllEffects)
        chain.steps.push_back(effects::defaultStep(effect));
    for (auto _ : state)
        benchmark::DoNotOptimize(effects::renderChain(sound, chain));
    state.counters["x_real_time"] =
        benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(chainOfFiveStereo)->Unit(benchmark::kMillisecond);
