// CMA-ES, ask and tell: the covariance matrix adaptation evolution strategy after Hansen, "The CMA evolution strategy:
// a tutorial" (arXiv 1604.00772), with its default settings. Whoever asks evaluates a whole population at once.
#pragma once

#include "core/random.h"

#include <Eigen/Dense>

#include <cstdint>
#include <span>
#include <vector>

namespace stepwise::models {

class CmaEs {
public:
    /// Starts at `mean` with the step size `sigma`; a population of 0 takes the default, 4 + 3 ln(n).
    CmaEs(const Eigen::VectorXd& mean, double sigma, std::uint64_t seed, int population = 0);

    int population() const { return population_; }

    /// A new population, one column a candidate. Not bounded: see mirrored().
    const Eigen::MatrixXd& ask();

    /// The costs of the population asked for last, lower is better; not finite counts as worst.
    void tell(std::span<const double> costs);

    const Eigen::VectorXd& mean() const { return mean_; }
    double sigma() const { return sigma_; }
    /// Largest standard deviation of any coordinate: below what matters, it has converged.
    double largestDeviation() const;

private:
    void adaptCovariance(const Eigen::MatrixXd& steps, const Eigen::VectorXd& meanStep);
    void decompose();

    core::Random random_;
    Eigen::Index dimension_;
    int population_;
    Eigen::Index parents_ = 0;
    Eigen::VectorXd weights_;
    double massOfParents_ = 0.0; ///< variance-effective selection mass
    double sigmaRate_ = 0.0;
    double sigmaDamping_ = 0.0;
    double pathRate_ = 0.0;
    double rankOneRate_ = 0.0;
    double rankMuRate_ = 0.0;
    double expectedLength_ = 0.0; ///< of a standard normal vector

    Eigen::VectorXd mean_;
    double sigma_;
    Eigen::MatrixXd covariance_;
    Eigen::MatrixXd axes_;
    Eigen::VectorXd scales_;
    Eigen::VectorXd sigmaPath_;
    Eigen::VectorXd covariancePath_;
    Eigen::MatrixXd candidates_;
    int generation_ = 0;
};

/// `x` folded into [0, 1] like light between mirrors, so that bounds neither stop nor attract the search.
double mirrored(double x);

} // namespace stepwise::models
