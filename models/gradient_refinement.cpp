#include "models/chain_objective.h"
#include "models/levenberg_marquardt.h"
#include "models/refinement.h"

#include <algorithm>

namespace stepwise::models {

namespace {

constexpr int kMaxRounds = 60;
/// Other modes that are followed, for how many rounds, and how much worse than the best they may start.
constexpr std::size_t kMostOthers = 2;
constexpr int kTrialRounds = 3;
constexpr double kWorstStart = 4.0;
/// Half a decibel on average: the chain can make the target.
constexpr double kReached = 4e-5;
/// Four decibels: worth looking around with every knob.
constexpr double kFar = 2.5e-3;

ObjectiveOptions objectiveOptions(const RefineOptions& options) {
    return {.loss = options.loss, .maxRenders = options.maxRenders, .threads = options.threads, .stop = options.stop};
}

class GradientRefinement {
public:
    GradientRefinement(const Timeline& timeline, const std::vector<effects::Step>& steps, const RefineOptions& options,
                       const RefineProgress& progress)
        : timeline_(timeline), start_(steps), options_(options), progress_(progress),
          objective_(timeline, steps, predictedKnobs(steps, options.onlyStep), objectiveOptions(options)) {
        status_.steps = steps;
    }

    RefineStatus run() {
        try {
            LevenbergMarquardt own(objective_, start_, start_, options_.pull);
            status_.initialLoss = own.loss();
            status_.loss = own.loss();
            const std::vector<Start> others = otherModes(own.loss());
            follow(own, others.empty() ? kMaxRounds : kTrialRounds);
            if (!others.empty())
                followOthers({own.steps(), own.cost()}, others);
            if (status_.loss > kReached * objective_.lossScale())
                freeAllKnobs();
        } catch (const effects::Cancelled&) {
            // The best so far is kept.
        }
        return status_;
    }

private:
    struct Start {
        std::vector<effects::Step> steps;
        double cost = 0.0;
    };

    /// The chain in other modes, nearest first; none if they are much further away.
    std::vector<Start> otherModes(double ownLoss) {
        const std::vector<Knob> choices = predictedChoices(start_, options_.onlyStep);
        ChainObjective objective(timeline_, start_, choices, objectiveOptions(options_));
        objective.addRenders(objective_.renders());
        std::vector<KnobValues> settings;
        for (std::size_t k = 0; k < choices.size(); ++k)
            for (std::size_t other = 1; other < choices[k].choices.size(); ++other) {
                settings.push_back(objective.valuesOf(start_));
                settings.back()[k] = positionOf(choices[k], other);
            }
        settings.resize(std::min(settings.size(), objective.rendersLeft()));
        const std::vector<Scored> scored = objective.render(settings);
        objective_.addRenders(static_cast<int>(settings.size()));
        std::vector<Start> starts;
        double nearest = ownLoss;
        for (std::size_t i = 0; i < settings.size(); ++i) {
            starts.push_back({objective.stepsWith(settings[i]), scored[i].loss});
            nearest = std::min(nearest, starts.back().cost);
        }
        std::ranges::stable_sort(starts, {}, &Start::cost);
        std::erase_if(starts, [&](const Start& start) { return start.cost > kWorstStart * nearest; });
        starts.resize(std::min(starts.size(), kMostOthers));
        return starts;
    }

    /// A few rounds each, then the one that got furthest goes on.
    void followOthers(Start best, const std::vector<Start>& others) {
        for (const Start& start : others) {
            if (!mayGoOn())
                return;
            LevenbergMarquardt other(objective_, start.steps, start_, options_.pull);
            follow(other, kTrialRounds);
            if (other.cost() < best.cost)
                best = {other.steps(), other.cost()};
        }
        if (!mayGoOn())
            return;
        LevenbergMarquardt last(objective_, best.steps, start_, options_.pull);
        follow(last, kMaxRounds);
    }

    /// The target was made by other means: what the models leave alone may help.
    void freeAllKnobs() {
        const std::vector<Knob> all = continuousKnobs(start_, options_.onlyStep);
        if (!mayGoOn() || all == objective_.knobs())
            return;
        const int renders = objective_.renders();
        objective_ = ChainObjective(timeline_, status_.steps, all, objectiveOptions(options_));
        objective_.addRenders(renders);
        LevenbergMarquardt last(objective_, status_.steps, start_, options_.pull);
        follow(last, kMaxRounds, status_.loss > kFar * objective_.lossScale());
    }

    bool mayGoOn() const { return !isStopped_ && objective_.rendersLeft() > 0; }

    void follow(LevenbergMarquardt& minimum, int rounds, bool looksAround = true) {
        for (int i = 0; i < rounds && mayGoOn(); ++i) {
            const bool isWorthMore = minimum.round() || (looksAround && minimum.lookAround());
            report(minimum);
            isStopped_ = progress_ && !progress_(status_);
            if (!isWorthMore)
                return;
        }
    }

    void report(const LevenbergMarquardt& minimum) {
        status_.renders = objective_.renders();
        if (minimum.loss() >= status_.loss)
            return;
        status_.loss = minimum.loss();
        status_.steps = minimum.steps();
    }

    const Timeline& timeline_;
    std::vector<effects::Step> start_;
    const RefineOptions& options_;
    const RefineProgress& progress_;
    ChainObjective objective_;
    bool isStopped_ = false;
    RefineStatus status_;
};

} // namespace

RefineStatus refineByGradient(const Timeline& timeline, const std::vector<effects::Step>& steps,
                              const RefineOptions& options, const RefineProgress& progress) {
    return GradientRefinement(timeline, steps, options, progress).run();
}

} // namespace stepwise::models
