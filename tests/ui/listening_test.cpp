// Listening on a sound server without hardware: what is heard when knobs turn, places change and devices vanish.
#include "support/jack_server.h"
#include "support/own_process.h"
#include "support/window_fixture.h"
#include "support/work_while_playing.h"
#include "ui/audition.h"
#include "ui/rack_panel.h"
#include "ui/theme.h"

#include <QSignalSpy>

#include <chrono>
#include <cmath>
#include <thread>

using namespace stepwise;
using effects::EffectId;
using test::jackOutput;
using test::JackServer;

class ListeningTest : public QObject {
    Q_OBJECT

    /// The loudest within a time; the window's own meter takes some of the peaks.
    static float loudest(ui::Audition& audition, int milliseconds) {
        float peak = 0.0F;
        QElapsedTimer clock;
        clock.start();
        while (clock.elapsed() < milliseconds) {
            peak = std::max(peak, audition.takePeaks()[0]);
            QTest::qWait(1);
        }
        return peak;
    }

    static bool playsOn(ui::Audition& audition) {
        const double before = audition.positionSeconds();
        return QTest::qWaitFor([&] { return audition.positionSeconds() != before; }, 5000);
    }

    static bool lookForDevices(ui::Audition& audition) {
        QSignalSpy found(&audition, &ui::Audition::devicesLookedFor);
        audition.lookForDevices();
        return found.wait(10000);
    }

    static void playWhileTheDeviceVanishes(bool isPolite) {
        JackServer server(44100.0);
        QVERIFY2(server.isRunning(), "jackd must be installed (jackd2)");
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair());
        ui::Audition& audition = fixture.window().audition();
        audition.setOutput(jackOutput());
        audition.play();
        QVERIFY(playsOn(audition));
        isPolite ? server.terminate() : server.kill();
        QTRY_VERIFY_WITH_TIMEOUT(!audition.isPlaying(), 10000);
        QVERIFY2(fixture.window().messageText().contains("is gone"), qPrintable(fixture.window().messageText()));
        audition.play();
        QTRY_VERIFY_WITH_TIMEOUT(!audition.isPlaying(), 10000);
        QVERIFY2(fixture.window().messageText().contains("cannot be opened"),
                 qPrintable(fixture.window().messageText()));
        audition.playTestTone();
        QTRY_VERIFY_WITH_TIMEOUT(!audition.isPlaying(), 10000);
        QVERIFY2(fixture.window().messageText().contains("cannot be opened"),
                 qPrintable(fixture.window().messageText()));
        QVERIFY(lookForDevices(audition)); // would wait for the server for ever
        QVERIFY2(fixture.window().messageText().contains("JACK"), qPrintable(fixture.window().messageText()));
        // The program goes on, and ends in peace.
        fixture.controller().addStep(EffectId::phaser);
        QVERIFY(fixture.waitUntilIdle());
    }

