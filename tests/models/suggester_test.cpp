#include "models/situation.h"
#include "models/suggester.h"
#include "models/tryout.h"

#include "core/synth.h"
#include "models/evaluation_target.h"
#include "support/fake_predictor.h"
#include "support/steps.h"

#include <QtTest>

using namespace stepwise;
using effects::EffectId;
using test::kBright;
using test::stepWith;

namespace {

core::AudioBuffer dry() {
    return {core::kAnalysisRateHz, core::renderPreset("power_fifths_lead")};
}

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

    /// "You are there" is said only of sounds that are there.
    void whatTheRackCannotMakeIsSaid() {
        auto predictor = std::make_shared<test::FakePredictor>();
        models::Suggester suggester(predictor);
        predictor->ranking = {kBright};
        models::Timeline timeline(dry(), effects::renderStep(effects::renderStep(dry(), kDirty), kBright));
        predictor->doneProbability = 0.99F;
        QVERIFY(suggester.suggestAll(timeline) == models::StopReason::nothingHelps);
        QVERIFY(timeline.measuredBefore(timeline.bestPrefix()).errors.mse > 0.001);
        QVERIFY(!explain(models::StopReason::nothingHelps).starts_with("You are there"));
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

    void aSureStepMayRaiseTheErrorForTheNextOne() {
        // Darkened, then driven: on its way the sound is further from the target than the dry one was.
        const effects::Step quiet = stepWith(EffectId::equalizer, "high_gain", 0.02F);
        const core::AudioBuffer target = effects::renderStep(effects::renderStep(dry(), quiet), kDirty);
        auto predictor = std::make_shared<test::FakePredictor>();
        predictor->ranking = {quiet, kDirty};
        predictor->firstShare = 0.9F;
        models::Suggester suggester(predictor);
        models::Timeline timeline(dry(), target, {.align = false, .trim = false});
        suggester.suggestAll(timeline);
        QCOMPARE(timeline.steps().size(), std::size_t{2});
        QVERIFY(timeline.steps()[0].step == quiet);
        QVERIFY(timeline.steps()[1].measured.errors.mse < 1e-6);
        QVERIFY2(timeline.steps()[0].measured.errors.mse > timeline.inputMeasured().errors.mse,
                 "the case must be what it says");
        QCOMPARE(timeline.bestPrefix(), std::size_t{2});
    }

    void aSearchIsNeverWorseThanGreedy() {
        // Ranked first is an effect that helps a little; the search finds the one that helps most.
        auto predictor = std::make_shared<test::FakePredictor>();
        predictor->ranking = {stepWith(EffectId::compressor, "high_amount", 0.6F), kBright};
        models::Suggester suggester(predictor);
        models::Timeline greedy(dry(), effects::renderStep(dry(), kBright));
        models::Timeline searched = greedy;
        suggester.suggestAll(greedy, {.maxSteps = 1});
        suggester.suggestAll(searched, {.maxSteps = 1, .budgetMs = 1000.0});
        QCOMPARE(searched.steps().size(), std::size_t{1});
        QVERIFY(searched.steps()[0].step == kBright);
        QVERIFY(searched.steps()[0].measured.errors.mse < greedy.steps()[0].measured.errors.mse);
    }

    void onUnseenTargetsASearchIsNeverWorseThanGreedy_data() {
        QTest::addColumn<bool>("isPrescribed");
        QTest::newRow("by its best prefix") << false;
        QTest::newRow("by all of a prescribed number of steps, as evaluated") << true;
    }
    void onUnseenTargetsASearchIsNeverWorseThanGreedy() {
        QFETCH(const bool, isPrescribed);
        models::Suggester suggester(models::loadPredictor(STEPWISE_SOURCE_DIR "/assets/models"));
        for (int i = 0; i < 10; ++i) {
            const models::EvaluationTarget item =
                models::makeEvaluationTarget(core::PresetGroup::advancedShapes, 77, i);
            models::SuggestOptions options;
            if (isPrescribed)
                options = {.maxSteps = static_cast<int>(item.steps.size()), .stopsWhenDone = false};
            models::Timeline greedy(item.dry, item.target, item.comparison);
            models::Timeline searched = greedy;
            suggester.suggestAll(greedy, options);
            options.budgetMs = 150.0;
            options.watchesClock = false;
            suggester.suggestAll(searched, options);
            const auto left = [&](const models::Timeline& timeline) {
                const std::size_t steps = isPrescribed ? timeline.steps().size() : timeline.bestPrefix();
                return timeline.measuredBefore(steps).errors.mse;
            };
            QVERIFY2(left(searched) <= left(greedy), qPrintable(QString::number(i)));
            if (isPrescribed)
                QCOMPARE(searched.steps().size(), item.steps.size());
        }
    }

    void theUsualBudgetFollowsTheLength() {
        QCOMPARE(models::usualBudgetMs(0.1), 1000.0);
        QCOMPARE(models::usualBudgetMs(2.5), 2500.0);
        QCOMPARE(models::usualBudgetMs(30.0), 5000.0);
        QCOMPARE(models::usualBudgetMs(31.0), 0.0);
    }

    void progressNeverFallsAndReachesTheEnd() {
        auto predictor = std::make_shared<test::FakePredictor>();
        predictor->ranking = {kDirty, kBright};
        models::Suggester suggester(predictor);
        for (const double budgetMs : {0.0, 100.0})
            for (const bool hasSteps : {false, true}) {
                // The first guess leads away, so that the careful way is taken too.
                models::Timeline timeline(dry(), effects::renderStep(dry(), kBright));
                if (hasSteps)
                    for (const EffectId effect : {EffectId::phaser, EffectId::compressor, EffectId::hallReverb})
                        timeline.appendTried(timeline.tried(stepWith(effect, "mix", 0.3F)));
                double first = -1.0;
                double last = 0.0;
                int calls = 0;
                const auto follow = [&](double share) {
                    first = calls++ == 0 ? share : first;
                    last = share >= last && share <= 1.0 ? share : 2.0;
                    return true;
                };
                const models::SuggestOptions options = {.stopsWhenDone = false, .budgetMs = budgetMs};
                QVERIFY(suggester.suggestNext(timeline, options, follow));
                QVERIFY2(first < 0.2 && last <= 1.0, qPrintable(QString("%1 %2").arg(first).arg(last)));
                last = 0.0;
                calls = 0;
                suggester.suggestAll(timeline, options, follow);
                QVERIFY2(calls > 2 && first < 0.2 && last == 1.0, qPrintable(QString("%1 %2").arg(first).arg(last)));
            }
    }

    void aSearchIsCancelledBetweenItsRenders() {
        auto predictor = std::make_shared<test::FakePredictor>();
        predictor->ranking = {kDirty, kBright};
        const models::Timeline timeline(dry(), effects::renderStep(dry(), kBright));
        int calls = 0;
        QVERIFY_EXCEPTION_THROWN(models::searchSteps(*predictor, models::situationOf(timeline, 0), timeline, {},
                                                     [&](double) { return ++calls < 2; }),
                                 effects::Cancelled);
        QCOMPARE(calls, 2);
    }

    void whereASearchHasNothingTheFirstGuessIsAsked() {
        // It helps a little, but less than it is improbable.
        auto predictor = std::make_shared<test::FakePredictor>();
        effects::Step little = kBright;
        little.values[static_cast<std::size_t>(
            effects::findParameter(effects::effectInfo(EffectId::equalizer), "high_gain"))] = 0.52F;
        predictor->ranking = {little};
        predictor->firstShare = 0.2F;
        predictor->doneProbability = 0.99F;
        models::Suggester suggester(predictor);
        const models::Timeline timeline(dry(), effects::renderStep(dry(), kBright));
        QVERIFY(models::searchSteps(*predictor, models::situationOf(timeline, 0), timeline, {}).steps.empty());
        const auto step = suggester.suggestNext(timeline, {.budgetMs = 50.0});
        QVERIFY(step && step->step == little);
        QVERIFY(step->measured.errors.mse < timeline.inputMeasured().errors.mse);
    }

    void aSearchThatLeadsNowhereIsNotFollowed() {
        // The networks hear something missing, but the one step that is left leads away.
        auto predictor = std::make_shared<test::FakePredictor>();
        predictor->ranking = {kDirty};
        models::Suggester suggester(predictor);
        models::Timeline timeline(dry(), effects::renderStep(dry(), kBright));
        timeline.appendTried(timeline.tried(kBright));
        timeline.appendTried(timeline.tried(stepWith(EffectId::phaser, "mix", 0.9F)));
        const double before = timeline.measuredBefore(2).errors.mse;
        const auto found =
            models::searchSteps(*predictor, models::situationOf(timeline, 2), timeline, {.maxSteps = 3}).steps;
        QVERIFY2(found.size() == 1 && timeline.tried(found[0].step).measured.errors.mse > before,
                 "the case must be what it says");
        const auto step = suggester.suggestNext(timeline, {.maxSteps = 3, .budgetMs = 1000.0});
        QVERIFY(!step || step->measured.errors.mse < before);
    }

    void alikeSoundsGetNoFurtherStep() {
        // The networks know the last step, but nobody would hear it.
        const effects::Step tiny = stepWith(EffectId::phaser, "mix", 0.02F);
        auto predictor = std::make_shared<test::FakePredictor>();
        predictor->ranking = {kBright, tiny};
        models::Suggester suggester(predictor);
        models::Timeline timeline(dry(), effects::renderStep(effects::renderStep(dry(), kBright), tiny));
        timeline.appendTried(timeline.tried(kBright));
        const double left = timeline.measuredBefore(1).errors.mse;
        QVERIFY2(left > 0.0 && left < 4e-5, qPrintable(QString::number(left)));
        QVERIFY2(timeline.tried(tiny).measured.errors.mse < 0.5 * left, "the case must be what it says");
        for (const double budgetMs : {0.0, 50.0}) {
            QVERIFY(!suggester.suggestNext(timeline, {.budgetMs = budgetMs}));
            QVERIFY(suggester.suggestAll(timeline, {.budgetMs = budgetMs}) == models::StopReason::thereAlready);
            QCOMPARE(timeline.steps().size(), std::size_t{1});
        }
    }

    void aTooSmallBudgetStillSuggests() {
        auto predictor = std::make_shared<test::FakePredictor>();
        predictor->ranking = {kBright};
        models::Suggester suggester(predictor);
        models::Timeline timeline(dry(), effects::renderStep(dry(), kBright));
        suggester.suggestAll(timeline, {.budgetMs = 1e-3});
        QCOMPARE(timeline.bestPrefix(), std::size_t{1});
    }

    void aSearchOutOfTimeStillFillsThePrescribedRound() {
        auto predictor = std::make_shared<test::FakePredictor>();
        predictor->ranking = {kDirty, kBright};
        const models::Timeline timeline(dry(), effects::renderStep(effects::renderStep(dry(), kDirty), kBright));
        const models::SearchOptions hurried = {.maxSteps = 2, .stopsWhenDone = false, .budgetMs = 1e-6};
        const auto steps = models::searchSteps(*predictor, models::situationOf(timeline, 0), timeline, hurried).steps;
        QCOMPARE(steps.size(), std::size_t{2});
        QVERIFY(steps[0].step == kDirty);
        QVERIFY(steps[1].step == kBright);
    }

    void withoutTheClockASearchIsTheSameEveryTime() {
        models::Suggester suggester(models::loadPredictor(STEPWISE_SOURCE_DIR "/assets/models"));
        const models::EvaluationTarget item = models::makeEvaluationTarget(core::PresetGroup::basicShapes, 78, 2);
        const auto searched = [&] {
            models::Timeline timeline(item.dry, item.target, item.comparison);
            suggester.suggestAll(timeline, {.budgetMs = 100.0, .watchesClock = false});
            return timeline.chain();
        };
        const effects::Chain first = searched();
        QVERIFY(!first.steps.empty());
        QVERIFY(first.steps == searched().steps);
    }

    void stereoSoundsAreSearchedToo() {
        auto predictor = std::make_shared<test::FakePredictor>();
        predictor->ranking = {kBright};
        core::AudioBuffer stereo = dry();
        stereo.channels.push_back(stereo.channels.front());
        models::Suggester suggester(predictor);
        models::Timeline timeline(stereo, effects::renderStep(stereo, kBright));
        suggester.suggestAll(timeline, {.maxSteps = 1, .budgetMs = 100.0});
        QCOMPARE(timeline.steps().size(), std::size_t{1});
        QCOMPARE(timeline.steps()[0].audio.channelCount(), std::size_t{2});
    }

    void nothingIsDoneForEqualSoundsOrSilence() {
        auto predictor = std::make_shared<test::FakePredictor>();
        predictor->ranking = {kBright};
        models::Suggester suggester(predictor);
        models::Timeline alike(dry(), dry());
        QVERIFY(suggester.suggestAll(alike) == models::StopReason::nothingToDo);
        QVERIFY(alike.steps().empty());
        models::Timeline silent(dry(), core::AudioBuffer(44100.0, 1, 44100));
        QVERIFY(suggester.suggestAll(silent) == models::StopReason::nothingToDo);
        QVERIFY(silent.steps().empty());
        models::Timeline fromSilence(core::AudioBuffer(44100.0, 1, 44100), dry());
        QVERIFY(suggester.suggestAll(fromSilence) == models::StopReason::nothingToDo);
        QVERIFY(fromSilence.steps().empty());
    }

    void nothingIsSuggestedWhereANoteSaysSo() {
        auto predictor = std::make_shared<test::FakePredictor>();
        predictor->ranking = {kBright, kDirty};
        models::Suggester suggester(predictor);
        core::AudioBuffer louder = dry();
        core::applyGain(louder, 2.0F);
        const core::AudioBuffer click(core::kAnalysisRateHz, std::vector<float>(300, 0.5F));
        for (const core::AudioBuffer& target : {dry(), louder, click, core::AudioBuffer(44100.0, 1, 44100)}) {
            models::Timeline timeline(dry(), target);
            QVERIFY(core::saysNothingToDo(timeline.notes()));
            for (const double budgetMs : {0.0, 100.0}) {
                QVERIFY(!suggester.suggestNext(timeline, {.budgetMs = budgetMs}));
                QVERIFY(suggester.suggestAll(timeline, {.budgetMs = budgetMs}) == models::StopReason::nothingToDo);
            }
            QVERIFY(timeline.steps().empty());
        }
        models::Timeline levelOnly(dry(), louder);
        QVERIFY(std::abs(levelOnly.chain().trimDb - 6.02) < 0.05);
        // Where the level counts, it is to be reached by effects.
        models::Timeline level(dry(), louder, {.align = true, .trim = false});
        QVERIFY(!core::saysNothingToDo(level.notes()));
    }

    /// Their search and their knobs hear the side that is compared.
    void cancellingSidesAreWorkedOnByTheLouder() {
        auto predictor = std::make_shared<test::FakePredictor>();
        predictor->ranking = {kBright};
        models::Suggester suggester(predictor);
        core::AudioBuffer turned = dry();
        turned.channels.push_back(turned.channels[0]);
        for (float& sample : turned.channels[1])
            sample = -sample;
        for (const double budgetMs : {0.0, 300.0}) {
            models::Timeline mono(dry(), effects::renderStep(dry(), kBright));
            models::Timeline stereo(turned, effects::renderStep(turned, kBright));
            suggester.suggestAll(mono, {.budgetMs = budgetMs, .watchesClock = false});
            suggester.suggestAll(stereo, {.budgetMs = budgetMs, .watchesClock = false});
            QCOMPARE(stereo.steps().size(), mono.steps().size());
            QCOMPARE(stereo.chain().steps, mono.chain().steps);
            QVERIFY(stereo.measuredBefore(stereo.bestPrefix()).errors.mse < 1e-5);
        }
    }

    void aFaintStepIsLeftOutWhereNothingIsMissing() {
        auto predictor = std::make_shared<test::FakePredictor>();
        const effects::Step faint = stepWith(EffectId::phaser, "mix", 0.18F);
        predictor->ranking = {kBright, faint};
        const core::AudioBuffer target = effects::renderStep(effects::renderStep(dry(), kBright), faint);
        models::Suggester suggester(predictor);
        models::Timeline missing(dry(), target);
        suggester.suggestAll(missing);
        QCOMPARE(missing.steps().size(), std::size_t{2});
        const double left = missing.measuredBefore(1).errors.mse / missing.inputMeasured().errors.mse;
        QVERIFY2(left > 4e-4 && left < 0.01, qPrintable(QString::number(left)));
        predictor->doneProbability = 0.9F;
        for (const double budgetMs : {0.0, 50.0}) {
            models::Timeline done(dry(), target);
            QVERIFY(suggester.suggestAll(done, {.budgetMs = budgetMs}) == models::StopReason::thereAlready);
            QCOMPARE(done.steps().size(), std::size_t{1});
        }
    }

    /// Whether anything is missing is a part of being sure, unless the number of steps is given.
    void confidenceCountsThatTheRoundMayBeComplete() {
        auto predictor = std::make_shared<test::FakePredictor>();
        predictor->ranking = {kBright, kDirty};
        predictor->doneProbability = 0.4F;
        models::Suggester suggester(predictor);
        const models::Timeline timeline(dry(), effects::renderStep(dry(), kBright));
        for (const double budgetMs : {0.0, 50.0}) {
            const auto free = suggester.suggestNext(timeline, {.budgetMs = budgetMs});
            const auto asked = suggester.suggestNext(timeline, {.stopsWhenDone = false, .budgetMs = budgetMs});
            QVERIFY(free && asked);
            QCOMPARE(*asked->confidence, 0.5F);
            QCOMPARE(*free->confidence, 0.3F);
            QVERIFY(!free->alternatives.empty());
            for (std::size_t i = 0; i < free->alternatives.size(); ++i)
                QCOMPARE(free->alternatives[i].confidence, 0.6F * asked->alternatives[i].confidence);
        }
    }

    /// Whether its steps are the search's own, or those of the greedy round that it could not better.
    void confidenceCountsTheSearch() {
        auto predictor = std::make_shared<test::FakePredictor>();
        predictor->ranking = {kBright, kDirty};
        predictor->firstShare = 0.6F;
        models::Suggester suggester(predictor);
        const effects::Step target = kBright;
        const auto round = [&](double budgetMs) {
            models::Timeline timeline(dry(), effects::renderStep(dry(), target));
            suggester.suggestAll(timeline, {.maxSteps = 1, .stopsWhenDone = false, .budgetMs = budgetMs});
            return timeline.steps().front();
        };
        const models::TimelineStep plain = round(50.0);
        QCOMPARE(*plain.confidence, 0.6F);
        predictor->searched = {0.5, 1.0};
        const models::TimelineStep counted = round(50.0);
        QVERIFY(counted.step == plain.step);
        QCOMPARE(*counted.confidence, predictor->searched(0.6F));
        QVERIFY(*counted.confidence > 0.7F);
        QVERIFY(!counted.alternatives.empty());
        const float rest = (1.0F - *counted.confidence) / 0.4F;
        for (std::size_t i = 0; i < plain.alternatives.size(); ++i)
            QCOMPARE(counted.alternatives[i].confidence, rest * plain.alternatives[i].confidence);
        QCOMPARE(*round(0.0).confidence, 0.6F);
        // In no time the search follows the first guess, which leads away; the greedy round's second one is kept.
        predictor->ranking = {kDirty, kBright};
        const models::TimelineStep greedy = round(1e-6);
        QVERIFY(greedy.step == kBright);
        QCOMPARE(*greedy.confidence, predictor->searched(0.3F));
        predictor->ranking = {kBright, kDirty};
        predictor->doneProbability = 0.4F;
        const auto free =
            suggester.suggestNext(models::Timeline(dry(), effects::renderStep(dry(), target)), {.budgetMs = 50.0});
        QCOMPARE(*free->confidence, 0.6F * *counted.confidence);
    }

    void theLastResortHasItsLimit() {
        QCOMPARE(models::lastResortDraws(0.1), 80);
        QCOMPARE(models::lastResortDraws(5.0), 80);
        QCOMPARE(models::lastResortDraws(20.0), 20);
        QCOMPARE(models::lastResortDraws(600.0), 1);
    }

    void theLastResortStopsToo() {
        // No proposal comes nearer to this target: settings of all effects are tried.
        const auto rendersOf = [](int most) {
            models::Suggester suggester(std::make_shared<test::FakePredictor>());
            const core::AudioBuffer saw(core::kAnalysisRateHz, core::renderPreset("saw"));
            models::Timeline timeline(saw, effects::renderStep(saw, stepWith(EffectId::equalizer, "high_gain", 0.2F)));
            int count = 0;
            double last = 1.0;
            suggester.suggestAll(timeline, {.maxSteps = 1}, [&](double share) {
                count += share <= last ? 1 : 0;
                last = share;
                return count < most;
            });
            return count;
        };
        QVERIFY(rendersOf(1000000) > 5 * 80);
        QVERIFY_EXCEPTION_THROWN(rendersOf(200), effects::Cancelled);
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
