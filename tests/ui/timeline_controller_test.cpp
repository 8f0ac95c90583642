// The controller without a window: edits while the networks think, cancelling, sounds of any length, damaged sessions.
#include "core/audio_file.h"
#include "core/file_output.h"
#include "core/synth.h"
#include "effects/chain_renderer.h"
#include "support/fake_predictor.h"
#include "support/temporary_files.h"
#include "support/test_sounds.h"
#include "ui/file_path.h"
#include "ui/session.h"
#include "ui/timeline_controller.h"
#include "ui/work_edit.h"

#include <QSignalSpy>
#include <QStandardPaths>
#include <QtTest>

#include <condition_variable>
#include <mutex>

using namespace stepwise;
using namespace stepwise::ui;
using effects::EffectId;

namespace {

/// Answers only when it is let go.
class PatientPredictor : public test::FakePredictor {
public:
    models::Prediction predict(const models::Situation& situation) override {
        std::unique_lock lock(mutex_);
        isAsked_ = true;
        change_.wait(lock, [this] { return isLetGo_; });
        return FakePredictor::predict(situation);
    }
    bool isAsked() {
        const std::lock_guard lock(mutex_);
        return isAsked_;
    }
    void letGo() {
        const std::lock_guard lock(mutex_);
        isLetGo_ = true;
        change_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable change_;
    bool isAsked_ = false;
    bool isLetGo_ = false;
};

effects::Step withDrive(float drive) {
    effects::Step step = effects::defaultStep(EffectId::distortion);
    step.values[1] = drive;
    return step;
}

effects::Step bright() {
    effects::Step step = effects::defaultStep(EffectId::equalizer);
    step.values[2] = 0.9F;
    return step;
}

} // namespace

class TimelineControllerTest : public QObject {
    Q_OBJECT

    test::TemporaryFolder folder_;
    std::unique_ptr<TimelineController> controller_;
    std::shared_ptr<PatientPredictor> predictor_;

    QString path(const char* name) const { return fromPath(folder_ / name); }
    const std::vector<WorkStep>& steps() const { return controller_->work().round().steps; }

    void waitUntilIdle() {
        for (int i = 0; i < 2; ++i) {
            QTRY_VERIFY_WITH_TIMEOUT(!controller_->isBusy(), 180000);
            QCoreApplication::processEvents();
        }
    }

    void load(const char* input, const char* target) {
        controller_->loadPair(path(input), path(target));
        QTRY_VERIFY_WITH_TIMEOUT(controller_->timeline() != nullptr, 180000);
        waitUntilIdle();
    }

private Q_SLOTS:
    void initTestCase() {
        QStandardPaths::setTestModeEnabled(true);
        const core::AudioBuffer dry(core::kAnalysisRateHz, core::renderPreset("power_fifths_lead"));
        core::writeAudioFile(folder_ / "dry.wav", dry);
        core::writeAudioFile(folder_ / "target.wav",
                             effects::renderStep(effects::renderStep(dry, withDrive(0.7F)), bright()));
    }

    void init() {
        controller_ = std::make_unique<TimelineController>();
        predictor_ = std::make_shared<PatientPredictor>();
        predictor_->ranking = {withDrive(0.7F), bright()};
        controller_->setPredictor(predictor_);
    }

    void cleanup() {
        predictor_->letGo();
        controller_.reset();
    }

    void editsWhileTheNetworksThinkMakeTheAnswerStale() {
        load("dry.wav", "target.wav");
        controller_->addStep(EffectId::distortion);
        waitUntilIdle();
        controller_->suggestAll();
        QTRY_VERIFY(predictor_->isAsked());
        controller_->changeStep(0, withDrive(0.9F)); // edits are never refused
        QCOMPARE(steps()[0].step.values[1], 0.9F);
        predictor_->letGo();
        waitUntilIdle();
        QVERIFY(steps().size() > 1);
        QCOMPARE(steps()[0].step.values[1], 0.9F);
        QVERIFY(controller_->timeline()->steps()[1].staleness->reason == StaleReason::changed);
        QVERIFY(*controller_->soundAt(0).load() ==
                effects::renderStep(*controller_->soundAt(kInputPlace).load(), withDrive(0.9F)));
    }

