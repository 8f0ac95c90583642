#include "models/chain_objective.h"
#include "models/refinement.h"

#include <Eigen/Dense>

#include <algorithm>
#include <array>
#include <cmath>

namespace stepwise::models {

namespace {

/// Small enough to be local, large enough to rise over the rounding of float spectra.
constexpr double kDifference = 0.01;
constexpr std::array<double, 8> kDampings = {1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0, 100.0, 1000.0};
/// A round that lowers the error by less than this share has arrived; then one looks around.
constexpr double kLeastGain = 2e-3;
constexpr int kMaxRounds = 60;
/// How far one looks around: out of the hollow that a folded or clipped wave makes in the error.
constexpr std::array<double, 6> kDetours = {-0.1, -0.04, -0.015, 0.015, 0.04, 0.1};

Eigen::VectorXd residualOf(const core::Spectrogram& melDb, const core::Spectrogram& targetDb) {
    Eigen::VectorXd residual(static_cast<Eigen::Index>(melDb.values.size()));
    const double scale = 1.0 / (core::kDynamicRangeDb * std::sqrt(static_cast<double>(melDb.values.size())));
    for (std::size_t i = 0; i < melDb.values.size(); ++i)
        residual[static_cast<Eigen::Index>(i)] = scale * (melDb.values[i] - targetDb.values[i]);
    return residual;
}

class GradientRefinement {
public:
    GradientRefinement(const Timeline& timeline, const std::vector<effects::Step>& steps, const RefineOptions& options)
        : options_(options), objective_(timeline, steps, predictedKnobs(steps, options.onlyStep)),
          start_(objective_.valuesOf(steps)), values_(start_) {
        objective_.setBase(values_);
        residual_ = residualOf(objective_.render(std::span(&values_, 1)).front(), objective_.targetDb());
    }

    RefineStatus run(const RefineProgress& progress) {
        RefineStatus status;
        status.initialMse = residual_.squaredNorm();
        for (int round = 0; round < kMaxRounds && !values_.empty() && objective_.renders() < options_.maxRenders;
             ++round) {
            const double before = cost(values_, residual_);
            measureSlopes();
            takeBest(dampedSteps());
            if (cost(values_, residual_) > before * (1.0 - kLeastGain)) {
                takeBest(detours());
                if (cost(values_, residual_) > before * (1.0 - kLeastGain))
                    break;
            }
            report(status);
            if (progress && !progress(status))
                break;
        }
        report(status);
        return status;
    }

private:
    void report(RefineStatus& status) const {
        status.steps = objective_.stepsWith(values_);
        status.mse = residual_.squaredNorm();
        status.renders = objective_.renders();
    }

    double cost(const KnobValues& values, const Eigen::VectorXd& residual) const {
        double distance = 0.0;
        for (std::size_t i = 0; i < values.size(); ++i)
            distance += (values[i] - start_[i]) * (values[i] - start_[i]);
        return residual.squaredNorm() + options_.pull * distance;
    }

    Eigen::MatrixXd jacobian() {
        std::vector<KnobValues> settings;
        std::vector<double> differences;
        for (std::size_t i = 0; i < values_.size(); ++i) {
            differences.push_back(values_[i] > 0.5 ? -kDifference : kDifference);
            settings.push_back(values_);
            settings.back()[i] += differences.back();
        }
        const std::vector<core::Spectrogram> spectra = objective_.render(settings);
        Eigen::MatrixXd matrix(residual_.size(), static_cast<Eigen::Index>(values_.size()));
        for (std::size_t i = 0; i < values_.size(); ++i)
            matrix.col(static_cast<Eigen::Index>(i)) =
                (residualOf(spectra[i], objective_.targetDb()) - residual_) / differences[i];
        return matrix;
    }

