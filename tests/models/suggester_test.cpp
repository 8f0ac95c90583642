#include "models/suggester.h"

#include "core/synth.h"
#include "support/fake_predictor.h"

#include <QtTest>

using namespace stepwise;
using effects::EffectId;

namespace {

core::AudioBuffer dry() {
    return {core::kAnalysisRateHz, core::renderPreset("power_fifths_lead")};
}

effects::Step stepWith(EffectId effect, const char* parameter, float value) {
    effects::Step step = effects::defaultStep(effect);
    step.values[static_cast<std::size_t>(effects::findParameter(effects::effectInfo(effect), parameter))] = value;
    return step;
}

const effects::Step kBright = stepWith(EffectId::equalizer, "high_gain", 0.9F);
const effects::Step kDirty = stepWith(EffectId::distortion, "drive", 0.8F);

} // namespace

class SuggesterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theLikeliestThatHelpsIsTaken() {
        auto predictor = std::make_shared<test::FakePredictor>();
        predictor->ranking = {stepWith(EffectId::hallReverb, "mix", 0.9F), kBright, kDirty};
        models::Suggester suggester(predictor);
        const models::Timeline timeline(dry(), effects::renderStep(dry(), kBright));
        const auto step = suggester.suggestNext(timeline);
        QVERIFY(step.has_value());
        QVERIFY(step->step == kBright);
        QVERIFY(step->suggested == step->step);
        QCOMPARE(*step->confidence, 0.25F);
        QCOMPARE(step->alternatives.size(), std::size_t{4});
        QVERIFY(step->alternatives[0].step.effect == EffectId::hallReverb);
    }

    void aRoundEndsWhenNothingHelps() {
        auto predictor = std::make_shared<test::FakePredictor>();
        predictor->ranking = {kBright, kDirty};
        models::Suggester suggester(predictor);
        models::Timeline timeline(dry(), effects::renderStep(dry(), kBright));
        QVERIFY(suggester.suggestAll(timeline) == models::StopReason::thereAlready);
        QCOMPARE(timeline.steps().size(), std::size_t{1});
        QCOMPARE(timeline.bestPrefix(), std::size_t{1});
    }

    void twoEffectsAreFoundInOrder() {
        auto predictor = std::make_shared<test::FakePredictor>();
        predictor->ranking = {kDirty, kBright};
        models::Suggester suggester(predictor);
        models::Timeline timeline(dry(), effects::renderStep(effects::renderStep(dry(), kDirty), kBright));
        suggester.suggestAll(timeline);
        QCOMPARE(timeline.steps().size(), std::size_t{2});
        QVERIFY(timeline.steps()[1].measured.errors.mse < 1e-6);
        QCOMPARE(predictor->lastSituation.effects.size(), std::size_t{1});
        QCOMPARE(predictor->lastSituation.windows[0].soundsDb.size(), std::size_t{2});
        QVERIFY(!predictor->lastSituation.levelKnown);
    }

    void aSearchIsNeverWorseThanGreedy() {
        auto predictor = std::make_shared<test::FakePredictor>();
        // Ranked first is an effect that helps a little; the search finds the one that helps most.
        effects::Step faint = kBright;
        faint.values[6] = 0.6F;
        predictor->ranking = {stepWith(EffectId::compressor, "high_amount", 0.6F), kBright};
        models::Suggester suggester(predictor);
        const models::Timeline timeline(dry(), effects::renderStep(dry(), kBright));
        const auto greedy = suggester.suggestNext(timeline);
        const auto searched = suggester.suggestNext(timeline, {.budgetMs = 1e6});
        QVERIFY(greedy && searched);
        QVERIFY(searched->measured.errors.mse <= greedy->measured.errors.mse);
        QVERIFY(searched->step == kBright);
    }

    void nothingIsDoneForEqualSoundsOrSilence() {
        auto predictor = std::make_shared<test::FakePredictor>();
        predictor->ranking = {kBright};
        models::Suggester suggester(predictor);
        models::Timeline alike(dry(), dry());
        QVERIFY(suggester.suggestAll(alike) == models::StopReason::nothingToDo);
        QVERIFY(alike.steps().empty());
        models::Timeline silent(dry(), core::AudioBuffer(44100.0, 1, 44100));
        suggester.suggestAll(silent);
        models::Timeline fromSilence(core::AudioBuffer(44100.0, 1, 44100), dry());
        suggester.suggestAll(fromSilence);
        QVERIFY(fromSilence.steps().empty());
    }

    void cancelStopsAtOnce() {
        models::Suggester suggester(std::make_shared<test::FakePredictor>());
        models::Timeline timeline(dry(), effects::renderStep(dry(), kBright));
        QVERIFY_EXCEPTION_THROWN(suggester.suggestAll(timeline, {}, [](double) { return false; }), effects::Cancelled);
        QVERIFY(timeline.steps().empty());
    }
};

QTEST_APPLESS_MAIN(SuggesterTest)
#include "suggester_test.moc"