    void whatIsPlacedWhileTheNetworksThinkStays() {
        load("dry.wav", "target.wav");
        controller_->addStep(EffectId::equalizer);
        waitUntilIdle();
        controller_->suggestNext();
        QTRY_VERIFY(predictor_->isAsked());
        controller_->insertStep(0, EffectId::phaser);
        controller_->addStep(EffectId::hallReverb);
        predictor_->letGo();
        waitUntilIdle();
        const auto has = [&](EffectId effect) {
            return std::ranges::count(steps(), effect, [](const WorkStep& step) { return step.step.effect; });
        };
        QCOMPARE(has(EffectId::phaser), 1);
        QCOMPARE(has(EffectId::equalizer), 1);
        QCOMPARE(has(EffectId::hallReverb), 1);
        QVERIFY(steps().size() > 3);
    }

    /// Only the edit that is being rendered: not what undo shows, and not the entry before it.
    void cancellingTakesBackNothingButAFreshEdit() {
        // Long enough that no rendering ends before it is cancelled.
        const core::AudioBuffer minute = test::noiseSound(core::kAnalysisRateHz, 60 * 44100, 0.3);
        core::writeAudioFile(folder_ / "long.wav", minute);
        load("long.wav", "long.wav");
        controller_->addStep(EffectId::distortion);
        controller_->addStep(EffectId::equalizer);
        waitUntilIdle();
        const int entries = controller_->document().history().index();
        controller_->document().history().undo();
        QVERIFY(!controller_->canCancel());
        controller_->cancel();
        waitUntilIdle();
        QCOMPARE(controller_->document().history().index(), entries - 1);
        controller_->addStep(EffectId::hallReverb);
        QVERIFY(controller_->isBusy() && controller_->canCancel());
        controller_->cancel();
        waitUntilIdle();
        QCOMPARE(controller_->document().history().index(), entries - 1);
        QCOMPARE(steps().size(), std::size_t{1});
    }

    void whatIsNotRenderedYetIsNotWritten() {
        load("dry.wav", "target.wav");
        controller_->addStep(EffectId::distortion);
        waitUntilIdle();
        const QSignalSpy failed(controller_.get(), &TimelineController::failed);
        controller_->changeStep(0, withDrive(0.9F));
        controller_->exportSound(controller_->soundAt(0), "step 1", path("early.wav"));
        controller_->saveChain(path("early.stepwise.json"));
        QCOMPARE(failed.size(), 2);
        waitUntilIdle();
        QVERIFY(!QFile::exists(path("early.wav")) && !QFile::exists(path("early.stepwise.json")));
        controller_->exportSound(controller_->soundAt(0), "step 1", path("ready.wav"));
        waitUntilIdle();
        QVERIFY(QFile::exists(path("ready.wav")));
    }

    void aCancelledExportLeavesTheFileAsItWas() {
        load("dry.wav", "target.wav");
        core::writeTextFile(path("long.wav").toStdString(), "what was there before");
        const core::StoredSound tenMinutes = core::paddedTo(controller_->soundAt(kInputPlace), 600.0);
        const QSignalSpy noted(controller_.get(), &TimelineController::noted);
        controller_->exportSound(tenMinutes, "silence", path("long.wav"));
        QVERIFY(controller_->canCancel());
        controller_->cancel();
        waitUntilIdle();
        QCOMPARE(core::readTextFile(path("long.wav").toStdString()), std::string("what was there before"));
        QCOMPARE(noted.size(), 0);
    }

    void whatTheSoundsAreToEachOtherIsSaid() {
        core::AudioBuffer late = core::readAudioFile(folder_ / "dry.wav").audio;
        core::AudioBuffer softer = late;
        core::applyGain(softer, 0.5F);
        core::writeAudioFile(folder_ / "softer.wav", softer);
        late.channels[0].insert(late.channels[0].begin(), 22050, 0.0F);
        core::writeAudioFile(folder_ / "late.wav", late);
        QSignalSpy noted(controller_.get(), &TimelineController::noted);
        load("late.wav", "target.wav");
        QCOMPARE(noted.size(), 1);
        QCOMPARE(noted[0][0].toString(), QString("The target starts 500 ms earlier than the input; it was aligned."));
        // Files that are written are in time with the input's.
        controller_->exportSound(controller_->soundAt(kInputPlace), "the input", path("again.wav"), 0.0, false);
        waitUntilIdle();
        QVERIFY(core::readAudioFile(folder_ / "again.wav").audio == late);
        noted.clear();
        load("dry.wav", "softer.wav");
        controller_->suggestAll();
        waitUntilIdle();
        QCOMPARE(noted.size(), 2);
        QVERIFY(noted[0][0].toString().startsWith("Only the level differs: the target is 6.0 dB softer"));
        QCOMPARE(noted[1][0].toString(), QString("There is nothing for effects to do here; the notes say why."));
        controller_->suggestNext();
        waitUntilIdle();
        QCOMPARE(noted.size(), 3);
        QVERIFY(controller_->work().round().steps.empty());
    }

