#include "models/cma_es.h"

#include <QtTest>

#include <pagmo/algorithm.hpp>
#include <pagmo/algorithms/cmaes.hpp>
#include <pagmo/population.hpp>
#include <pagmo/problem.hpp>

#include <functional>

using namespace stepwise;
using Eigen::VectorXd;

namespace {

struct Run {
    double lowest = 1e300;
    int evaluations = 0;
    VectorXd best;
};

Run minimize(const std::function<double(const VectorXd&)>& cost, const VectorXd& start, double sigma,
             int mostEvaluations, std::uint64_t seed = 1) {
    models::CmaEs strategy(start, sigma, seed);
    Run run;
    while (run.evaluations < mostEvaluations && run.lowest > 1e-10) {
        const Eigen::MatrixXd population = strategy.ask();
        std::vector<double> costs;
        for (Eigen::Index k = 0; k < population.cols(); ++k) {
            costs.push_back(cost(population.col(k)));
            if (costs.back() < run.lowest) {
                run.lowest = costs.back();
                run.best = population.col(k);
            }
        }
        strategy.tell(costs);
        run.evaluations += strategy.population();
    }
    return run;
}

double sphere(const VectorXd& x) {
    return x.squaredNorm();
}

/// Axes whose lengths differ a thousandfold.
double ellipsoid(const VectorXd& x) {
    double sum = 0.0;
    for (Eigen::Index i = 0; i < x.size(); ++i)
        sum += std::pow(1e6, static_cast<double>(i) / static_cast<double>(x.size() - 1)) * x[i] * x[i];
    return sum;
}

double rosenbrock(const VectorXd& x) {
    double sum = 0.0;
    for (Eigen::Index i = 0; i + 1 < x.size(); ++i)
        sum += 100.0 * std::pow(x[i + 1] - x[i] * x[i], 2) + std::pow(1.0 - x[i], 2);
    return sum;
}

/// A function as pagmo asks for it.
struct PagmoProblem {
    double (*cost)(const VectorXd&) = nullptr;
    Eigen::Index dimension = 0;

    std::vector<double> fitness(const std::vector<double>& x) const {
        return {cost(Eigen::Map<const VectorXd>(x.data(), dimension))};
    }
    std::pair<std::vector<double>, std::vector<double>> get_bounds() const {
        const auto count = static_cast<std::size_t>(dimension);
        return {std::vector<double>(count, -5.0), std::vector<double>(count, 5.0)};
    }
};

/// What pagmo's strategy needs with the same population, start and step size. Its own stopping is off.
int pagmoEvaluations(double (*cost)(const VectorXd&), const VectorXd& start, double sigma, int population,
                     double goal) {
    pagmo::population candidates(pagmo::problem(PagmoProblem{cost, start.size()}), 0U, 7U);
    core::Random random(7);
    for (int i = 0; i < population; ++i) {
        std::vector<double> x;
        for (const double value : start)
            x.push_back(value + sigma * random.normal());
        candidates.push_back(x);
    }
    pagmo::cmaes strategy(1U, -1, -1, -1, -1, sigma, 0.0, 0.0, true, false, 7U);
    int evaluations = population;
    while (evaluations < 100000 && candidates.champion_f()[0] > goal) {
        candidates = strategy.evolve(candidates);
        evaluations += population;
    }
    return evaluations;
}

} // namespace

class CmaEsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void standardFunctionsAreSolved() {
        const VectorXd start = VectorXd::Constant(8, 0.7);
        for (const auto& [name, cost, most] :
             {std::tuple{"sphere", &sphere, 3000}, std::tuple{"ellipsoid", &ellipsoid, 12000},
              std::tuple{"rosenbrock", &rosenbrock, 20000}}) {
            const Run run = minimize(cost, start, 0.3, most);
            QVERIFY2(run.lowest <= 1e-10,
                     qPrintable(QString("%1: %2 after %3").arg(name).arg(run.lowest).arg(run.evaluations)));
        }
    }

    void needsAboutAsManyEvaluationsAsPagmo() {
        const VectorXd start = VectorXd::Constant(8, 0.7);
        for (const auto& [name, cost] :
             {std::pair{"sphere", &sphere}, std::pair{"ellipsoid", &ellipsoid}, std::pair{"rosenbrock", &rosenbrock}}) {
            int ours = 0;
            for (const std::uint64_t seed : {1, 2, 3}) {
                const Run run = minimize(cost, start, 0.3, 20000, seed);
                QVERIFY(run.lowest <= 1e-10);
                ours += run.evaluations / 3;
            }
            const int population = models::CmaEs(start, 0.3, 1).population();
            const int pagmos = pagmoEvaluations(cost, start, 0.3, population, 1e-10);
            QVERIFY2(pagmos < 100000, name);
            QVERIFY2(ours < 1.5 * pagmos,
                     qPrintable(QString("%1: %2 evaluations, pagmo %3").arg(name).arg(ours).arg(pagmos)));
        }
    }

    void rotationDoesNotMatter() {
        core::Random random(5);
        Eigen::MatrixXd matrix(6, 6);
        for (Eigen::Index i = 0; i < matrix.size(); ++i)
            matrix.data()[i] = random.normal();
        const Eigen::MatrixXd rotation = Eigen::HouseholderQR<Eigen::MatrixXd>(matrix).householderQ();
        const VectorXd start = VectorXd::Constant(6, 0.5);
        const Run straight = minimize(ellipsoid, start, 0.3, 20000);
        const Run turned = minimize([&](const VectorXd& x) { return ellipsoid(rotation * x); },
                                    rotation.transpose() * start, 0.3, 20000);
        QVERIFY(straight.lowest <= 1e-10 && turned.lowest <= 1e-10);
        QVERIFY(turned.evaluations < 1.5 * straight.evaluations);
    }

    void theSameSeedGivesTheSame() {
        const VectorXd start = VectorXd::Constant(4, 0.5);
        QVERIFY(minimize(rosenbrock, start, 0.3, 600, 3).best == minimize(rosenbrock, start, 0.3, 600, 3).best);
        QVERIFY(minimize(rosenbrock, start, 0.3, 600, 3).best != minimize(rosenbrock, start, 0.3, 600, 4).best);
    }

    void whatIsNoNumberIsWorst() {
        const auto cost = [](const VectorXd& x) { return x[0] < 0.0 ? std::nan("") : x.squaredNorm(); };
        const Run run = minimize(cost, VectorXd::Constant(3, 0.5), 0.3, 5000);
        QVERIFY(run.lowest < 1e-6);
    }

    void boundsAreMirrors() {
        QCOMPARE(models::mirrored(0.3), 0.3);
        QCOMPARE(models::mirrored(-0.25), 0.25);
        QCOMPARE(models::mirrored(1.25), 0.75);
        QCOMPARE(models::mirrored(2.5), 0.5);
        QCOMPARE(models::mirrored(-1.75), 0.25);
    }
};

QTEST_APPLESS_MAIN(CmaEsTest)
#include "cma_es_test.moc"
