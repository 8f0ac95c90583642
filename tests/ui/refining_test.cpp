// Refinement in the window: what it asks, finds, says and undoes, and what happens when it is paused or disturbed.
#include "core/error.h"
#include "support/window_fixture.h"
#include "ui/audition.h"
#include "ui/card_text.h"
#include "ui/knob.h"
#include "ui/rack_panel.h"
#include "ui/refinement.h"
#include "ui/refinement_panel.h"
#include "ui/refinement_text.h"
#include "ui/theme.h"
#include "ui/work_edit.h"
#include "ui/work_json.h"

#include <QPushButton>
#include <QSignalSpy>

#include <thread>

using namespace stepwise;
using namespace stepwise::ui;
using effects::EffectId;

namespace {

/// Two steps near to those that made the target.
std::vector<effects::Step> truth() {
    return {test::stepWith(EffectId::distortion, "drive", 0.7F),
            test::stepWith(EffectId::equalizer, "high_gain", 0.9F)};
}

std::vector<effects::Step> guess() {
    return {test::stepWith(EffectId::distortion, "drive", 0.55F),
            test::stepWith(EffectId::equalizer, "high_gain", 0.75F)};
}

Sound dry() {
    return std::make_shared<const core::AudioBuffer>(core::kAnalysisRateHz, core::renderPreset("power_fifths_lead"));
}

core::AudioBuffer rendered(const std::vector<effects::Step>& steps) {
    core::AudioBuffer sound = *dry().load();
    for (const effects::Step& step : steps)
        sound = effects::renderStep(sound, step);
    return sound;
}

/// As the window keeps it, ready to be refined.
struct Prepared {
    Work work;
    std::optional<RenderedTimeline> timeline;

    explicit Prepared(const std::vector<effects::Step>& steps, const core::AudioBuffer& target = rendered(truth()),
                      Sound input = dry()) {
        work.input = {std::move(input), "dry"};
        work.target = {std::make_shared<const core::AudioBuffer>(target), "target"};
        for (const effects::Step& step : steps)
            insertStep(work, work.round().steps.size(), step);
        RoundRenderer renderer;
        std::map<int, TimelineSoundPtr> sounds;
        renderer.render(work, {[this](std::shared_ptr<const Pair> pair) { timeline.emplace(pair); },
                               [&](int id, TimelineSoundPtr sound, bool) { sounds[id] = sound; }});
        timeline->setWork(work);
        for (const auto& [id, sound] : sounds)
            timeline->setSound(id, sound, true);
    }

    RefinementRequest request(const RefinementChoice& choice = {}, int selected = -1) const {
        return refinementRequest(*timeline, work, choice, selected);
    }
};

QString errorOf(const RefinementRequest& request) {
    try {
        refine(request, {}, {});
        return {};
    } catch (const core::Error& error) {
        return error.what();
    }
}

} // namespace

class RefiningTest : public QObject {
    Q_OBJECT

    /// A window with the two guessed steps, whose target they can reach.
    static bool prepare(test::WindowFixture& fixture) {
        core::writeAudioFile(fixture.path("target.wav").toStdString(), rendered(truth()));
        if (!fixture.loadPair())
            return false;
        fixture.controller().addStep(EffectId::distortion);
        fixture.controller().addStep(EffectId::equalizer);
        fixture.controller().changeStep(0, guess()[0]);
        fixture.controller().changeStep(1, guess()[1]);
        fixture.controller().selectStep(0);
        return fixture.waitUntilIdle();
    }

