// The transport: what it says of what is heard, the keys of its loop, and the playheads.
#include "support/jack_server.h"
#include "support/test_sounds.h"
#include "support/window_fixture.h"
#include "support/work_while_playing.h"
#include "ui/audio_settings_page.h"
#include "ui/audition.h"
#include "ui/sound_card.h"
#include "ui/spectrogram_plot.h"
#include "ui/theme.h"
#include "ui/timeline_view.h"
#include "ui/transport_bar.h"

#include <QComboBox>
#include <QLabel>
#include <QSignalSpy>

using namespace stepwise;
using test::jackOutput;
using test::JackServer;

class TransportTest : public QObject {
    Q_OBJECT

    using Region = std::pair<double, double>;

    /// A pair of sounds in a window, and a device of this rate.
    struct Playing {
        explicit Playing(double rateHz) : server(rateHz), isReady(server.isRunning() && fixture.loadPair()) {
            fixture.window().audition().setOutput(jackOutput());
        }

        JackServer server;
        test::WindowFixture fixture;
        bool isReady;
    };

    static bool plays(ui::Audition& audition) {
        audition.play();
        const double before = audition.positionSeconds();
        return QTest::qWaitFor([&] { return audition.positionSeconds() != before; }, 60000); // sanitizers are slow
    }

    static bool says(const QWidget& widget, const QString& words) {
        return std::ranges::any_of(widget.findChildren<QLabel*>(), [&](const QLabel* label) {
            return !label->isHidden() && label->text().contains(words);
        });
    }

    static bool isNear(const Region& region, const Region& expected) {
        return std::abs(region.first - expected.first) < 1e-6 && std::abs(region.second - expected.second) < 1e-6;
    }

private Q_SLOTS:
    void initTestCase() { ui::applyTheme(*qApp, ui::darkTheme()); }

    /// One extreme knob does not make everything quiet for good; while playing, the level does not jump up.
    void levelComesBackOncePlaybackStops() {
        const JackServer server(44100.0);
        QVERIFY2(server.isRunning(), "jackd must be installed (jackd2)");
        test::WindowFixture fixture;
        QVERIFY(QFile::remove(fixture.path("target.wav"))); // peaks high by itself
        QVERIFY(QFile::copy(fixture.path("dry.wav"), fixture.path("target.wav")));
        QVERIFY(fixture.loadPair());
        ui::TimelineController& controller = fixture.controller();
        ui::Audition& audition = fixture.window().audition();
        audition.setOutput(jackOutput());
        audition.setLoudnessMatched(false);
        const effects::Step usual = effects::defaultStep(effects::EffectId::equalizer);
        effects::Step loud = usual;
        loud.values[2] = loud.values[6] = 1.0F; // both gains
        controller.addStep(usual.effect);
        QVERIFY(fixture.waitUntilIdle());
        QCOMPARE(audition.headroomDb(), 0.0);
        const auto heardAfter = [&](const effects::Step& step) {
            controller.changeStep(0, step);
            return fixture.waitUntilIdle() ? audition.headroomDb() : -1.0;
        };
        const double loudest = heardAfter(loud);
        QVERIFY2(loudest > 6.0, qPrintable(QString::number(loudest)));
        QVERIFY(says(fixture.window(), QString("Everything plays %1 dB softer").arg(loudest, 0, 'f', 1)));
        QCOMPARE(heardAfter(usual), 0.0);
        QCOMPARE(heardAfter(loud), loudest);
        QVERIFY(plays(audition));
        QCOMPARE(heardAfter(usual), loudest);
        audition.stop();
        QCOMPARE(audition.headroomDb(), 0.0);
        QVERIFY(!says(fixture.window(), "dB softer"));
    }