    void anExportIsWrittenThoughTheProgramEnds() {
        load("dry.wav", "target.wav");
        const QSignalSpy failed(controller_.get(), &TimelineController::failed);
        const core::StoredSound fiveMinutes = core::paddedTo(controller_->soundAt(kInputPlace), 300.0);
        controller_->exportSound(fiveMinutes, "silence", path("end.wav"));
        QCOMPARE(failed.size(), 0);
        QVERIFY(controller_->isBusy());
        controller_.reset();
        QCOMPARE(core::readSoundFile(path("end.wav").toStdString()).sound.frames(), std::size_t{300 * 44100});
    }

    void whatAFormatCutsIsSaid() {
        load("dry.wav", "target.wav");
        const auto loud = std::make_shared<const core::AudioBuffer>(test::sineSound(440.0, 44100.0, 20000, 2.0));
        const QSignalSpy noted(controller_.get(), &TimelineController::noted);
        controller_->exportSound(loud, "the result", path("loud.flac"));
        waitUntilIdle();
        QCOMPARE(noted.size(), 2);
        QCOMPARE(noted[0][0].toString(), QString("Saved the result to %1, at its own level.").arg(path("loud.flac")));
        QVERIFY2(noted[1][0].toString().contains("6.0 dB"), qPrintable(noted[1][0].toString()));
        controller_->exportSound(loud, "the result", path("loud.wav"));
        waitUntilIdle();
        QCOMPARE(noted.size(), 3);
    }

    void anExportThatIsRefusedLetsOtherWorkEnd() {
        load("dry.wav", "target.wav");
        controller_->suggestAll();
        QTRY_VERIFY(predictor_->isAsked());
        const QSignalSpy noted(controller_.get(), &TimelineController::noted);
        controller_->exportSound(controller_->soundAt(kInputPlace), "the input", path("refused.wav"));
        QCOMPARE(noted.size(), 1);
        controller_->document().reset(Work{});
        QCOMPARE(noted.size(), 2);
        QVERIFY2(noted[1][0].toString().contains("given up"), qPrintable(noted[1][0].toString()));
        QVERIFY(!QFile::exists(path("refused.wav")));
    }

    void stepsOfOtherSoundsArePutAsideAndComeBack() {
        load("dry.wav", "target.wav");
        controller_->addStep(EffectId::distortion);
        controller_->startRound(0);
        waitUntilIdle();
        const QSignalSpy noted(controller_.get(), &TimelineController::noted);
        QVERIFY(controller_->loadTarget(path("dry.wav")));
        waitUntilIdle();
        const auto saidOfSteps = [&] {
            return std::ranges::count_if(noted, [](const auto& note) { return note[0].toString().contains("Undo"); });
        };
        QVERIFY(steps().empty());
        QCOMPARE(saidOfSteps(), 1);
        controller_->loadInputPreset("saw", "Saw"); // nothing is lost
        waitUntilIdle();
        QCOMPARE(saidOfSteps(), 1);
        controller_->document().history().undo();
        controller_->document().history().undo();
        waitUntilIdle();
        QCOMPARE(controller_->work().rounds.size(), std::size_t{2});
        QCOMPARE(controller_->work().rounds[0].steps.size(), std::size_t{1});
        QCOMPARE(controller_->targetName(), QString("target.wav"));
    }