    static double errorNow(test::WindowFixture& fixture) {
        return fixture.controller().timeline()->result()->measured.errors.mse;
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, darkTheme()); }

    void itFindsWhatIsNearerAndMeasuresEachKnob() {
        const Prepared prepared(guess());
        int rounds = 0;
        const RefinementAnswer answer =
            refine(prepared.request(), [&](const models::RefineStatus&) { return ++rounds > 0; }, {});
        QVERIFY(answer.isCloser && rounds > 0 && answer.renders > 0);
        QVERIFY2(answer.mseAfter < 0.2 * answer.mseBefore,
                 qPrintable(QString("%1 to %2").arg(answer.mseBefore).arg(answer.mseAfter)));
        QVERIFY(!answer.changes.empty());
        for (const KnobChange& change : answer.changes) {
            QVERIFY(change.differenceDb.has_value());
            QVERIFY(change.before != change.after);
        }
        const auto drive = std::ranges::find(answer.changes, EffectId::distortion, &KnobChange::effect);
        QVERIFY(drive != answer.changes.end());
    }

    void onlyOneStepMovesIfAsked() {
        const Prepared prepared(guess());
        const RefinementAnswer answer = refine(prepared.request({.onlySelectedStep = true}, 1), {}, {});
        QVERIFY(answer.isCloser);
        QCOMPARE(answer.steps[0], guess()[0]);
        QVERIFY(answer.steps[1] != guess()[1]);
    }

    void stepsThatAreOffStayOut() {
        Prepared prepared(guess());
        switchStep(prepared.work, 0, false);
        prepared.timeline->setWork(prepared.work);
        const RefinementRequest request = prepared.request({.onlySelectedStep = true}, 1);
        QCOMPARE(request.steps.size(), std::size_t{1});
        QCOMPARE(request.stepIds.front(), prepared.work.round().steps[1].id);
        QCOMPARE(*request.options.onlyStep, std::size_t{0});
        QVERIFY(cannotRefineReason(&*prepared.timeline, {.onlySelectedStep = true}, 0).contains("Switch"));
        QVERIFY(cannotRefineReason(&*prepared.timeline, {.onlySelectedStep = true}, -1).contains("Select"));
        QVERIFY(cannotRefineReason(&*prepared.timeline, {}, -1).isEmpty());
    }

    void whatCannotBeRefinedGetsASentence() {
        QVERIFY(cannotRefineReason(nullptr, {}, -1).contains("input"));
        const Prepared without({});
        QVERIFY(cannotRefineReason(&*without.timeline, {}, -1).contains("no steps"));
        QVERIFY(errorOf(Prepared(truth()).request()).contains("is the target already"));
        const core::AudioBuffer silence(core::kAnalysisRateHz, std::vector<float>(core::kAnalysisRateHz));
        QVERIFY(errorOf(Prepared(guess(), silence).request()).contains("target is silent"));
        QVERIFY(
            errorOf(Prepared(guess(), rendered(truth()), std::make_shared<const core::AudioBuffer>(silence)).request())
                .contains("input is silent"));
    }

    void aPauseHoldsAndAStopEndsIt() {
        RefinementGate gate;
        QVERIFY(gate.pass([] { return true; }));
        gate.setPaused(true);
        std::atomic<bool> hasPassed = false;
        std::atomic<bool> answer = true;
        std::thread worker([&] {
            answer = gate.pass([] { return true; });
            hasPassed = true;
        });
        QTest::qWait(150);
        QVERIFY(!hasPassed);
        gate.stop();
        worker.join();
        QVERIFY(!answer && gate.isStopped());
        RefinementGate unwanted;
        unwanted.setPaused(true);
        QVERIFY(!unwanted.pass([] { return false; }));
    }

    void audibilityIsMeasured() {
        core::Spectrogram a(2, 2);
        core::Spectrogram b(2, 3);
        b.at(0, 0) = 4.0F;
        b.at(1, 1) = -2.0F;
        b.at(1, 2) = 90.0F; // a frame that only one of them has
        QCOMPARE(meanDifferenceDb(a, b), 1.5);
        QCOMPARE(audibilityOf(0.99), Audibility::hidden);
        QCOMPARE(audibilityOf(1.0), Audibility::audible);
        QCOMPARE(audibilityOf(3.0), Audibility::clear);
        // A drive from clean to dirty is heard, one by a hair is not.
        std::vector<effects::Step> before = truth();
        before[0].values[1] = 0.0F;
        std::vector<KnobChange> changes = changedKnobs(before, truth());
        QCOMPARE(changes.size(), std::size_t{1});
        const core::Comparison comparison(*dry().load(), rendered(truth()));
        measureChanges(changes, *dry().load(), truth(), comparison);
        QVERIFY2(*changes[0].differenceDb >= kClearDifferenceDb, qPrintable(QString::number(*changes[0].differenceDb)));
        before[0].values[1] = 0.697F;
        changes = changedKnobs(before, truth());
        measureChanges(changes, *dry().load(), truth(), comparison);
        QVERIFY2(*changes[0].differenceDb < kAudibleDifferenceDb,
                 qPrintable(QString::number(*changes[0].differenceDb)));
        QVERIFY(changeText(changes[0]).contains("below what most people hear"));
        QVERIFY(changeText(changes[0]).contains("+21.0 dB"));
        // Stopped: no figure, and no claim.
        changes[0].differenceDb.reset();
        measureChanges(changes, *dry().load(), truth(), comparison, [](double) { return false; });
        QVERIFY(changeText(changes[0]).contains("not measured"));
    }

    void suggestionsStandOnRefinedSteps() {
        Prepared prepared(guess());
        Work& work = prepared.work;
        for (std::size_t i = 0; i < 2; ++i) {
            work.round().steps[i].suggested = guess()[i];
            work.round().steps[i].heard = hearingBefore(work, 0, i);
        }
        Work turned = work;
        setStepValues(turned, 0, truth()[0]);
        QVERIFY(stalenessOf(turned, 0, 1).has_value());
        const std::vector<int> ids = {work.round().steps[0].id, work.round().steps[1].id};
        startRound(work, 1);
        models::TimelineStep later;
        later.step = effects::defaultStep(truth()[0].effect);
        takeSuggestions(work, {}, hearingBefore(work, 1, 0), {later}, 1);
        work.currentRound = 0;
        QVERIFY(setRefinedSteps(work, ids, truth()));
        QVERIFY(!stalenessOf(work, 0, 1).has_value());
        QVERIFY(!stalenessOf(work, 1, 0).has_value());
        QVERIFY(work.round().steps[0].isRefined);
        QVERIFY(!setRefinedSteps(work, ids, truth()));
        setRefinedSteps(turned, ids, truth());
        QVERIFY(stalenessOf(turned, 0, 1).has_value()); // was stale before
        const WorkText text = parseWork(formatWork({work, {}}), "test");
        QVERIFY(text.work.round().steps[0].isRefined && text.work.round().steps[0].step == truth()[0]);
        setStepValues(work, 0, guess()[0]);
        QVERIFY(!work.round().steps[0].isRefined);
    }

    void theWindowRefinesShowsAndUndoes() {
        test::WindowFixture fixture;
        QVERIFY(prepare(fixture));
        Refinement& refinement = fixture.window().refinement();
        RefinementPanel& panel = fixture.window().refinementPanel();
        QVERIFY(!panel.isVisible());
        const double before = errorNow(fixture);
        const int entries = fixture.controller().document().history().count();
        Knob* drive = fixture.window().rackPanel().findChildren<Knob*>()[0];
        const double knobBefore = drive->normalised();
        bool hasMoved = false;
        connect(&refinement, &Refinement::moved, this,
                [&] { hasMoved = hasMoved || drive->normalised() != knobBefore; });
        QTest::keyClick(&fixture.window(), Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(refinement.isRunning() && panel.isVisible());
        QVERIFY(!fixture.window().rackPanel().isEnabled());
        refinement.start(); // a second one is refused
        QVERIFY(fixture.window().messageText().contains("Wait"));
        QTRY_VERIFY_WITH_TIMEOUT(!refinement.isRunning(), 300000);
        QVERIFY(fixture.waitUntilIdle());
        QVERIFY(hasMoved);
        QVERIFY(refinement.curve().size() > 1);
        QVERIFY(refinement.curve().back().error < refinement.curve().front().error);
        QVERIFY2(errorNow(fixture) < 0.3 * before, qPrintable(panel.statusText()));
        QVERIFY2(panel.statusText().contains("% less"), qPrintable(panel.statusText()));
        QVERIFY2(panel.summaryText().contains("Distortion, Drive: "), qPrintable(panel.summaryText()));
        QCOMPARE(fixture.controller().document().history().count(), entries + 1);
        QVERIFY(fixture.window().rackPanel().isEnabled());
        fixture.controller().document().history().undo();
        QVERIFY(fixture.waitUntilIdle());
        QCOMPARE(fixture.controller().work().round().steps[0].step, guess()[0]);
        QCOMPARE(errorNow(fixture), before);
    }

    void otherWaysAreChosenInTheMenu_data() {
        QTest::addColumn<QStringList>("entries");
        QTest::newRow("evolution") << QStringList{"Try &widely (slow)", "Of the &selected step only"};
        QTest::newRow("perceptual loss") << QStringList{"Closer to &hearing"};
        QTest::newRow("both") << QStringList{"Try &widely (slow)", "Closer to &hearing"};
    }

    void otherWaysAreChosenInTheMenu() {
        QFETCH(const QStringList, entries);
        test::WindowFixture fixture;
        QVERIFY(prepare(fixture));
        for (const QString& entry : entries) {
            const auto actions = fixture.window().findChildren<QAction*>();
            const auto action = std::ranges::find(actions, entry, &QAction::text);
            QVERIFY2(action != actions.end(), qPrintable(entry));
            (*action)->trigger();
        }
        Refinement& refinement = fixture.window().refinement();
        const RefinementChoice& choice = refinement.choice();
        QCOMPARE(choice.method == models::RefineMethod::evolution, entries.contains("Try &widely (slow)"));
        QCOMPARE(choice.loss == models::LossKind::perceptual, entries.contains("Closer to &hearing"));
        QCOMPARE(choice.onlySelectedStep, entries.contains("Of the &selected step only"));
        const double before = errorNow(fixture);
        refinement.start();
        QTRY_VERIFY_WITH_TIMEOUT(!refinement.isRunning(), 300000);
        QVERIFY(fixture.waitUntilIdle());
        QVERIFY(errorNow(fixture) < 0.9 * before);
        QVERIFY(refinement.curve().back().error < refinement.curve().front().error);
        QCOMPARE(fixture.controller().work().round().steps[1].step == guess()[1], choice.onlySelectedStep);
        QVERIFY(fixture.window().refinementPanel().summaryText().contains("Distortion, Drive: "));
        fixture.controller().document().history().undo();
        QVERIFY(fixture.waitUntilIdle());
        QCOMPARE(errorNow(fixture), before);
    }

    void beforeAndAfterAreComparedByOneKey() {
        test::WindowFixture fixture;
        QVERIFY(prepare(fixture));
        fixture.window().refinement().start();
        QTRY_VERIFY_WITH_TIMEOUT(!fixture.window().refinement().isRunning(), 300000);
        QVERIFY(fixture.waitUntilIdle());
        Audition& audition = fixture.window().audition();
        audition.hearEarlier(true);
        QCOMPARE(audition.place(), 1); // the input sounds the same before and after
        audition.hearEarlier(false);
        audition.setPositionSeconds(0.25);
        const Sound after = audition.sound();
        QTest::keyClick(&fixture.window(), Qt::Key_B);
        QVERIFY(audition.hearsEarlier());
        QVERIFY(audition.sound() != after);
        QVERIFY(*audition.sound().load() == rendered(guess()));
        QVERIFY(audition.placeName().contains("before"));
        QCOMPARE(audition.positionSeconds(), 0.25);
        QTest::keyClick(&fixture.window(), Qt::Key_B);
        QVERIFY(!audition.hearsEarlier());
        QVERIFY(audition.sound() == after);
        QTest::keyClick(&fixture.window(), Qt::Key_B);
        QTest::keyClick(fixture.window().rackPanel().findChildren<Knob*>()[0], Qt::Key_Down);
        QVERIFY(!audition.hearsEarlier()); // a turned knob is heard
    }

    void stoppingKeepsTheBestSoFar() {
        test::WindowFixture fixture;
        QVERIFY(prepare(fixture));
        Refinement& refinement = fixture.window().refinement();
        const double before = errorNow(fixture);
        refinement.start();
        QTRY_VERIFY_WITH_TIMEOUT(refinement.curve().size() > 1 || !refinement.isRunning(), 60000);
        refinement.setPaused(true);
        QVERIFY(refinement.isPaused());
        QTest::qWait(300); // what was reported before arrives
        const auto rounds = refinement.curve().size();
        QTest::qWait(700);
        QVERIFY(refinement.curve().size() <= rounds + 1);
        QVERIFY(refinement.isRunning());
        QTest::keyClick(&fixture.window(), Qt::Key_Escape);
        QTRY_VERIFY_WITH_TIMEOUT(!refinement.isRunning(), 60000);
        QVERIFY(fixture.waitUntilIdle());
        QVERIFY(errorNow(fixture) < before);
    }

    void anEditEndsIt() {
        test::WindowFixture fixture;
        QVERIFY(prepare(fixture));
        Refinement& refinement = fixture.window().refinement();
        refinement.start();
        fixture.controller().removeStep(1);
        QTRY_VERIFY_WITH_TIMEOUT(!refinement.isRunning(), 60000);
        QVERIFY(fixture.waitUntilIdle());
        QVERIFY(fixture.window().messageText().contains("given up"));
        QCOMPARE(fixture.controller().work().round().steps.size(), std::size_t{1});
        QCOMPARE(fixture.controller().work().round().steps[0].step, guess()[0]);
    }

    /// Another chapter may be looked at meanwhile; what leads to the round must stay.
    void lookingAtAnotherRoundDoesNotEndIt() {
        test::WindowFixture fixture;
        QVERIFY(prepare(fixture));
        TimelineController& controller = fixture.controller();
        controller.startRound(0);
        controller.showRound(0);
        QVERIFY(fixture.waitUntilIdle());
        Refinement& refinement = fixture.window().refinement();
        refinement.start();
        controller.showRound(1);
        QTRY_VERIFY_WITH_TIMEOUT(!refinement.isRunning(), 60000);
        QVERIFY2(!fixture.window().messageText().contains("given up"), qPrintable(fixture.window().messageText()));
        QVERIFY(!refinement.summary().isEmpty());
        QCOMPARE(controller.work().currentRound, std::size_t{0}); // where the refined steps are
        QVERIFY(controller.work().rounds[0].steps[0].isRefined);

        controller.showRound(1);
        controller.addStep(EffectId::phaser);
        QVERIFY(fixture.waitUntilIdle());
        refinement.start();
        controller.showRound(0);
        controller.removeStep(0);
        QTRY_VERIFY_WITH_TIMEOUT(!refinement.isRunning(), 60000);
        QVERIFY(fixture.waitUntilIdle());
        QVERIFY(fixture.window().messageText().contains("given up"));
    }

    void troubleIsOneSentence() {
        test::WindowFixture fixture;
        Refinement& refinement = fixture.window().refinement();
        refinement.start();
        QVERIFY(!fixture.window().messageText().isEmpty());
        core::writeAudioFile(fixture.path("target.wav").toStdString(),
                             core::AudioBuffer(core::kAnalysisRateHz, std::vector<float>(core::kAnalysisRateHz)));
        QVERIFY(fixture.loadPair());
        fixture.controller().addStep(EffectId::phaser);
        QVERIFY(fixture.waitUntilIdle());
        refinement.start();
        QTRY_VERIFY_WITH_TIMEOUT(!refinement.isRunning(), 60000);
        QVERIFY2(fixture.window().messageText().contains("silent"), qPrintable(fixture.window().messageText()));
        QVERIFY(!fixture.window().refinementPanel().isVisible());
    }

    void closingTheWindowLeavesNoThread() {
        const int before = test::threadCount();
        {
            test::WindowFixture fixture;
            QVERIFY(prepare(fixture));
            fixture.window().refinement().start();
            fixture.window().refinement().setPaused(true);
            QTest::qWait(100);
            QVERIFY(test::threadCount() > before);
        }
        QTRY_COMPARE(test::threadCount(), before);
    }
};

QTEST_MAIN(RefiningTest)
#include "refining_test.moc"
