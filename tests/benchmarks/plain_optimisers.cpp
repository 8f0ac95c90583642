#include "plain_optimisers.h"

#include "core/random.h"
#include "models/chain_objective.h"

#include <algorithm>
#include <cmath>

namespace stepwise::benchmarks {

namespace {

/// The best setting so far, and what is told of it.
struct Best {
    models::ChainObjective objective;
    models::KnobValues values;
    models::RefineStatus status;

    Best(const models::Timeline& timeline, const std::vector<effects::Step>& steps,
         const models::RefineOptions& options)
        : objective(timeline, steps, models::predictedKnobs(steps, options.onlyStep),
                    {.loss = options.loss, .threads = options.threads, .stop = options.stop}),
          values(objective.valuesOf(steps)) {
        status.steps = steps;
        status.initialLoss = objective.render(std::span(&values, 1)).front().loss;
        status.loss = status.initialLoss;
        status.renders = objective.renders();
    }

    void take(const models::KnobValues& setting, double loss) {
        if (loss >= status.loss)
            return;
        values = setting;
        status.loss = loss;
        status.steps = objective.stepsWith(setting);
    }
};

} // namespace

models::RefineStatus refineByRandomSearch(const models::Timeline& timeline, const std::vector<effects::Step>& steps,
                                          const models::RefineOptions& options, Draws draws,
                                          const models::RefineProgress& progress) {
    constexpr std::size_t kBatch = 32;
    constexpr double kDeviation = 0.1;
    Best best(timeline, steps, options);
    core::Random random(options.seed);
    while (!best.values.empty() && best.objective.renders() + static_cast<int>(kBatch) <= options.maxRenders) {
        std::vector<models::KnobValues> settings(kBatch, best.values);
        for (models::KnobValues& setting : settings)
            for (double& value : setting)
                value = draws == Draws::anywhere ? random.uniform()
                                                 : std::clamp(value + kDeviation * random.normal(), 0.0, 1.0);
        const std::vector<models::Scored> scored = best.objective.render(settings);
        for (std::size_t i = 0; i < settings.size(); ++i)
            best.take(settings[i], scored[i].loss);
        best.status.renders = best.objective.renders();
        if (!progress(best.status))
            break;
    }
    return best.status;
}

models::RefineStatus refineByAdam(const models::Timeline& timeline, const std::vector<effects::Step>& steps,
                                  const models::RefineOptions& options, const models::RefineProgress& progress) {
    constexpr double kRate = 0.02;
    constexpr double kDifference = 0.002;
    constexpr double kFirstDecay = 0.9;
    constexpr double kSecondDecay = 0.999;
    Best best(timeline, steps, options);
    models::KnobValues values = best.values;
    std::vector<double> first(values.size(), 0.0);
    std::vector<double> second(values.size(), 0.0);
    for (int round = 1; !values.empty(); ++round) {
        std::vector<models::KnobValues> settings(values.size() + 1, values);
        for (std::size_t i = 0; i < values.size(); ++i)
            settings[i][i] += values[i] > 0.5 ? -kDifference : kDifference;
        if (best.objective.renders() + static_cast<int>(settings.size()) > options.maxRenders)
            break;
        best.objective.setBase(values);
        const std::vector<models::Scored> scored = best.objective.render(settings);
        best.take(values, scored.back().loss);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const double slope = (scored[i].loss - scored.back().loss) / (settings[i][i] - values[i]);
            first[i] = kFirstDecay * first[i] + (1.0 - kFirstDecay) * slope;
            second[i] = kSecondDecay * second[i] + (1.0 - kSecondDecay) * slope * slope;
            const double mean = first[i] / (1.0 - std::pow(kFirstDecay, round));
            const double square = second[i] / (1.0 - std::pow(kSecondDecay, round));
            values[i] = std::clamp(values[i] - kRate * mean / (std::sqrt(square) + 1e-12), 0.0, 1.0);
        }
        best.status.renders = best.objective.renders();
        if (!progress(best.status))
            break;
    }
    return best.status;
}

} // namespace stepwise::benchmarks