private Q_SLOTS:
    void initTestCase() { ui::applyTheme(*qApp, ui::darkTheme()); }

    void keysSwitchPlaces() {
        test::chooseJackServer("stepwise-no-such-server");
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair());
        QVERIFY(fixture.addEverything());
        ui::Audition& audition = fixture.window().audition();
        const std::vector<std::pair<Qt::Key, int>> keys = {{Qt::Key_2, 1}, {Qt::Key_T, ui::kTargetPlace},
                                                           {Qt::Key_1, 0}, {Qt::Key_0, ui::kInputPlace},
                                                           {Qt::Key_R, 4}, {Qt::Key_5, 4},
                                                           {Qt::Key_9, 4}}; // there is no ninth step
        for (const auto& [key, place] : keys) {
            QTest::keyClick(&fixture.window(), key);
            QCOMPARE(audition.place(), place);
        }
    }

    void keysSwitchPlacesWhileTheProgramWorks() {
        test::chooseJackServer("stepwise-no-such-server");
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair());
        QVERIFY(fixture.addEverything());
        QVERIFY(fixture.controller().start("Working", [](const effects::Progress& progress) {
            while (progress(0.5))
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            return ui::BackgroundWorker::Delivery();
        }));
        for (const auto& [key, place] : {std::pair(Qt::Key_2, 1), std::pair(Qt::Key_T, ui::kTargetPlace)}) {
            QTest::keyClick(&fixture.window(), key);
            QCOMPARE(fixture.window().audition().place(), place);
        }
        QVERIFY(fixture.controller().isWorking());
        fixture.controller().cancel();
        QVERIFY(fixture.waitUntilIdle());
    }

    void otherSoundsAreLoopedAsAWhole() {
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair());
        ui::Audition& audition = fixture.window().audition();
        audition.setLoopRegion(0.2, 0.4);
        fixture.controller().addStep(effects::EffectId::distortion);
        QVERIFY(fixture.waitUntilIdle());
        QCOMPARE(audition.loopEndSeconds(), 0.4);
        fixture.controller().loadTarget(fixture.path("dry.wav"));
        QVERIFY(fixture.waitUntilIdle());
        QCOMPARE(audition.loopEndSeconds(), 0.0);
    }

    /// The step that is heard stays heard when steps move, come or go around it.
    void hearingFollowsTheStep() {
        test::chooseJackServer("stepwise-no-such-server");
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair());
        QVERIFY(fixture.addEverything());
        ui::TimelineController& controller = fixture.controller();
        ui::Audition& audition = fixture.window().audition();
        audition.listen(2);
        controller.moveStep(2, 0);
        QCOMPARE(audition.place(), 0);
        controller.document().history().undo();
        QCOMPARE(audition.place(), 2);
        controller.removeStep(0);
        QCOMPARE(audition.place(), 1);
        controller.removeStep(1); // what takes its place is heard
        QCOMPARE(audition.place(), 1);
        while (!controller.work().round().steps.empty())
            controller.removeStep(0);
        QCOMPARE(audition.place(), ui::kInputPlace);
        QVERIFY(fixture.waitUntilIdle());
        QVERIFY(audition.hasSound());
    }

    /// Steps that are off do not run, and do not shift the others.
    void stepsThatAreOffAreNotHeard() {
        const JackServer server(44100.0);
        QVERIFY2(server.isRunning(), "jackd must be installed (jackd2)");
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair());
        ui::TimelineController& controller = fixture.controller();
        effects::Step muted = effects::defaultStep(EffectId::equalizer);
        muted.values[0] = 1.0F; // a high-pass at 20 kHz
        muted.values[3] = 1.0F;
        controller.addStep(EffectId::equalizer);
        controller.addStep(EffectId::distortion);
        controller.changeStep(0, muted);
        QVERIFY(fixture.waitUntilIdle());
        ui::Audition& audition = fixture.window().audition();
        audition.setOutput(jackOutput());
        audition.setLoudnessMatched(false);
        audition.listen(1);
        audition.play();
        QVERIFY2(playsOn(audition), qPrintable(fixture.window().messageText()));
        const auto peak = [&] {
            QTest::qWait(150); // several buffers, and the crossfade
            audition.takePeaks();
            return loudest(audition, 500);
        };
        audition.setLoopRegion(0.1, 0.4);
        const float closed = peak();
        controller.switchStep(0, false);
        const float open = peak();
        audition.listen(0); // nothing is on up to here: the input
        const float input = peak();
        audition.stop();
        QVERIFY2(closed < 0.2F * open && open > 0.05F && input > 0.05F,
                 qPrintable(QString("%1, then %2, input %3").arg(closed).arg(open).arg(input)));
    }

    void loudnessIsMatchedUntilSwitchedOff() {
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair());
        QVERIFY(fixture.addEverything());
        ui::Audition& audition = fixture.window().audition();
        QVERIFY(audition.isLoudnessMatched());
        audition.listen(2);
        QVERIFY(std::abs(audition.gainDb() - 20.0 * std::log10(static_cast<double>(fixture.controller().gainAt(2)))) <
                1e-4);
        QVERIFY(std::abs(audition.gainDb()) > 0.05);
        QTest::keyClick(&fixture.window(), Qt::Key_M);
        QCOMPARE(audition.gainDb(), 0.0);
        audition.setLoudnessMatched(true);
        audition.listen(ui::kTargetPlace);
        QVERIFY(std::abs(audition.gainDb()) < 1e-9);
    }

    /// A target in a file of floating-point samples may peak above full scale, and its dry sound once it is as loud.
    void nothingThatIsHeardClips() {
        const JackServer server(44100.0);
        QVERIFY2(server.isRunning(), "jackd must be installed (jackd2)");
        test::WindowFixture fixture;
        core::AudioBuffer loud(core::kAnalysisRateHz, core::renderPreset("power_fifths_lead"));
        float peak = 0.0F;
        for (const float sample : loud.channels[0])
            peak = std::max(peak, std::abs(sample));
        for (float& sample : loud.channels[0])
            sample *= 2.0F / peak;
        core::writeAudioFile(fixture.path("target.wav").toStdString(), loud);
        QVERIFY(fixture.loadPair());
        ui::Audition& audition = fixture.window().audition();
        QVERIFY2(std::abs(audition.headroomDb() - 7.02) < 0.05, qPrintable(QString::number(audition.headroomDb())));
        audition.setOutput(jackOutput());
        for (const int place : {ui::kTargetPlace, ui::kInputPlace}) {
            audition.listen(place);
            audition.setPositionSeconds(0.0);
            audition.play();
            QVERIFY2(playsOn(audition), qPrintable(fixture.window().messageText()));
            const float heard = loudest(audition, 1200);
            audition.stop();
            QVERIFY2(heard > 0.85F && heard < 0.9F, qPrintable(QString::number(heard)));
        }
        // Unmatched, the target still is too loud; a target that is not needs no room.
        audition.setLoudnessMatched(false);
        QVERIFY(audition.headroomDb() > 7.0);
        fixture.controller().loadTarget(fixture.path("dry.wav"));
        QVERIFY(fixture.waitUntilIdle());
        QCOMPARE(audition.headroomDb(), 0.0);
    }

    void withoutADeviceItSaysSo() {
        test::chooseJackServer("stepwise-no-such-server");
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair());
        const bool hasSoundCard = !core::Player::outputDevices().empty();
        QTest::keyClick(&fixture.window(), Qt::Key_Space);
        QCOMPARE(fixture.window().audition().isPlaying(), hasSoundCard);
        QCOMPARE(fixture.window().messageText().contains("No audio output device"), !hasSoundCard);
    }

    /// An equalizer that mutes nearly everything: the level falls while the loop goes on, and before any rendering.
    void aTurnedKnobIsHeardAtOnce() {
        const JackServer server(44100.0);
        QVERIFY2(server.isRunning(), "jackd must be installed (jackd2)");
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair());
        fixture.controller().addStep(EffectId::equalizer);
        QVERIFY(fixture.waitUntilIdle());
        ui::Audition& audition = fixture.window().audition();
        audition.setOutput(jackOutput());
        audition.setLoudnessMatched(false);
        audition.listen(0);
        audition.play();
        QVERIFY2(playsOn(audition), qPrintable(fixture.window().messageText()));
        QVERIFY(audition.isLive());
        audition.setLoopRegion(0.1, 0.4);
        QTest::qWait(200);
        const float open = loudest(audition, 600);
        effects::Step muted = effects::defaultStep(EffectId::equalizer);
        muted.values[0] = 1.0F; // a high-pass at 20 kHz
        muted.values[3] = 1.0F;
        audition.turnKnobs(0, muted);
        QTest::qWait(100); // several buffers, and the filter's own ringing
        audition.takePeaks();
        const float closed = loudest(audition, 600);
        audition.stop();
        QVERIFY2(closed < 0.1F * open && open > 0.05F, qPrintable(QString("%1, then %2").arg(open).arg(closed)));
        QVERIFY(!fixture.controller().isBusy());
    }

    void devicesThatComeAreFound() {
        test::chooseJackServer(JackServer::name());
        std::unique_ptr<JackServer> server; // outlives those who play on it
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair());
        ui::Audition& audition = fixture.window().audition();
        QVERIFY(jackOutput().device.isEmpty());
        server = std::make_unique<JackServer>(44100.0);
        QVERIFY2(server->isRunning(), "jackd must be installed (jackd2)");
        QVERIFY(lookForDevices(audition));
        QVERIFY(!jackOutput().device.isEmpty());
        QVERIFY(audition.setOutput(jackOutput()));
        audition.play();
        QVERIFY(playsOn(audition));
        // And again while it plays: it stops, and starts as before.
        QElapsedTimer clock;
        clock.start();
        audition.lookForDevices();
        QVERIFY2(clock.elapsed() < 30, qPrintable(QString::number(clock.elapsed()))); // the fade alone takes longer
        QVERIFY(!audition.isPlaying());
        audition.play();
        QVERIFY2(fixture.window().messageText().contains("looked for"), qPrintable(fixture.window().messageText()));
        QVERIFY(QSignalSpy(&audition, &ui::Audition::devicesLookedFor).wait(10000));
        audition.play();
        QVERIFY(playsOn(audition));
        QVERIFY(!audition.setOutput({"ALSA", "no such device", 256}));
        audition.play();
        QVERIFY(playsOn(audition)); // on the default device
        audition.stop();
    }

    void oddDevices_data() {
        QTest::addColumn<double>("rateHz");
        QTest::addColumn<int>("channels");
        QTest::addColumn<bool>("isLive");
        QTest::newRow("37.8 kHz") << 37800.0 << 2 << true;
        QTest::newRow("one channel") << 48000.0 << 1 << true;
        QTest::newRow("too slow for the rack") << 11025.0 << 2 << false;
        QTest::newRow("192 kHz, eight channels") << 192000.0 << 8 << true;
    }
    void oddDevices() {
        QFETCH(double, rateHz);
        QFETCH(int, channels);
        QFETCH(bool, isLive);
        const JackServer server(rateHz, channels);
        QVERIFY2(server.isRunning(), "jackd must be installed (jackd2)");
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair());
        fixture.controller().addStep(EffectId::distortion);
        QVERIFY(fixture.waitUntilIdle());
        ui::Audition& audition = fixture.window().audition();
        QVERIFY(audition.setOutput(jackOutput()));
        audition.listen(0);
        audition.play();
        QVERIFY2(playsOn(audition), qPrintable(fixture.window().messageText()));
        QVERIFY(playsOn(audition));
        QCOMPARE(audition.isLive(), isLive);
        QVERIFY(loudest(audition, 1500) > 0.01F);
        audition.stop();
    }

    void theTestToneIsHeardAndLeavesPlaybackAsItWas() {
        const JackServer server(44100.0);
        QVERIFY2(server.isRunning(), "jackd must be installed (jackd2)");
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair());
        ui::Audition& audition = fixture.window().audition();
        audition.setOutput(jackOutput());
        audition.setPositionSeconds(0.3);
        audition.playTestTone();
        const float peak = loudest(audition, 700);
        QVERIFY2(std::abs(peak - 0.1F) < 0.01F, qPrintable(QString::number(peak)));
        QTRY_VERIFY_WITH_TIMEOUT(!audition.isPlaying(), 3000);
        QCOMPARE(audition.positionSeconds(), 0.3);
    }

    /// On a sound server that waits for every buffer: `window_benchmark` counts late ones.
    void playsOnWhileTheProgramWorks() {
        const JackServer server(44100.0);
        QVERIFY2(server.isRunning(), "jackd must be installed (jackd2)");
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair());
        QVERIFY(fixture.window().audition().setOutput(jackOutput(128)));
        const test::WorkDone done = test::workWhilePlaying(fixture, 5);
        QVERIFY(done.playedOn);
        QVERIFY2(done.turns > 20, qPrintable(QString::number(done.turns)));
        QVERIFY(done.suggestions > 0);
        QVERIFY(done.refinements > 0);
        QVERIFY(fixture.waitUntilIdle());
    }

    /// Last, since PortAudio cannot come back from the end of a JACK server in one process.
    void aDeviceThatVanishesStopsPlayback_data() {
        QTest::addColumn<bool>("isPolite");
        QTest::newRow("switched off") << true;
        QTest::newRow("killed") << false;
    }
    void aDeviceThatVanishesStopsPlayback() {
        QFETCH(bool, isPolite);
        if (test::isOwnProcess())
            return playWhileTheDeviceVanishes(isPolite);
        const test::OwnProcessResult result = test::runAgainInOwnProcess();
        QVERIFY2(result.hasPassed, result.output.constData());
    }
};

QTEST_MAIN(ListeningTest)
#include "listening_test.moc"
