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

std::vector<Knob> allKnobs(const std::vector<effects::Step>& steps, const RefineOptions& options) {
    std::vector<Knob> knobs = predictedKnobs(steps, options.onlyStep);
    const std::vector<Knob> choices = predictedChoices(steps, options.onlyStep);
    knobs.insert(knobs.end(), choices.begin(), choices.end());
    return knobs;
}

class EvolutionRefinement {
public:
    EvolutionRefinement(const Timeline& timeline, const std::vector<effects::Step>& steps, const RefineOptions& options)
        : options_(options), objective_(timeline, steps, allKnobs(steps, options),
                                        {.loss = options.loss, .threads = options.threads, .stop = options.stop}),
          start_(objective_.valuesOf(steps)) {
        status_.steps = steps;
    }

    RefineStatus run(const RefineProgress& progress) {
        try {
            status_.initialLoss = objective_.render(std::span(&start_, 1)).front().loss;
            status_.loss = lowestCost_ = status_.initialLoss;
            if (!start_.empty())
                evolve(progress);
        } catch (const effects::Cancelled&) {
            // The best so far is kept.
        }
        status_.renders = objective_.renders();
        return status_;
    }

private:
    void evolve(const RefineProgress& progress) {
        CmaEs strategy(Eigen::Map<const Eigen::VectorXd>(start_.data(), static_cast<Eigen::Index>(start_.size())),
                       kFirstDeviation, options_.seed, kPopulation);
        while (objective_.renders() + kPopulation <= options_.maxRenders &&
               strategy.largestDeviation() > kLastDeviation) {
            strategy.tell(costsOf(strategy.ask()));
            status_.renders = objective_.renders();
            if (progress && !progress(status_))
                break;
        }
    }

    std::vector<double> costsOf(const Eigen::MatrixXd& population) {
        std::vector<KnobValues> settings;
        for (Eigen::Index k = 0; k < population.cols(); ++k)
            settings.push_back(bounded(population.col(k)));
        const std::vector<Scored> scored = objective_.render(settings);
        const double pull = options_.pull * objective_.lossScale();
        std::vector<double> costs;
        for (std::size_t k = 0; k < settings.size(); ++k) {
            costs.push_back(scored[k].loss + pull * squaredDistance(settings[k], start_));
            if (costs.back() < lowestCost_) {
                lowestCost_ = costs.back();
                status_.loss = scored[k].loss;
                status_.steps = objective_.stepsWith(settings[k]);
            }
        }
        return costs;
    }

    const RefineOptions& options_;
    ChainObjective objective_;
    KnobValues start_;
    double lowestCost_ = 0.0;
    RefineStatus status_;
};

} // namespace

RefineStatus refineByEvolution(const Timeline& timeline, const std::vector<effects::Step>& steps,
                               const RefineOptions& options, const RefineProgress& progress) {
    return EvolutionRefinement(timeline, steps, options).run(progress);
}

} // namespace stepwise::models
