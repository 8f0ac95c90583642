#include "models/beam_search.h"

#include "models/candidates.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>

namespace stepwise::models {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kBeamWidth = 6;
/// Chains of the same effects in the same order may not fill the beam.
constexpr std::size_t kMostOfAKind = 2;
/// What an effect's improbability costs, in logarithms of the error. Tuned on fifty targets of an earlier draw
/// (kTargetDraw 1).
constexpr double kPriorWeight = 0.3;
/// Errors below this are alike: a lucky one must not outweigh what is likely.
constexpr double kErrorFloor = 1e-5;
constexpr double kLeastProbability = 1e-6;

constexpr float kLeastEffectShare = 0.03F;
constexpr float kLeastChoiceShare = 0.05F;
constexpr int kMostChoices = 3;
/// Of the way from the proposed knobs to the drawn ones: draws do not know which knobs go together.
constexpr float kDrawnShare = 0.5F;

/// What the plan counts with, on one core of a machine of 2024; the share leaves room for a slower one.
constexpr double kRenderMs = 1.5;     ///< one second of one candidate, with its error
constexpr double kPredictionMs = 4.0; ///< one analysis window
constexpr double kPlannedShare = 0.85;
/// Of a level's work; the rest is measuring.
constexpr double kRenderShare = 0.7;
/// Long sounds are tried in fewer ways at once, to spare memory: 48 MB.
constexpr std::size_t kMostSamplesAtOnce = std::size_t{12} << 20U;

/// A chain under way.
struct Node {
    std::vector<SearchedStep> steps;
    std::vector<float> sound; ///< mono, at the timeline's rate
    Situation situation;
    double mse = 0.0;
    double logProbability = 0.0; ///< of its effects
    std::optional<Prediction> prediction;

    double cost() const { return std::log(mse + kErrorFloor) - kPriorWeight * logProbability; }
};

/// One way to go on from a node, and how many candidates it is worth.
struct Branch {
    const Node* node = nullptr;
    effects::Step step;
    float confidence = 0.0F;
    double weight = 0.0;
    bool isProposal = false; ///< the likeliest of its node
};

struct Trial {
    const Branch* branch = nullptr;
    effects::Step step;
    std::vector<float> sound;
    double mse = 0.0;
};

class BeamSearch {
public:
    BeamSearch(Predictor& predictor, const Timeline& timeline, const SearchOptions& options,
               const effects::Progress& progress)
        : predictor_(predictor), comparison_(timeline.comparison()), rateHz_(timeline.input().sampleRateHz),
          renderer_(rateHz_), options_(options), progress_(progress),
          levels_(options.maxSteps - static_cast<int>(timeline.steps().size())) {
        const double seconds = std::max(timeline.input().seconds(), 0.1);
        const auto predictions =
            static_cast<double>(kBeamWidth * timeline.comparison().targetWindowsDb().size()) * levels_;
        const double paid = kPlannedShare * options.budgetMs - kPredictionMs * predictions;
        const double renders = std::max(paid, 0.0) / (kRenderMs * seconds);
        rendersPerLevel_ = std::max(kBeamWidth, static_cast<std::size_t>(renders / std::max(levels_, 1)));
        mostTrials_ =
            std::max<std::size_t>(1, kMostSamplesAtOnce / std::max<std::size_t>(1, timeline.input().frames()));
    }

    SearchResult run(Node root) {
        beam_.push_back(std::move(root));
        for (level_ = 0; level_ < levels_ && !beam_.empty(); ++level_) {
            if (options_.watchesClock && isTooLate())
                hurry();
            predict();
            if (options_.stopsWhenDone)
                considerEnds();
            const std::vector<Branch> branches = branchesOfBeam();
            std::vector<Trial> trials = trialsOf(branches);
            render(trials);
            keepBest(std::move(trials));
        }
        considerFullLength();
        return {std::move(best_.steps), modelsSeconds_};
    }

private:
    bool isTooLate() const {
        return std::chrono::duration<double, std::milli>(Clock::now() - start_).count() > options_.budgetMs;
    }