    /// The linear model of this round: where the error falls, and how fast its slope changes.
    void measureSlopes() {
        const Eigen::MatrixXd slopes = jacobian();
        const auto count = static_cast<Eigen::Index>(values_.size());
        hessian_ = slopes.transpose() * slopes;
        gradient_ = slopes.transpose() * residual_;
        for (Eigen::Index i = 0; i < count; ++i) {
            hessian_(i, i) += options_.pull;
            gradient_[i] +=
                options_.pull * (values_[static_cast<std::size_t>(i)] - start_[static_cast<std::size_t>(i)]);
        }
    }

    /// The step that the model asks for if the fixed knobs move as given: the others make up for it.
    KnobValues modelStep(double damping, const std::vector<bool>& isFixed, const Eigen::VectorXd& fixedStep) const {
        const auto count = static_cast<Eigen::Index>(values_.size());
        Eigen::MatrixXd matrix = hessian_;
        Eigen::VectorXd slope = gradient_ + hessian_ * fixedStep;
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
        const Eigen::VectorXd step = matrix.ldlt().solve(-slope) + fixedStep;
        KnobValues values = values_;
        for (Eigen::Index i = 0; i < count; ++i) {
            double& value = values[static_cast<std::size_t>(i)];
            value = std::clamp(value + (std::isfinite(step[i]) ? step[i] : 0.0), 0.0, 1.0);
        }
        return values;
    }

    /// Knobs at a bound that want further out.
    std::vector<bool> boundKnobs() const {
        std::vector<bool> isBound;
        for (std::size_t i = 0; i < values_.size(); ++i) {
            const double slope = gradient_[static_cast<Eigen::Index>(i)];
            isBound.push_back((values_[i] <= 0.0 && slope > 0.0) || (values_[i] >= 1.0 && slope < 0.0));
        }
        return isBound;
    }

    std::vector<KnobValues> dampedSteps() const {
        std::vector<KnobValues> trials;
        for (const double damping : kDampings)
            trials.push_back(
                modelStep(damping, boundKnobs(), Eigen::VectorXd::Zero(static_cast<Eigen::Index>(values_.size()))));
        return trials;
    }

    /// Each knob turned away by hand, alone and with the others making up for it.
    std::vector<KnobValues> detours() const {
        constexpr double kDetourDamping = 1e-2;
        std::vector<KnobValues> trials;
        for (std::size_t i = 0; i < values_.size(); ++i)
            for (const double distance : kDetours) {
                KnobValues alone = values_;
                alone[i] = std::clamp(alone[i] + distance, 0.0, 1.0);
                Eigen::VectorXd fixedStep = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(values_.size()));
                fixedStep[static_cast<Eigen::Index>(i)] = alone[i] - values_[i];
                std::vector<bool> isFixed = boundKnobs();
                isFixed[i] = true;
                trials.push_back(std::move(alone));
                trials.push_back(modelStep(kDetourDamping, isFixed, fixedStep));
            }
        return trials;
    }

    void takeBest(const std::vector<KnobValues>& trials) {
        const std::vector<core::Spectrogram> spectra = objective_.render(trials);
        double lowest = cost(values_, residual_);
        bool isBetter = false;
        for (std::size_t i = 0; i < trials.size(); ++i) {
            Eigen::VectorXd residual = residualOf(spectra[i], objective_.targetDb());
            if (const double value = cost(trials[i], residual); value < lowest) {
                lowest = value;
                values_ = trials[i];
                residual_ = std::move(residual);
                isBetter = true;
            }
        }
        if (isBetter)
            objective_.setBase(values_);
    }

    RefineOptions options_;
    ChainObjective objective_;
    KnobValues start_;
    KnobValues values_;
    Eigen::VectorXd residual_;
    Eigen::MatrixXd hessian_;
    Eigen::VectorXd gradient_;
};

} // namespace

RefineStatus refineByGradient(const Timeline& timeline, const std::vector<effects::Step>& steps,
                              const RefineOptions& options, const RefineProgress& progress) {
    return GradientRefinement(timeline, steps, options).run(progress);
}

} // namespace stepwise::models
