#include "models/evaluation.h"

#include "support/fake_predictor.h"

#include <QtTest>

using namespace stepwise;

namespace {

/// Knows the answer: proposes the true steps of the target in turn.
class Oracle : public models::Predictor {
public:
    std::vector<effects::Step> truth;

    models::Prediction predict(const models::Situation& situation) override {
        models::Prediction prediction;
        for (const effects::EffectId effect : effects::kAllEffects)
            prediction.proposals[static_cast<std::size_t>(effect)].values = effects::defaultValues(effect);
        for (const effects::Step& step : truth)
            prediction.proposals[static_cast<std::size_t>(step.effect)].values = step.values;
        if (situation.effects.size() < truth.size())
            prediction.effectProbabilities[static_cast<std::size_t>(truth[situation.effects.size()].effect)] = 1.0F;
        return prediction;
    }
    std::string name() const override { return "oracle"; }
};

} // namespace

class EvaluationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anOracleLeavesNothing() {
        auto oracle = std::make_shared<Oracle>();
        // One target, whose chain has one step.
        oracle->truth = models::makeEvaluationTarget(core::PresetGroup::basicShapes, 1, 0).steps;
        models::Suggester suggester(oracle);
        const models::GroupResult result = models::evaluateGroup(suggester, *oracle, core::PresetGroup::basicShapes,
                                                                 {.targetsPerGroup = 1, .seed = 1});
        QCOMPARE(result.targets, 1);
        QVERIFY(result.initial.mse > 1e-4);
        QVERIFY(result.final.mse < 1e-6);
        QCOMPARE(result.final.mse, result.bestPrefix.mse);
        QCOMPARE(result.perStep[4].mse, result.final.mse);
        QCOMPARE(result.exactSet.value(), 1.0);
        QCOMPARE(result.firstInSet.value(), 1.0);
        QCOMPARE(result.nextEffectLast[0].value(), 1.0);
        QCOMPARE(result.worseThanDry.value(), 0.0);
        const auto effect = static_cast<std::size_t>(oracle->truth[0].effect);
        QCOMPARE(result.effects[effect].items, 1);
        QCOMPARE(result.effects[effect].improved, 1);
        QVERIFY(std::abs(result.effects[effect].change.mse + result.initial.mse) < 1e-6);
        QVERIFY2(result.unknownLevelFinal.mse < 0.1 * result.unknownLevelInitial.mse + 1e-6,
                 "the level must not matter");
    }

    void whoKnowsNothingIsSaidSo() {
        auto fake = std::make_shared<test::FakePredictor>();
        models::Suggester suggester(fake);
        const models::GroupResult result = models::evaluateGroup(suggester, *fake, core::PresetGroup::advancedShapes,
                                                                 {.targetsPerGroup = 5, .seed = 1});
        QCOMPARE(result.targets, 5);
        for (int length = 0; length < 5; ++length)
            QCOMPARE(result.nextEffectLast[static_cast<std::size_t>(length)].items, 1);
        QVERIFY(result.final.mse > 0.0);
        int items = 0;
        for (const models::EffectResult& effect : result.effects)
            items += effect.items;
        QCOMPARE(items, 1 + 2 + 3 + 4 + 5);
    }
};

QTEST_APPLESS_MAIN(EvaluationTest)
#include "evaluation_test.moc"
