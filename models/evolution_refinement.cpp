#include "models/chain_objective.h"
#include "models/cma_es.h"
#include "models/refinement.h"

#include <algorithm>

namespace stepwise::models {

namespace {

/// Of the knobs' range: as far off as a proposal usually is.
constexpr double kFirstDeviation = 0.1;
/// Below this no knob makes a difference.
constexpr double kLastDeviation = 5e-4;
/// Two packs of the widest processor: a pack costs the same, full or not.
constexpr int kPopulation = 32;

KnobValues bounded(const Eigen::VectorXd& candidate) {
    KnobValues values;
    for (Eigen::Index i = 0; i < candidate.size(); ++i)
        values.push_back(mirrored(candidate[i]));
    return values;
}

double squaredDistance(const KnobValues& a, const KnobValues& b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sum;
}

} // namespace

RefineStatus refineByEvolution(const Timeline& timeline, const std::vector<effects::Step>& steps,
                               const RefineOptions& options, const RefineProgress& progress) {
    std::vector<Knob> knobs = predictedKnobs(steps, options.onlyStep);
    const std::vector<Knob> choices = predictedChoices(steps, options.onlyStep);
    knobs.insert(knobs.end(), choices.begin(), choices.end());
    ChainObjective objective(timeline, steps, std::move(knobs));
    const KnobValues start = objective.valuesOf(steps);
    RefineStatus status;
    status.steps = steps;
    status.initialMse = objective.mse(objective.render(std::span(&start, 1)).front());
    status.mse = status.initialMse;
    status.renders = objective.renders();
    if (start.empty())
        return status;
    CmaEs strategy(Eigen::Map<const Eigen::VectorXd>(start.data(), static_cast<Eigen::Index>(start.size())),
                   kFirstDeviation, options.seed, kPopulation);
    double lowest = status.mse;
    while (status.renders + kPopulation <= options.maxRenders && strategy.largestDeviation() > kLastDeviation) {
        const Eigen::MatrixXd& population = strategy.ask();
        std::vector<KnobValues> settings;
        for (Eigen::Index k = 0; k < population.cols(); ++k)
            settings.push_back(bounded(population.col(k)));
        const std::vector<core::Spectrogram> spectra = objective.render(settings);
        std::vector<double> costs;
        for (std::size_t k = 0; k < settings.size(); ++k) {
            const double mse = objective.mse(spectra[k]);
            costs.push_back(mse + options.pull * squaredDistance(settings[k], start));
            if (costs.back() < lowest) {
                lowest = costs.back();
                status.mse = mse;
                status.steps = objective.stepsWith(settings[k]);
            }
        }
        strategy.tell(costs);
        status.renders = objective.renders();
        if (progress && !progress(status))
            break;
    }
    return status;
}

} // namespace stepwise::models