    void loadingCanBeGivenUp() {
        const core::AudioBuffer tenMinutes = test::noiseSound(44100.0, std::size_t{600} * 44100, 0.3);
        core::writeAudioFile(folder_ / "ten.flac", tenMinutes);
        const QSignalSpy loaded(controller_.get(), &TimelineController::loaded);
        QSignalSpy shares(controller_.get(), &TimelineController::progressed);
        QVERIFY(controller_->loadInput(path("ten.flac")));
        QVERIFY(!controller_->loadInput(path("dry.wav"))); // one at a time
        QTRY_VERIFY(!shares.empty());
        controller_->cancel();
        QElapsedTimer clock;
        clock.start();
        QTRY_VERIFY(!controller_->isBusy());
        QVERIFY2(clock.elapsed() < 500, qPrintable(QString::number(clock.elapsed())));
        QVERIFY(!controller_->hasInput() && loaded.empty());
        QVERIFY(shares.last()[0].toDouble() < 1.0);
    }

    void anAnswerForAnotherRoundGoesThere() {
        load("dry.wav", "target.wav");
        controller_->suggestNext();
        QTRY_VERIFY(predictor_->isAsked());
        controller_->startRound(kInputPlace);
        QCOMPARE(controller_->work().currentRound, std::size_t{1});
        predictor_->letGo();
        waitUntilIdle();
        QCOMPARE(controller_->work().rounds[0].steps.size(), std::size_t{1});
        QVERIFY(controller_->work().rounds[1].steps.empty());
    }

    void anAnswerForOtherWorkIsDropped() {
        load("dry.wav", "target.wav");
        controller_->suggestAll();
        QTRY_VERIFY(predictor_->isAsked());
        controller_->document().reset(Work{});
        predictor_->letGo();
        waitUntilIdle();
        QVERIFY(controller_->work().round().steps.empty());
        QVERIFY(!controller_->work().input.audio);
    }

    /// The same sounds, and yet another work.
    void workOpenedMeanwhileKeepsItsSteps() {
        load("dry.wav", "target.wav");
        controller_->suggestAll();
        QTRY_VERIFY(predictor_->isAsked());
        Work other = controller_->work();
        insertStep(other, 0, bright());
        controller_->document().reset(other);
        predictor_->letGo();
        waitUntilIdle();
        QCOMPARE(steps().size(), std::size_t{1});
    }

    void undoBringsTheTimelineBack() {
        load("dry.wav", "target.wav");
        controller_->addStep(EffectId::hallReverb);
        controller_->loadInputPreset("saw", "Saw");
        controller_->document().history().undo();
        waitUntilIdle();
        QVERIFY(controller_->timeline() != nullptr);
    }

    void soundsOpenedMeanwhileKeepTheirSteps() {
        load("dry.wav", "target.wav");
        const Work before = controller_->work();
        controller_->suggestAll();
        QTRY_VERIFY(predictor_->isAsked());
        controller_->loadInputPreset("saw", "Saw");
        predictor_->letGo();
        waitUntilIdle();
        QVERIFY(controller_->work().input.audio != before.input.audio);
        QVERIFY(controller_->work().round().steps.empty());
    }

    void theCardAskedLastGetsItsAlternativesMeasured() {
        predictor_->letGo();
        load("dry.wav", "target.wav");
        controller_->suggestAll();
        waitUntilIdle();
        const QSignalSpy measured(controller_.get(), &TimelineController::alternativesMeasured);
        controller_->measureAlternatives(0);
        controller_->measureAlternatives(1);
        QTRY_COMPARE(measured.size(), 1);
        QCOMPARE(measured[0][0].toInt(), controller_->work().round().steps[1].id);
    }

    void suggestionsAreOneUndo() {
        predictor_->letGo();
        load("dry.wav", "target.wav");
        controller_->suggestAll();
        waitUntilIdle();
        QCOMPARE(steps().size(), std::size_t{2});
        controller_->document().history().undo();
        QVERIFY(steps().empty());
        controller_->document().history().redo();
        waitUntilIdle();
        QCOMPARE(steps().size(), std::size_t{2});
        QVERIFY(controller_->soundAt(1));
    }

