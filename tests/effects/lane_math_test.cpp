#include "effects/lane_math.h"

#include <QtTest>

#include <cmath>
#include <numbers>

using namespace stepwise::effects::generic;

namespace {

using P = Pack<8>;

/// The largest |ours - theirs| over a range, with every lane checked.
template <class Ours, class Theirs>
double worst(double low, double high, const Ours& ours, const Theirs& theirs) {
    double most = 0.0;
    for (int i = 0; i < 20000; ++i) {
        P x = 0.0F;
        for (int lane = 0; lane < 8; ++lane)
            x.set(lane, static_cast<float>(low + (high - low) * (8.0 * i + lane) / 160000.0));
        const P y = ours(x);
        for (int lane = 0; lane < 8; ++lane)
            most = std::max(most, std::abs(static_cast<double>(y[lane]) - theirs(static_cast<double>(x[lane]))));
    }
    return most;
}

} // namespace

class LaneMathTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void elementaryFunctions() {
        QVERIFY(worst(
                    -20.0, 0.0, [](P x) { return exp2(x); }, [](double x) { return std::exp2(x); }) < 3e-7);
        QVERIFY(worst(
                    1e-6, 100.0, [](P x) { return log2(x); }, [](double x) { return std::log2(x); }) < 2e-6);
        QVERIFY(worst(
                    -3.0, 3.0, [](P x) { return sinTurns(x); },
                    [](double x) { return std::sin(2.0 * std::numbers::pi * x); }) < 4e-7);
        QVERIFY(worst(
                    -3.0, 3.0, [](P x) { return cosTurns(x); },
                    [](double x) { return std::cos(2.0 * std::numbers::pi * x); }) < 2e-6);
        QVERIFY(worst(
                    -12.0, 12.0, [](P x) { return tanh(x); }, [](double x) { return std::tanh(x); }) < 2e-7);
        QVERIFY(worst(
                    0.0, 0.4, [](P x) { return tanHalfTurns(x); },
                    [](double x) { return std::tan(std::numbers::pi * x); }) < 1e-5);
        QVERIFY(worst(
                    -100.0, 100.0, [](P x) { return floor(x); }, [](double x) { return std::floor(x); }) == 0.0);
        QVERIFY(worst(
                    0.0, 100.0, [](P x) { return sqrt(x); }, [](double x) { return std::sqrt(x); }) < 1e-6);
    }

    void exactWhereItMatters() {
        QCOMPARE(exp2(P(0.0F))[3], 1.0F);
        QCOMPARE(decibelsToGain(P(0.0F))[0], 1.0F);
        QCOMPARE(tanh(P(0.0F))[0], 0.0F);
        QCOMPARE(sinTurns(P(0.0F))[0], 0.0F);
    }

    void lanes() {
        P x = 0.0F;
        for (int lane = 0; lane < 8; ++lane)
            x.set(lane, static_cast<float>(lane - 4));
        const P swapped = swapPairs(x);
        const P clamped = clamp(x, P(-2.0F), P(2.0F));
        const P size = abs(x);
        for (int lane = 0; lane < 8; ++lane) {
            QCOMPARE(swapped[lane], x[lane ^ 1]);
            QCOMPARE(clamped[lane], std::clamp(x[lane], -2.0F, 2.0F));
            QCOMPARE(size[lane], std::abs(x[lane]));
            QCOMPARE(select(x > P(0.0F), x, -x)[lane], std::abs(x[lane]));
        }
        x.set(5, std::nanf(""));
        QVERIFY(!all(isFinite(x)) && all(isFinite(swapped)));
    }
};

QTEST_APPLESS_MAIN(LaneMathTest)
#include "lane_math_test.moc"