    /// The rest of the round as proposed, after the best chain so far.
    void hurry() {
        isHurried_ = true;
        beam_.resize(1);
    }

    void predict() {
        const auto start = Clock::now();
        for (Node& node : beam_) {
            node.prediction = predictor_.predict(node.situation);
            if (!isWanted(0.0))
                throw effects::Cancelled{};
        }
        modelsSeconds_ += std::chrono::duration<double>(Clock::now() - start).count();
    }

    void considerEnd(const Node& node, double logProbability) {
        const double cost = node.cost() - kPriorWeight * logProbability;
        if (cost < bestCost_) {
            bestCost_ = cost;
            best_ = node;
        }
    }

    void considerEnds() {
        for (const Node& node : beam_)
            considerEnd(node, std::log(node.prediction->doneProbability + kLeastProbability));
    }

    /// No step is left, so there is nothing to be said about whether more is missing.
    void considerFullLength() {
        if (level_ == levels_)
            for (const Node& node : beam_)
                considerEnd(node, 0.0);
    }

    std::vector<Branch> branchesOfBeam() const {
        std::vector<Branch> branches;
        for (const Node& node : beam_) {
            const std::vector<Candidate> ranked = rankedCandidates(*node.prediction, node.situation.effects);
            for (const Candidate& candidate : ranked) {
                const bool isFirst = &candidate == &ranked.front();
                if (!isFirst && (isHurried_ || candidate.confidence < kLeastEffectShare))
                    continue;
                const effects::EffectId effect = candidate.step.effect;
                const Proposal& proposal = node.prediction->proposals[static_cast<std::size_t>(effect)];
                const std::vector<ChosenStep> choices = likelyChoices(effect, proposal, isHurried_ ? 1 : kMostChoices);
                for (const ChosenStep& choice : choices)
                    if (choice.probability >= kLeastChoiceShare || &choice == &choices.front())
                        branches.push_back({&node, choice.step, candidate.confidence,
                                            std::sqrt(candidate.confidence * choice.probability),
                                            isFirst && &choice == &choices.front()});
            }
        }
        if (branches.size() > mostTrials_) {
            // Every chain goes on as its networks propose, the best chain first; then by weight.
            std::ranges::stable_sort(branches, std::greater{}, [](const Branch& branch) {
                return std::pair(branch.isProposal, branch.isProposal ? 0.0 : branch.weight);
            });
            branches.resize(mostTrials_);
        }
        return branches;
    }

    /// Every branch as proposed; what the budget has left goes to drawn knobs, by weight.
    std::vector<Trial> trialsOf(const std::vector<Branch>& branches) {
        double weights = 0.0;
        for (const Branch& branch : branches)
            weights += branch.weight;
        const std::size_t planned = isHurried_ ? 0 : std::min(rendersPerLevel_, mostTrials_);
        const double spare = planned > branches.size() ? static_cast<double>(planned - branches.size()) : 0.0;
        std::vector<Trial> trials;
        for (const Branch& branch : branches) {
            trials.push_back({&branch, branch.step, {}, 0.0});
            const Proposal& proposal = branch.node->prediction->proposals[static_cast<std::size_t>(branch.step.effect)];
            const int drawn = proposal.densities.empty() ? 0 : static_cast<int>(spare * branch.weight / weights);
            for (int i = 0; i < drawn; ++i)
                trials.push_back({&branch, withDrawnKnobs(branch.step, proposal, kDrawnShare, random_), {}, 0.0});
        }
        return trials;
    }

