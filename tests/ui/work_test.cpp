// The work and its edits, staleness, undo and redo: no window, no sound.
#include "support/test_sounds.h"
#include "ui/work_document.h"
#include "ui/work_edit.h"
#include "ui/work_json.h"

#include <QtTest>

using namespace stepwise;
using namespace stepwise::ui;
using effects::EffectId;

namespace {

models::TimelineStep suggestion(EffectId effect, std::vector<EffectId> others = {}) {
    models::TimelineStep step;
    step.step = effects::defaultStep(effect);
    step.suggested = step.step;
    step.confidence = 0.6F;
    for (const EffectId other : others)
        step.alternatives.push_back({effects::defaultStep(other), 0.2F});
    return step;
}

Work suggestedWork() {
    Work work;
    takeSuggestions(work, idsFrom(work, 0), hearingBefore(work, 0, 0),
                    {suggestion(EffectId::distortion, {EffectId::equalizer, EffectId::phaser}),
                     suggestion(EffectId::equalizer), suggestion(EffectId::hallReverb)},
                    3);
    return work;
}

effects::Step turned(effects::Step step) {
    step.values[0] = step.values[0] < 0.5F ? 0.9F : 0.1F;
    return step;
}

std::vector<EffectId> effectsOf(const Work& work) {
    std::vector<EffectId> effects;
    for (const WorkStep& step : work.round().steps)
        effects.push_back(step.step.effect);
    return effects;
}

} // namespace

class WorkTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hostileWorkIsRefused_data() {
        QTest::addColumn<QString>("part");
        QTest::addColumn<QString>("by");
        QTest::newRow("nesting") << "\"distortion\"" << QString(200000, '[') + QString(200000, ']');
        QTest::newRow("no whole number") << "\"id\": 1,"
                                         << "\"id\": 1e300,";
        QTest::newRow("no room above an id") << "\"id\": 1,"
                                             << "\"id\": 2147483647,";
        QTest::newRow("no confidence") << "\"confidence\": 0.6"
                                       << "\"confidence\": 1e300";
    }
    void hostileWorkIsRefused() {
        QFETCH(QString, part);
        QFETCH(QString, by);
        const QString whole = QString::fromStdString(formatWork({suggestedWork(), {}}));
        QVERIFY2(whole.contains(part), qPrintable(whole));
        const std::string text = QString(whole).replace(part, by).toStdString();
        const std::string sentence = test::errorOf([&] { parseWork(text, "work.stepwise"); });
        QVERIFY2(sentence.starts_with("work.stepwise: is damaged"), sentence.substr(0, 200).c_str());
    }

    void freshSuggestionsAreNotStale() {
        const Work work = suggestedWork();
        for (std::size_t i = 0; i < 3; ++i)
            QVERIFY(!stalenessOf(work, 0, i));
    }

    void aTurnedKnobMakesLaterSuggestionsStaleUntilItIsTurnedBack() {
        Work work = suggestedWork();
        const effects::Step original = work.round().steps[1].step;
        QVERIFY(setStepValues(work, 1, turned(original)));
        QVERIFY(work.round().steps[1].isTweaked());
        QVERIFY(!stalenessOf(work, 0, 0));
        QVERIFY(!stalenessOf(work, 0, 1));
        QVERIFY(stalenessOf(work, 0, 2)->reason == StaleReason::changed);
        QCOMPARE(stalenessOf(work, 0, 2)->index, std::size_t{1});
        QVERIFY(setStepValues(work, 1, original));
        QVERIFY(!stalenessOf(work, 0, 2));
    }

    void everyOtherEditSaysWhatHappened() {
        Work removed = suggestedWork();
        QVERIFY(removeStep(removed, 0));
        QVERIFY(stalenessOf(removed, 0, 0)->reason == StaleReason::removed);
        QVERIFY(stalenessOf(removed, 0, 0)->effect == EffectId::distortion);
        Work off = suggestedWork();
        QVERIFY(switchStep(off, 0, false));
        QVERIFY(stalenessOf(off, 0, 2)->reason == StaleReason::switchedOff);
        Work added = suggestedWork();
        QVERIFY(insertStep(added, 1, effects::defaultStep(EffectId::phaser)));
        QVERIFY(!stalenessOf(added, 0, 1)); // placed by hand
        QVERIFY(stalenessOf(added, 0, 2)->reason == StaleReason::added);
        QCOMPARE(stalenessOf(added, 0, 2)->index, std::size_t{1});
        Work moved = suggestedWork();
        QVERIFY(moveStep(moved, 0, 1));
        QVERIFY(effectsOf(moved)[0] == EffectId::equalizer);
        QVERIFY(stalenessOf(moved, 0, 0)->reason == StaleReason::reordered);
        QVERIFY(stalenessOf(moved, 0, 2)->reason == StaleReason::reordered);
    }

    void stepsMoveBothWays() {
        Work work = suggestedWork();
        QVERIFY(moveStep(work, 0, 2));
        QVERIFY((effectsOf(work) == std::vector{EffectId::equalizer, EffectId::hallReverb, EffectId::distortion}));
        QVERIFY(moveStep(work, 2, 0));
        QVERIFY(effectsOf(work) == effectsOf(suggestedWork()));
        QVERIFY(!moveStep(work, 1, 1));
        QVERIFY(!moveStep(work, 0, 3));
    }

    void anEffectStandsOnceInARound() {
        Work work = suggestedWork();
        QVERIFY(!insertStep(work, 0, effects::defaultStep(EffectId::equalizer)));
        QVERIFY(insertStep(work, 3, effects::defaultStep(EffectId::compressor)));
        QVERIFY(freeEffects(work.round()) == std::vector{EffectId::phaser});
        QVERIFY(!replaceStep(work, 0, 0)); // its first alternative is the equalizer, which stands there
    }

    void aReplacedStepBecomesAnAlternative() {
        Work work = suggestedWork();
        QVERIFY(acceptStep(work, 0, true));
        QVERIFY(replaceStep(work, 0, 1));
        const WorkStep& step = work.round().steps[0];
        QVERIFY(step.step.effect == EffectId::phaser);
        QVERIFY(!step.isAccepted);
        QCOMPARE(step.alternatives.size(), std::size_t{2});
        QVERIFY(step.alternatives[0].step.effect == EffectId::distortion);
        QVERIFY(stalenessOf(work, 0, 1)->reason == StaleReason::replaced);
        QCOMPARE(stalenessOf(work, 0, 1)->index, std::size_t{0});
        QVERIFY(removeStep(work, 1));
        QVERIFY(stalenessOf(work, 0, 1)->reason == StaleReason::replaced); // the nearer to the beginning is named
    }

    void whatReturnsFromTheAlternativesIsWhatWasSuggested() {
        Work work = suggestedWork();
        const effects::Step suggested = work.round().steps[0].step;
        setStepValues(work, 0, turned(suggested));
        QVERIFY(replaceStep(work, 0, 1));
        QVERIFY(replaceStep(work, 0, 0));
        const WorkStep& step = work.round().steps[0];
        QVERIFY(step.step == suggested && step.suggested == suggested && !step.isTweaked());
        QCOMPARE(step.confidence, std::optional(0.6F));
    }

    void askingAgainReplacesWhatFollows() {
        Work work = suggestedWork();
        setStepValues(work, 0, turned(work.round().steps[0].step));
        takeSuggestions(work, idsFrom(work, 1), hearingBefore(work, 0, 1), {suggestion(EffectId::phaser)}, 1);
        QVERIFY((effectsOf(work) == std::vector{EffectId::distortion, EffectId::phaser}));
        QVERIFY(!stalenessOf(work, 0, 1));
    }

    void suggestionsAfterTheLowestErrorAreOfferedOnly() {
        Work work;
        takeSuggestions(work, idsFrom(work, 0), {}, {suggestion(EffectId::distortion), suggestion(EffectId::phaser)},
                        1);
        QVERIFY(work.round().steps[0].isOn);
        QVERIFY(!work.round().steps[1].isOn);
        QVERIFY(work.round().steps[0].broughtNearer && !work.round().steps[1].broughtNearer);
        const Work saved = parseWork(formatWork({work, {}}), "test").work;
        QVERIFY(saved.round().steps[0].broughtNearer && !saved.round().steps[1].broughtNearer);
        // An effect that is off gives way when it is suggested anew.
        takeSuggestions(work, idsFrom(work, 2), hearingBefore(work, 0, 2), {suggestion(EffectId::phaser)}, 1);
        QVERIFY((effectsOf(work) == std::vector{EffectId::distortion, EffectId::phaser}));
        QVERIFY(work.round().steps[1].isOn);
    }

    void roundsStartFromTheAudioOfAStep() {
        Work work = suggestedWork();
        startRound(work, 1);
        QCOMPARE(work.currentRound, std::size_t{1});
        QCOMPARE(freeEffects(work.round()).size(), std::size_t{effects::kEffectCount});
        QCOMPARE(stepsBeforeRound(work, 1).size(), std::size_t{2});
        takeSuggestions(work, idsFrom(work, 0), hearingBefore(work, 1, 0), {suggestion(EffectId::distortion)}, 1);
        QVERIFY(!stalenessOf(work, 1, 0));
        work.currentRound = 0;
        setStepValues(work, 2, turned(work.round().steps[2].step)); // comes after what the round starts from
        QVERIFY(!stalenessOf(work, 1, 0));
        setStepValues(work, 1, turned(work.round().steps[1].step));
        QVERIFY(stalenessOf(work, 1, 0)->reason == StaleReason::earlierRound);
        removeStep(work, 1); // the round then starts from the step before
        QCOMPARE(stepsBeforeRound(work, 1).size(), std::size_t{1});
        QVERIFY(!removeRound(work, 0));
        QVERIFY(removeRound(work, 1));
        QCOMPARE(work.rounds.size(), std::size_t{1});
    }

    void aMissingSoundIsFilledWithoutLosingSteps() {
        Work work = suggestedWork();
        const auto sound = std::make_shared<const core::AudioBuffer>(44100.0, 1, 100);
        work.target = {sound, "target.wav"};
        QVERIFY(setSounds(work, {sound, "found.wav"}, {}));
        QCOMPARE(work.round().steps.size(), std::size_t{3});
        const auto other = std::make_shared<const core::AudioBuffer>(44100.0, 1, 50);
        QVERIFY(!setSounds(work, {other, "other.wav"}, {}));
        QVERIFY(work.round().steps.empty());
        QVERIFY(setSounds(work, {}, {other, "third.wav"}));
    }

    void everythingIsUndoneAndRedone() {
        WorkDocument document;
        const auto edit = [&](const char* text, auto change) { QVERIFY(document.edit(text, change)); };
        edit("suggest", [](Work& work) { return work = suggestedWork(), true; });
        edit("accept", [](Work& work) { return acceptStep(work, 0, true); });
        edit("switch", [](Work& work) { return switchStep(work, 1, false); });
        edit("move", [](Work& work) { return moveStep(work, 0, 2); });
        edit("replace", [](Work& work) { return removeStep(work, 0) && replaceStep(work, 1, 0); });
        edit("insert", [](Work& work) { return insertStep(work, 0, effects::defaultStep(EffectId::compressor)); });
        edit("round", [](Work& work) { return startRound(work, 0), true; });
        QVERIFY(!document.edit("nothing", [](Work& work) { return moveStep(work, 0, 9); }));
        QCOMPARE(document.history().count(), 7);
        QCOMPARE(document.work().rounds.size(), std::size_t{2});
        const std::vector<EffectId> end = effectsOf(document.work());
        while (document.history().canUndo())
            document.history().undo();
        QVERIFY(document.work().round().steps.empty());
        QVERIFY(!document.isModified());
        while (document.history().canRedo())
            document.history().redo();
        QVERIFY(effectsOf(document.work()) == end);
        QCOMPARE(document.work().rounds.size(), std::size_t{2});
    }

    void aKnobBeingTurnedIsOneEntry() {
        WorkDocument document;
        document.edit("suggest", [](Work& work) { return work = suggestedWork(), true; });
        const float start = document.work().round().steps[0].step.values[0];
        const auto turn = [&](float value, const char* gesture) {
            document.edit(
                "turn",
                [&](Work& work) {
                    effects::Step step = work.round().steps[0].step;
                    step.values[0] = value;
                    return setStepValues(work, 0, step);
                },
                gesture);
        };
        for (int i = 1; i <= 50; ++i)
            turn(0.01F * static_cast<float>(i), "knob 1");
        QCOMPARE(document.history().count(), 2);
        turn(0.9F, "knob 2");
        QCOMPARE(document.history().count(), 3);
        QTest::qWait(WorkDocument::kGestureMs + 50);
        turn(0.8F, "knob 2");
        QCOMPARE(document.history().count(), 4);
        document.history().undo();
        document.history().undo();
        document.history().undo();
        QCOMPARE(document.work().round().steps[0].step.values[0], start);
    }

    void savedStatesAreKnownAgain() {
        WorkDocument document;
        QVERIFY(!document.isModified());
        document.edit("suggest", [](Work& work) { return work = suggestedWork(), true; });
        QVERIFY(document.isModified());
        document.markSaved(document.work().revision);
        QVERIFY(!document.isModified());
        document.edit("accept", [](Work& work) { return acceptStep(work, 0, true); });
        QVERIFY(document.isModified());
        document.history().undo();
        QVERIFY(!document.isModified());
        document.reset(Work{}, true);
        QVERIFY(document.isModified());
    }
};

QTEST_GUILESS_MAIN(WorkTest)
#include "work_test.moc"
