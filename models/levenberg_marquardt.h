// Levenberg-Marquardt within the knobs' bounds: Marquardt, "An algorithm for least-squares estimation of nonlinear
// parameters" (1963).
#pragma once

#include "models/chain_objective.h"

#include <Eigen/Dense>

#include <vector>

namespace stepwise::models {

/// Lowers the loss plus a weak pull towards an origin. Derivatives are finite differences: a knob is a lane, so that a
/// Jacobian is one pack of renders, and so are the trials of several dampings. What the loss says decides, also where
/// it is not the sum of the residual's squares.
class LevenbergMarquardt {
public:
    /// `objective` outlives this and serves one at a time. `pull`: of the squared distance from the knobs of `origin`.
    LevenbergMarquardt(ChainObjective& objective, const std::vector<effects::Step>& start,
                       const std::vector<effects::Step>& origin, double pull);

    /// One linear model and the best of its trials. False when they gained nothing worth another round, or when the
    /// objective has too few renders left.
    bool round();
    /// Turns each knob away by hand: out of the hollow that a folded or clipped wave makes in the error. False when
    /// that gained nothing worth another round.
    bool lookAround();

    std::vector<effects::Step> steps() const { return objective_.stepsWith(values_); }
    double loss() const { return loss_; }
    double cost() const { return cost_; }
    std::size_t knobCount() const { return values_.size(); }

    /// Derivatives of the residual at the present knobs, one column a knob; also moves the linear model here.
    Eigen::MatrixXd measureSlopes();

private:
    double costOf(double loss, const KnobValues& values) const;
    KnobValues modelStep(double damping, const std::vector<bool>& isFixed) const;
    std::vector<bool> boundKnobs() const;
    std::vector<KnobValues> dampedSteps() const;
    std::vector<KnobValues> detours() const;
    bool takeBest(const std::vector<KnobValues>& trials);

    ChainObjective& objective_;
    double pull_;
    KnobValues origin_;
    KnobValues values_;
    Eigen::VectorXd residual_;
    double loss_ = 0.0;
    double cost_ = 0.0;
    Eigen::MatrixXd hessian_;
    Eigen::VectorXd gradient_;
};

} // namespace stepwise::models