    void settingsShowADeviceThatIsNotThere() {
        const JackServer server(44100.0);
        QVERIFY2(server.isRunning(), "jackd must be installed (jackd2)");
        test::WindowFixture fixture;
        ui::Audition& audition = fixture.window().audition();
        for (const QString& api : {jackOutput().hostApi, QString("No such API")}) {
            const ui::AudioOutput gone = {api, "Old headphones", 256};
            QVERIFY(!audition.setOutput(gone));
            ui::AudioSettingsPage page(audition);
            const QComboBox* device = page.findChildren<QComboBox*>()[1];
            const auto tells = [&] {
                return device->currentText() == "Old headphones (not there: the system's default is used)" &&
                       page.findChildren<QComboBox*>()[0]->currentText() == api &&
                       says(page, "not there; the system's default is used");
            };
            QVERIFY2(tells(), qPrintable(device->currentText()));
            QSignalSpy found(&audition, &ui::Audition::devicesLookedFor);
            audition.lookForDevices();
            QVERIFY(found.wait(10000));
            QVERIFY2(tells(), qPrintable(device->currentText()));
            QCOMPARE(audition.output(), gone);
        }
        QVERIFY(audition.setOutput(jackOutput()));
        const ui::AudioSettingsPage page(audition);
        QCOMPARE(page.findChildren<QComboBox*>()[1]->currentData().toString(), jackOutput().device);
        QVERIFY(!says(page, "not there"));
    }

    void aLongSoundIsPreparedForTheDevice() {
        const JackServer server(48000.0);
        QVERIFY2(server.isRunning(), "jackd must be installed (jackd2)");
        test::WindowFixture fixture;
        core::writeAudioFile(fixture.path("target.wav").toStdString(),
                             test::noiseSound(core::kAnalysisRateHz, std::size_t{60} * 44100, 0.1, 2));
        QVERIFY(fixture.loadPair());
        ui::Audition& audition = fixture.window().audition();
        audition.setOutput(jackOutput());
        audition.listen(ui::kTargetPlace);
        QStringList said;
        const auto* transport = fixture.window().findChild<ui::TransportBar*>();
        QVERIFY(says(*transport, "0:00.00 / 1:00.00"));
        connect(&audition, &ui::Audition::readinessChanged, transport, [&] {
            said += says(*transport, "Preparing the sound for the device …") ? "prepares" : "plays";
            QCOMPARE(said.last() == "prepares", !says(*transport, "You hear the target."));
        });
        QVERIFY(plays(audition));
        QCOMPARE(said, QStringList({"prepares", "plays"}));
        audition.stop();
        QVERIFY(!audition.isPreparing());
    }

    void whereTheRackCannotRunItSaysSo() {
        Playing playing(16000.0);
        QVERIFY2(playing.isReady, "jackd must be installed (jackd2)");
        test::WindowFixture& fixture = playing.fixture;
        fixture.controller().addStep(effects::EffectId::distortion);
        QVERIFY(fixture.waitUntilIdle());
        ui::Audition& audition = fixture.window().audition();
        const auto* transport = fixture.window().findChild<ui::TransportBar*>();
        const auto tells = [&] {
            return says(*transport, "This device runs at 16000 Hz: turned knobs are heard once they are rendered.");
        };
        audition.listen(0);
        QVERIFY(!tells());
        QVERIFY(plays(audition));
        QVERIFY(tells());
        audition.listen(ui::kTargetPlace);
        QVERIFY(!tells());
        audition.listen(0);
        QVERIFY(tells());
        audition.stop();
        QVERIFY(!tells());
    }

    void aDoubleClickPlaysFromThere() {
        Playing playing(44100.0);
        QVERIFY2(playing.isReady, "jackd must be installed (jackd2)");
        test::WindowFixture& fixture = playing.fixture;
        ui::Audition& audition = fixture.window().audition();
        audition.setLooping(false);
        ui::SpectrogramPlot* plot = fixture.window().timelineView().cards().back()->plot();
        const QPoint place(3 * plot->width() / 4, plot->height() / 2);
        const double there = plot->readOutAt(place).section(' ', 0, 0).toDouble();
        QVERIFY(there > 0.3);
        QTest::mouseDClick(plot, Qt::LeftButton, {}, place);
        QCOMPARE(audition.place(), ui::kTargetPlace);
        QVERIFY(audition.isPlaying());
        QVERIFY(audition.positionSeconds() >= there - 0.02);
        audition.stop();
        audition.setLooping(true);
        audition.setLoopRegion(0.05, 0.1);
        QTest::mouseDClick(plot, Qt::LeftButton, {}, place); // the loop would play from elsewhere
        QVERIFY(audition.loopEndSeconds() <= audition.loopStartSeconds());
        audition.stop();
        QTest::mouseDClick(plot, Qt::LeftButton, {}, QPoint(2, 2)); // beside the picture
        QVERIFY(!audition.isPlaying());
    }

