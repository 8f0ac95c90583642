// Derivatives of a sound by the knobs of a filter: dual numbers (Wengert, "A simple automatic derivative evaluation
// program", 1964) against finite differences, a knob a lane. The filter is the equalizer's high shelf, the smoothest
// part of the rack, where dual numbers have it easiest.
#include "core/synth.h"
#include "effects/lanes.h"

#include <benchmark/benchmark.h>

#include <cmath>
#include <vector>

using namespace stepwise;

namespace {

constexpr int kLanes = 8;
using Lanes = effects::generic::Pack<kLanes>;

/// A value with its derivative by one knob.
struct Dual {
    Lanes value;
    Lanes slope;

    Dual(Lanes v = 0.0F, Lanes s = 0.0F) : value(v), slope(s) {}
    friend Dual operator+(Dual a, Dual b) { return {a.value + b.value, a.slope + b.slope}; }
    friend Dual operator-(Dual a, Dual b) { return {a.value - b.value, a.slope - b.slope}; }
    friend Dual operator*(Dual a, Dual b) { return {a.value * b.value, a.slope * b.value + a.value * b.slope}; }
};

template <class Number>
struct Shelf {
    Number a1, a2, a3, inputMix, bandMix, lowMix;
};

/// As in effects/state_variable_filter.h.
template <class Number>
void filter(const std::vector<float>& dry, const Shelf<Number>& shelf, std::vector<Number>& wet) {
    Number first = Lanes(0.0F);
    Number second = Lanes(0.0F);
    for (std::size_t i = 0; i < dry.size(); ++i) {
        const Number x = Lanes(dry[i]);
        const Number v3 = x - second;
        const Number band = shelf.a1 * first + shelf.a2 * v3;
        const Number low = second + shelf.a2 * first + shelf.a3 * v3;
        first = band + band - first;
        second = low + low - second;
        wet[i] = shelf.inputMix * x + shelf.bandMix * band + shelf.lowMix * low;
    }
}

} // namespace

static void finiteDifferences(benchmark::State& state) {
    const std::vector<float> dry = core::renderPreset("saw");
    std::vector<Lanes> wet(dry.size());
    const Shelf<Lanes> shelf = {0.8F, 0.12F, 0.02F, 2.0F, -0.6F, -1.0F};
    for (auto _ : state) {
        filter(dry, shelf, wet);
        benchmark::DoNotOptimize(wet.data());
    }
    // One lane is the base.
    state.counters["derivatives"] =
        benchmark::Counter(static_cast<double>(state.iterations()) * (kLanes - 1), benchmark::Counter::kIsRate);
}
BENCHMARK(finiteDifferences)->Unit(benchmark::kMillisecond);

static void dualNumbers(benchmark::State& state) {
    const std::vector<float> dry = core::renderPreset("saw");
    std::vector<Dual> wet(dry.size());
    const Shelf<Dual> shelf = {{0.8F, 0.1F}, {0.12F, 0.2F}, {0.02F, 0.1F}, {2.0F, 0.3F}, {-0.6F, 0.1F}, {-1.0F, 0.2F}};
    for (auto _ : state) {
        filter(dry, shelf, wet);
        benchmark::DoNotOptimize(wet.data());
    }
    state.counters["derivatives"] =
        benchmark::Counter(static_cast<double>(state.iterations()) * kLanes, benchmark::Counter::kIsRate);
}
BENCHMARK(dualNumbers)->Unit(benchmark::kMillisecond);