    void suggestionsAreSearchedForUnlessFirstGuessesAreWanted() {
        predictor_->letGo();
        effects::Step compressor = effects::defaultStep(EffectId::compressor);
        const int amount = effects::findParameter(effects::effectInfo(EffectId::compressor), "high_amount");
        compressor.values[static_cast<std::size_t>(amount)] = 0.6F;
        predictor_->ranking = {compressor, bright()}; // the second one is all that is missing
        predictor_->firstShare = 0.9F;
        core::writeAudioFile(folder_ / "bright.wav",
                             effects::renderStep(core::readAudioFile(folder_ / "dry.wav").audio, bright()));
        load("dry.wav", "bright.wav");
        const auto firstOf = [&](bool searches) {
            controller_->setSearches(searches);
            controller_->suggestNext();
            waitUntilIdle();
            const EffectId effect = steps().front().step.effect;
            controller_->document().history().undo();
            waitUntilIdle();
            return effect;
        };
        QCOMPARE(firstOf(false), EffectId::compressor);
        QCOMPARE(firstOf(true), EffectId::equalizer);
    }

    void everySwitchSetMarksAndRendersAtOnce() {
        predictor_->letGo();
        load("dry.wav", "target.wav");
        for (int i = 0; i < 30; ++i) { // far quicker than rendering
            controller_->addStep(EffectId::phaser);
            controller_->addStep(EffectId::compressor);
            controller_->moveStep(0, 1);
            controller_->switchStep(0, false);
            controller_->document().history().undo();
            controller_->removeStep(0);
            controller_->removeStep(0);
        }
        controller_->addStep(EffectId::distortion);
        waitUntilIdle();
        QCOMPARE(steps().size(), std::size_t{1});
        QVERIFY(*controller_->soundAt(0).load() == effects::renderStep(*controller_->soundAt(kInputPlace).load(),
                                                                       effects::defaultStep(EffectId::distortion)));
    }

    void aTargetAHundredTimesLongerThanTheInput() {
        core::writeAudioFile(folder_ / "short.wav", test::sineSound(440.0, 44100.0, 22050, 0.4));
        core::writeAudioFile(folder_ / "long.wav", test::noiseSound(44100.0, 100 * 22050, 0.4));
        load("short.wav", "long.wav");
        controller_->addStep(EffectId::hallReverb);
        waitUntilIdle();
        QCOMPARE(controller_->soundAt(0).frames(), std::size_t{100 * 22050});
        QVERIFY(controller_->timeline()->steps()[0].sound->picture.frames() > 4000);
    }

    void givingUpARenderingTakesItsEditBack() {
        core::writeAudioFile(folder_ / "long.wav", test::noiseSound(44100.0, 60 * 44100, 0.4));
        load("long.wav", "long.wav");
        const QSignalSpy started(controller_.get(), &TimelineController::started);
        const QSignalSpy notes(controller_.get(), &TimelineController::noted);
        controller_->addStep(EffectId::hallReverb);
        QTRY_VERIFY(started.count() > 0);
        controller_->cancel();
        waitUntilIdle();
        QVERIFY(steps().empty());
        QVERIFY(notes.count() > 0 && notes.last()[0].toString().contains("taken back"));
        QVERIFY(controller_->timeline() != nullptr);
    }

    void aDamagedSessionKeepsItsStepsUntilTheSoundIsThereAgain() {
        predictor_->letGo();
        load("dry.wav", "target.wav");
        controller_->suggestAll();
        waitUntilIdle();
        const Sound result = controller_->soundAt(1);
        Session session(controller_->document(), path("autosave"));
        session.save(path("work.stepwise"));
        QTRY_VERIFY(!session.isBusy());
        std::string bytes = test::readBytes(folder_ / "work.stepwise");
        bytes[bytes.find("INPT") + 2000] = static_cast<char>(~bytes[bytes.find("INPT") + 2000]);
        test::writeBytes(folder_ / "work.stepwise", bytes);
        const QSignalSpy notes(&session, &Session::noted);
        session.open(path("work.stepwise"));
        QTRY_VERIFY(!session.isBusy());
        QVERIFY(notes.last()[0].toString().contains("dry.wav"));
        QVERIFY(controller_->timeline() == nullptr);
        QCOMPARE(steps().size(), std::size_t{2});
        controller_->loadInput(path("dry.wav"));
        QTRY_VERIFY_WITH_TIMEOUT(controller_->timeline() != nullptr, 180000);
        waitUntilIdle();
        QCOMPARE(steps().size(), std::size_t{2});
        QVERIFY(*controller_->soundAt(1).load() == *result.load());
    }
};

QTEST_GUILESS_MAIN(TimelineControllerTest)
#include "timeline_controller_test.moc"
