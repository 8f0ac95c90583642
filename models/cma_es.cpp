#include "models/cma_es.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace stepwise::models {

CmaEs::CmaEs(const Eigen::VectorXd& mean, double sigma, std::uint64_t seed, int population)
    : random_(seed), dimension_(mean.size()),
      population_(population > 1 ? population : 4 + static_cast<int>(3.0 * std::log(static_cast<double>(mean.size())))),
      mean_(mean), sigma_(sigma) {
    const auto n = static_cast<double>(dimension_);
    parents_ = population_ / 2;
    weights_.resize(parents_);
    for (Eigen::Index i = 0; i < parents_; ++i)
        weights_[i] = std::log(0.5 * (population_ + 1)) - std::log(static_cast<double>(i + 1));
    weights_ /= weights_.sum();
    massOfParents_ = 1.0 / weights_.squaredNorm();

    sigmaRate_ = (massOfParents_ + 2.0) / (n + massOfParents_ + 5.0);
    sigmaDamping_ = 1.0 + 2.0 * std::max(0.0, std::sqrt((massOfParents_ - 1.0) / (n + 1.0)) - 1.0) + sigmaRate_;
    pathRate_ = (4.0 + massOfParents_ / n) / (n + 4.0 + 2.0 * massOfParents_ / n);
    rankOneRate_ = 2.0 / ((n + 1.3) * (n + 1.3) + massOfParents_);
    rankMuRate_ = std::min(1.0 - rankOneRate_, 2.0 * (massOfParents_ - 2.0 + 1.0 / massOfParents_) /
                                                   ((n + 2.0) * (n + 2.0) + massOfParents_));
    expectedLength_ = std::sqrt(n) * (1.0 - 1.0 / (4.0 * n) + 1.0 / (21.0 * n * n));

    covariance_ = Eigen::MatrixXd::Identity(dimension_, dimension_);
    sigmaPath_ = Eigen::VectorXd::Zero(dimension_);
    covariancePath_ = Eigen::VectorXd::Zero(dimension_);
    decompose();
}

void CmaEs::decompose() {
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance_);
    axes_ = solver.eigenvectors();
    scales_ = solver.eigenvalues().cwiseMax(1e-20).cwiseSqrt();
}

const Eigen::MatrixXd& CmaEs::ask() {
    candidates_.resize(dimension_, population_);
    for (int k = 0; k < population_; ++k) {
        Eigen::VectorXd normal(dimension_);
        for (Eigen::Index i = 0; i < dimension_; ++i)
            normal[i] = random_.normal();
        candidates_.col(k) = mean_ + sigma_ * (axes_ * scales_.cwiseProduct(normal));
    }
    return candidates_;
}

void CmaEs::tell(std::span<const double> costs) {
    std::vector<Eigen::Index> order(static_cast<std::size_t>(population_));
    std::iota(order.begin(), order.end(), Eigen::Index{0});
    const auto costOf = [&](Eigen::Index k) {
        const double cost = costs[static_cast<std::size_t>(k)];
        return std::isfinite(cost) ? cost : std::numeric_limits<double>::infinity();
    };
    std::stable_sort(order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) { return costOf(a) < costOf(b); });
    Eigen::MatrixXd steps(dimension_, parents_);
    for (Eigen::Index i = 0; i < parents_; ++i)
        steps.col(i) = (candidates_.col(order[static_cast<std::size_t>(i)]) - mean_) / sigma_;
    const Eigen::VectorXd meanStep = steps * weights_;
    mean_ += sigma_ * meanStep;
    ++generation_;
    adaptCovariance(steps, meanStep);
    decompose();
}

void CmaEs::adaptCovariance(const Eigen::MatrixXd& steps, const Eigen::VectorXd& meanStep) {
    const Eigen::VectorXd whitened = axes_ * (axes_.transpose() * meanStep).cwiseQuotient(scales_);
    sigmaPath_ =
        (1.0 - sigmaRate_) * sigmaPath_ + std::sqrt(sigmaRate_ * (2.0 - sigmaRate_) * massOfParents_) * whitened;
    const double length = sigmaPath_.norm();
    const double settled = std::sqrt(1.0 - std::pow(1.0 - sigmaRate_, 2.0 * generation_));
    const bool isPathShort = length / settled < (1.4 + 2.0 / (static_cast<double>(dimension_) + 1.0)) * expectedLength_;
    covariancePath_ = (1.0 - pathRate_) * covariancePath_;
    if (isPathShort)
        covariancePath_ += std::sqrt(pathRate_ * (2.0 - pathRate_) * massOfParents_) * meanStep;
    const double lostVariance = isPathShort ? 0.0 : pathRate_ * (2.0 - pathRate_);
    covariance_ *= 1.0 + rankOneRate_ * lostVariance - rankOneRate_ - rankMuRate_;
    covariance_ += rankOneRate_ * covariancePath_ * covariancePath_.transpose();
    covariance_ += rankMuRate_ * steps * weights_.asDiagonal() * steps.transpose();
    sigma_ *= std::exp(std::min(1.0, (sigmaRate_ / sigmaDamping_) * (length / expectedLength_ - 1.0)));
}

double CmaEs::largestDeviation() const {
    return sigma_ * std::sqrt(covariance_.diagonal().maxCoeff());
}

double mirrored(double x) {
    const double folded = std::fmod(std::abs(x), 2.0);
    return folded <= 1.0 ? folded : 2.0 - folded;
}

} // namespace stepwise::models