    void render(std::vector<Trial>& trials) {
        std::vector<std::vector<float>> sounds;
        std::vector<effects::Step> steps;
        for (const Trial& trial : trials) {
            sounds.push_back(trial.branch->node->sound);
            steps.push_back(trial.step);
        }
        renderer_.render(sounds, steps, [this](double share) { return isWanted(kRenderShare * share); });
        for (std::size_t i = 0; i < trials.size(); ++i) {
            const core::AudioBuffer sound(rateHz_, std::move(sounds[i]));
            trials[i].mse = comparison_.measureMse(sound);
            trials[i].sound = std::move(sound.channels.front());
            const double share = static_cast<double>(i + 1) / static_cast<double>(trials.size());
            if (!isWanted(kRenderShare + (1.0 - kRenderShare) * share))
                throw effects::Cancelled{};
        }
    }

    bool isWanted(double shareOfLevel) const { return !progress_ || progress_((level_ + shareOfLevel) / levels_); }

    double costOf(const Trial& trial) const {
        const double logProbability = trial.branch->node->logProbability +
                                      std::log(static_cast<double>(trial.branch->confidence) + kLeastProbability);
        return std::log(trial.mse + kErrorFloor) - kPriorWeight * logProbability;
    }

    void keepBest(std::vector<Trial> trials) {
        std::vector<std::size_t> order(trials.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return costOf(trials[a]) < costOf(trials[b]); });
        std::vector<Node> next;
        for (const std::size_t index : order) {
            if (next.size() == kBeamWidth)
                break;
            Trial& trial = trials[index];
            std::vector<effects::EffectId> effects = trial.branch->node->situation.effects;
            effects.push_back(trial.step.effect);
            const auto alike = std::count_if(next.begin(), next.end(),
                                             [&](const Node& node) { return node.situation.effects == effects; });
            if (static_cast<std::size_t>(alike) < kMostOfAKind)
                next.push_back(extended(std::move(trial)));
        }
        beam_ = std::move(next);
    }

    Node extended(Trial trial) const {
        const Node& parent = *trial.branch->node;
        Node node;
        node.steps = parent.steps;
        node.steps.push_back(
            {trial.step, trial.branch->confidence,
             alternativesTo(trial.step.effect, rankedCandidates(*parent.prediction, parent.situation.effects)),
             parent.prediction->doneProbability});
        SearchedStep& last = node.steps.back();
        countTheSearch(last.confidence, last.alternatives, predictor_.searchedConfidence());
        if (options_.stopsWhenDone)
            discountByDone(last.confidence, last.alternatives, parent.prediction->doneProbability);
        node.situation = parent.situation;
        node.situation.effects.push_back(trial.step.effect);
        const core::AudioBuffer sound(rateHz_, std::move(trial.sound));
        const core::MeasuredSound measured = comparison_.measureMel(sound);
        for (std::size_t window = 0; window < node.situation.windows.size(); ++window)
            node.situation.windows[window].soundsDb.push_back(measured.windowsDb[window]);
        node.sound = sound.channels.front();
        node.mse = trial.mse;
        node.logProbability =
            parent.logProbability + std::log(static_cast<double>(trial.branch->confidence) + kLeastProbability);
        return node;
    }

    Predictor& predictor_;
    const core::Comparison& comparison_;
    double rateHz_;
    effects::PackRenderer renderer_;
    SearchOptions options_;
    const effects::Progress& progress_;
    int levels_;
    int level_ = 0;
    std::size_t rendersPerLevel_ = 0;
    std::size_t mostTrials_ = 1;
    double modelsSeconds_ = 0.0;
    bool isHurried_ = false;
    core::Random random_{1};
    Clock::time_point start_ = Clock::now();
    std::vector<Node> beam_;
    Node best_;
    double bestCost_ = std::numeric_limits<double>::infinity();
};

} // namespace

SearchResult searchSteps(Predictor& predictor, const Situation& situation, const Timeline& timeline,
                         const SearchOptions& options, const effects::Progress& progress) {
    Node root;
    root.situation = situation;
    root.sound = core::mixToMono(timeline.audioBefore(timeline.steps().size()), timeline.comparison().pair().inputMix);
    root.mse = timeline.measuredBefore(timeline.steps().size()).errors.mse;
    return BeamSearch(predictor, timeline, options, progress).run(std::move(root));
}

} // namespace stepwise::models
