#include "models/cma_es.h"

#include <QtTest>

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
