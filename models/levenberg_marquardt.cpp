#include "models/levenberg_marquardt.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace stepwise::models {

namespace {

/// Small enough to be local, large enough to rise over the rounding of float spectra.
constexpr double kDifference = 0.002;
constexpr std::array<double, 8> kDampings = {1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0, 100.0, 1000.0};
/// What lowers the error by less than this share is not worth another round.
constexpr double kLeastGain = 2e-3;
/// How far one looks around.
constexpr std::array<double, 6> kDetours = {-0.1, -0.04, -0.015, 0.015, 0.04, 0.1};

Eigen::VectorXd vectorOf(const std::vector<float>& residual) {
    return Eigen::Map<const Eigen::VectorXf>(residual.data(), static_cast<Eigen::Index>(residual.size()))
        .cast<double>();
}

} // namespace

LevenbergMarquardt::LevenbergMarquardt(ChainObjective& objective, const std::vector<effects::Step>& start,
                                       const std::vector<effects::Step>& origin, double pull)
    : objective_(objective), pull_(pull * objective.lossScale()), origin_(objective.valuesOf(origin)),
      values_(objective.valuesOf(start)) {
    objective_.setSteps(start);
    objective_.setBase(values_);
    const Scored scored = objective_.render(std::span(&values_, 1)).front();
    residual_ = vectorOf(scored.residual);
    loss_ = scored.loss;
    cost_ = costOf(loss_, values_);
}

bool LevenbergMarquardt::round() {
    if (values_.empty() || objective_.rendersLeft() < values_.size() + kDampings.size())
        return false;
    measureSlopes();
    return takeBest(dampedSteps());
}

bool LevenbergMarquardt::lookAround() {
    std::vector<KnobValues> trials = detours();
    trials.resize(std::min(trials.size(), objective_.rendersLeft()));
    return takeBest(trials);
}

double LevenbergMarquardt::costOf(double loss, const KnobValues& values) const {
    double distance = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i)
        distance += (values[i] - origin_[i]) * (values[i] - origin_[i]);
    return loss + pull_ * distance;
}

Eigen::MatrixXd LevenbergMarquardt::measureSlopes() {
    std::vector<KnobValues> settings;
    std::vector<double> differences;
    for (std::size_t i = 0; i < values_.size(); ++i) {
        differences.push_back(values_[i] > 0.5 ? -kDifference : kDifference);
        settings.push_back(values_);
        settings.back()[i] += differences.back();
    }
    const std::vector<Scored> scored = objective_.render(settings);
    const auto count = static_cast<Eigen::Index>(values_.size());
    Eigen::MatrixXd slopes(residual_.size(), count);
    for (Eigen::Index i = 0; i < count; ++i)
        slopes.col(i) = (vectorOf(scored[static_cast<std::size_t>(i)].residual) - residual_) /
                        differences[static_cast<std::size_t>(i)];
    hessian_ = slopes.transpose() * slopes;
    gradient_ = slopes.transpose() * residual_;
    for (Eigen::Index i = 0; i < count; ++i) {
        const auto knob = static_cast<std::size_t>(i);
        hessian_(i, i) += pull_;
        gradient_[i] += pull_ * (values_[knob] - origin_[knob]);
    }
    return slopes;
}

/// The step that the model asks for if the fixed knobs stay.
KnobValues LevenbergMarquardt::modelStep(double damping, const std::vector<bool>& isFixed) const {
    const auto count = static_cast<Eigen::Index>(values_.size());
    Eigen::MatrixXd matrix = hessian_;
    Eigen::VectorXd slope = gradient_;
    for (Eigen::Index i = 0; i < count; ++i) {
        if (isFixed[static_cast<std::size_t>(i)]) {
            matrix.row(i).setZero();
            matrix.col(i).setZero();
            matrix(i, i) = 1.0;
            slope[i] = 0.0;
        } else {
            matrix(i, i) += damping * hessian_(i, i) + 1e-9;
        }
    }
    const Eigen::VectorXd step = matrix.ldlt().solve(-slope);
    KnobValues values = values_;
    for (Eigen::Index i = 0; i < count; ++i) {
        double& value = values[static_cast<std::size_t>(i)];
        value = std::clamp(value + (std::isfinite(step[i]) ? step[i] : 0.0), 0.0, 1.0);
    }
    return values;
}

/// Knobs at a bound that want further out.
std::vector<bool> LevenbergMarquardt::boundKnobs() const {
    std::vector<bool> isBound;
    for (std::size_t i = 0; i < values_.size(); ++i) {
        const double slope = gradient_[static_cast<Eigen::Index>(i)];
        isBound.push_back((values_[i] <= 0.0 && slope > 0.0) || (values_[i] >= 1.0 && slope < 0.0));
    }
    return isBound;
}

std::vector<KnobValues> LevenbergMarquardt::dampedSteps() const {
    const std::vector<bool> isFixed = boundKnobs();
    std::vector<KnobValues> trials;
    for (const double damping : kDampings)
        trials.push_back(modelStep(damping, isFixed));
    return trials;
}

std::vector<KnobValues> LevenbergMarquardt::detours() const {
    std::vector<KnobValues> trials;
    for (std::size_t i = 0; i < values_.size(); ++i)
        for (const double distance : kDetours) {
            trials.push_back(values_);
            trials.back()[i] = std::clamp(values_[i] + distance, 0.0, 1.0);
        }
    return trials;
}

/// Whether the best of the trials is worth another round; any gain is taken.
bool LevenbergMarquardt::takeBest(const std::vector<KnobValues>& trials) {
    const double goal = cost_ * (1.0 - kLeastGain);
    std::vector<Scored> scored = objective_.render(trials);
    std::size_t best = trials.size();
    for (std::size_t i = 0; i < trials.size(); ++i) {
        if (const double cost = costOf(scored[i].loss, trials[i]); cost < cost_) {
            cost_ = cost;
            loss_ = scored[i].loss;
            best = i;
        }
    }
    if (best == trials.size())
        return false;
    values_ = trials[best];
    residual_ = vectorOf(scored[best].residual);
    objective_.setBase(values_, std::move(scored[best]));
    return cost_ <= goal;
}

} // namespace stepwise::models
