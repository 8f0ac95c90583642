// What the two architectures take and give.
#include "models/networks.h"

#include "core/error.h"

#include <QtTest>

using namespace stepwise;

class NetworksTest : public QObject {
    Q_OBJECT

    static constexpr std::int64_t kRows = 3;

    static torch::Tensor pairs() {
        torch::manual_seed(1);
        return models::makePairs(-80.0 * torch::rand({kRows, models::kInputValues}),
                                 -80.0 * torch::rand({kRows, models::kInputValues}), torch::ones({kRows}));
    }

private Q_SLOTS:
    void pairsHaveFourPlanes() {
        QCOMPARE(pairs().sizes(),
                 (torch::IntArrayRef{kRows, models::kPairPlanes, core::kMelBands, models::kInputFrames}));
    }

    void bothArchitecturesGiveTheSameShapes_data() {
        QTest::addColumn<bool>("hasDensities");
        QTest::newRow("swift") << true;
        QTest::newRow("paper") << false;
    }
    void bothArchitecturesGiveTheSameShapes() {
        QFETCH(const bool, hasDensities);
        const auto networks = models::makeNetworks(QTest::currentDataTag());
        networks->eval();
        const torch::NoGradGuard guard;
        const torch::Tensor features = networks->encode(pairs());
        QCOMPARE(features.dim(), 2);
        QCOMPARE(features.size(0), kRows);
        for (const effects::EffectId id : effects::kAllEffects) {
            const models::EffectOutputs outputs = models::effectOutputs(id);
            const auto knobs = static_cast<std::int64_t>(outputs.continuous.size());
            const models::EffectEstimate estimate = networks->effect(id, pairs(), features);
            QCOMPARE(estimate.continuous.sizes(), (torch::IntArrayRef{kRows, knobs}));
            QVERIFY(estimate.continuous.ge(0.0).all().item<bool>() && estimate.continuous.le(1.0).all().item<bool>());
            QCOMPARE(estimate.density.defined(), hasDensities);
            if (hasDensities)
                QCOMPARE(estimate.density.sizes(), (torch::IntArrayRef{kRows, knobs, models::kKnobBins}));
            QCOMPARE(estimate.logits.defined(), outputs.classes > 0);
            if (outputs.classes > 0)
                QCOMPARE(estimate.logits.sizes(), (torch::IntArrayRef{kRows, outputs.classes}));
        }
        for (const std::int64_t sounds : {1, 5}) {
            const torch::Tensor used = torch::zeros({kRows, sounds, effects::kEffectCount});
            const torch::Tensor history = features.unsqueeze(1).expand({kRows, sounds, features.size(1)});
            const torch::Tensor next = networks->nextEffect(torch::cat({history, used}, 2));
            QCOMPARE(next.sizes(), (torch::IntArrayRef{kRows, models::kNextClasses}));
        }
    }

    /// What seesLevelFlag() says is so: those that cannot see it must not be trained on unknown levels.
    void whoSeesTheLevelFlag_data() {
        QTest::addColumn<bool>("seesIt");
        QTest::newRow("swift") << true;
        QTest::newRow("paper") << false;
    }
    void whoSeesTheLevelFlag() {
        QFETCH(const bool, seesIt);
        const auto networks = models::makeNetworks(QTest::currentDataTag());
        networks->eval();
        const torch::NoGradGuard guard;
        torch::Tensor unknown = pairs();
        unknown.select(1, models::kPairPlanes - 1).zero_();
        QCOMPARE(networks->seesLevelFlag(), seesIt);
        QCOMPARE(!torch::equal(networks->encode(pairs()), networks->encode(unknown)), seesIt);
    }

    void theDistortionHasTwelveModes() {
        QCOMPARE(models::effectOutputs(effects::EffectId::distortion).classes, 12);
        QCOMPARE(models::effectOutputs(effects::EffectId::hallReverb).classes, 0);
        QVERIFY_EXCEPTION_THROWN(models::makeNetworks("transformer"), core::Error);
    }
};

QTEST_APPLESS_MAIN(NetworksTest)
#include "networks_test.moc"