    void thePlayheadStaysWherePlaybackStops() {
        Playing playing(44100.0);
        QVERIFY2(playing.isReady, "jackd must be installed (jackd2)");
        test::WindowFixture& fixture = playing.fixture;
        ui::Audition& audition = fixture.window().audition();
        ui::TimelineView& view = fixture.window().timelineView();
        audition.setPositionSeconds(0.4);
        QVERIFY(plays(audition));
        audition.stop();
        const auto isShown = [&](std::size_t card) {
            ui::SpectrogramPlot* plot = view.cards()[card]->plot();
            const QImage shown = plot->image();
            plot->hidePlayhead();
            const bool isThere = plot->image() != shown;
            plot->setPlayhead(audition.positionSeconds());
            return isThere && plot->image() == shown;
        };
        QVERIFY(isShown(0) && isShown(1));
        fixture.controller().addStep(effects::EffectId::phaser); // a new card
        QVERIFY(fixture.waitUntilIdle());
        QVERIFY(isShown(0) && isShown(1) && isShown(2));
    }

    /// As at the first time: the learner may have looked elsewhere meanwhile.
    void playingAnewBringsThePlayheadIntoView() {
        Playing playing(44100.0);
        QVERIFY2(playing.isReady, "jackd must be installed (jackd2)");
        test::WindowFixture& fixture = playing.fixture;
        ui::Audition& audition = fixture.window().audition();
        ui::TimelineView& view = fixture.window().timelineView();
        audition.setPositionSeconds(0.1);
        view.zoom(8.0);
        view.scrollTime(3.0);
        QVERIFY(view.timeWindow().start() > 0.5);
        QVERIFY(plays(audition));
        QVERIFY(view.timeWindow().start() < 0.5);
    }

    void keysSetTheEndsOfTheLoop() {
        test::chooseJackServer("stepwise-no-such-server");
        test::WindowFixture fixture;
        QVERIFY(fixture.loadPair());
        ui::Audition& audition = fixture.window().audition();
        const auto after = [&](Qt::Key key, double position) {
            audition.setLoopRegion(0.4, 0.6);
            audition.setPositionSeconds(position);
            QTest::keyClick(&fixture.window(), key);
            return Region(audition.loopStartSeconds(), audition.loopEndSeconds());
        };
        QCOMPARE(after(Qt::Key_BracketRight, 0.5), Region(0.4, 0.5));
        QCOMPARE(after(Qt::Key_BracketRight, 0.2), Region(0.0, 0.2));
        QCOMPARE(after(Qt::Key_BracketLeft, 0.5), Region(0.5, 0.6));
        QCOMPARE(after(Qt::Key_BracketLeft, 0.7), Region(0.7, audition.lengthSeconds()));
        QVERIFY(isNear(after(Qt::Key_BracketRight, 0.401), {0.4, 0.42}));
        QVERIFY(isNear(after(Qt::Key_BracketLeft, 0.599), {0.599, 0.619}));
        const double length = audition.lengthSeconds();
        QVERIFY(isNear(after(Qt::Key_BracketLeft, length - 0.001), {length - 0.02, length}));
        audition.setLoopRegion(0.5, 0.5);
        QVERIFY(audition.loopEndSeconds() <= audition.loopStartSeconds()); // the whole sound
    }
};

QTEST_MAIN(TransportTest)
#include "transport_test.moc"
