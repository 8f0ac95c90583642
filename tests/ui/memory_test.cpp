// What the program keeps in memory with long sounds, in the real window with the real networks.
#include "core/audio_file.h"
#include "core/freed_memory.h"
#include "core/random.h"
#include "core/synth.h"
#include "effects/chain_renderer.h"
#include "models/predictor.h"
#include "support/window_fixture.h"
#include "ui/session.h"
#include "ui/timeline_view.h"

#include <QFile>

using namespace stepwise;
using namespace stepwise::ui;

namespace {

constexpr int kPatienceMs = 300000;

/// Of /proc/self/status, in MB (10^6 bytes).
double processMegabytes(const QByteArray& field) {
    QFile file("/proc/self/status");
    if (!file.open(QIODevice::ReadOnly))
        return 0.0;
    for (const QByteArray& line : file.readAll().split('\n'))
        if (line.startsWith(field + ':'))
            return line.mid(field.size() + 1).trimmed().split(' ').first().toDouble() * 1024.0 / 1e6;
    return 0.0;
}

/// Since the last call.
double peakMegabytes() {
    const double peak = processMegabytes("VmHWM");
    QFile file("/proc/self/clear_refs");
    if (file.open(QIODevice::WriteOnly))
        file.write("5");
    return peak;
}

void say(const char* when, double peak) {
    qInfo("%-10s %4.0f MB, at most %4.0f MB", when, processMegabytes("VmRSS"), peak);
}

/// Notes of a lead, one a second, at changing levels.
core::AudioBuffer notes(int seconds, std::size_t channels) {
    core::AudioBuffer sound(core::kAnalysisRateHz, channels, 0);
    core::Random random(1);
    for (int second = 0; second < seconds; ++second) {
        const std::vector<float> note = core::renderPreset("power_fifths_lead");
        for (std::vector<float>& channel : sound.channels) {
            const auto level = static_cast<float>(random.uniform(0.3, 1.0));
            for (const float sample : note)
                channel.push_back(level * sample);
        }
    }
    return sound;
}

/// dry.wav and a target with two effects on it.
void writeSounds(const test::WindowFixture& fixture, int inputSeconds, int targetSeconds, std::size_t channels) {
    core::writeAudioFile(fixture.path("dry.wav").toStdString(), notes(inputSeconds, channels));
    core::AudioBuffer target = notes(targetSeconds, channels);
    for (const effects::Step& step :
         {test::stepWith(effects::EffectId::distortion, "drive", 0.6F), test::allEffects().back()})
        target = effects::renderStep(target, step);
    core::writeAudioFile(fixture.path("target.wav").toStdString(), target);
}

/// The fixture's own patience is for short sounds.
bool waitUntilIdle(test::WindowFixture& fixture) {
    return QTest::qWaitFor([&] { return !fixture.controller().isBusy(); }, kPatienceMs) && fixture.waitUntilIdle();
}

/// Every card, near and far, as sound and as difference.
void lookAround(test::WindowFixture& fixture) {
    TimelineView& view = fixture.window().timelineView();
    for (const double factor : {8.0, 8.0, 0.1}) {
        view.zoom(factor);
        view.grab();
    }
    for (int step = 0; step < effects::kEffectCount; ++step) {
        fixture.controller().selectStep(step);
        view.grab();
    }
}

} // namespace

class MemoryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { core::returnFreedBlocks(); }

    void longSounds_data() {
        QTest::addColumn<int>("inputSeconds");
        QTest::addColumn<int>("targetSeconds");
        QTest::addColumn<int>("channels");
        QTest::addColumn<double>("mostMegabytes");
        QTest::newRow("ten-minute target") << 10 << 600 << 1 << 550.0;
        QTest::newRow("ten minutes both") << 600 << 600 << 1 << 550.0;
        QTest::newRow("ten-minute target, stereo") << 10 << 600 << 2 << 550.0;
        QTest::newRow("ten minutes both, stereo") << 600 << 600 << 2 << 550.0;
        QTest::newRow("searched as a whole, stereo") << 30 << 30 << 2 << 550.0;
    }

    void longSounds() {
        QFETCH(int, inputSeconds);
        QFETCH(int, targetSeconds);
        QFETCH(int, channels);
        QFETCH(double, mostMegabytes);
        test::WindowFixture fixture;
        writeSounds(fixture, inputSeconds, targetSeconds, static_cast<std::size_t>(channels));
        fixture.controller().setPredictor(models::loadPredictor(models::defaultModelFolder()));
        QCoreApplication::processEvents();
        peakMegabytes();
        say("empty", peakMegabytes());
        fixture.controller().loadPair(fixture.path("dry.wav"), fixture.path("target.wav"));
        QVERIFY(QTest::qWaitFor([&] { return fixture.controller().timeline() != nullptr; }, kPatienceMs));
        QVERIFY(waitUntilIdle(fixture));
        double peak = peakMegabytes();
        say("loaded", peak);
        QElapsedTimer clock;
        clock.start();
        fixture.controller().suggestAll();
        QVERIFY(waitUntilIdle(fixture));
        const int steps = static_cast<int>(fixture.controller().work().round().steps.size());
        qInfo("%d steps after %.1f s", steps, 1e-3 * static_cast<double>(clock.elapsed()));
        QVERIFY(steps > 0);
        for (const effects::EffectId effect : freeEffects(fixture.controller().work().round())) {
            fixture.controller().addStep(effect);
            QVERIFY(waitUntilIdle(fixture));
        }
        QCOMPARE(fixture.controller().work().round().steps.size(), std::size_t{effects::kEffectCount});
        QVERIFY(fixture.controller().timeline()->result()->measured.errors.mse > 0.0);
        lookAround(fixture);
        const QString session = fixture.path("long.stepwise");
        fixture.window().session().save(session);
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(session) && !fixture.window().session().isBusy(), kPatienceMs);
        peak = std::max(peak, peakMegabytes());
        say("five steps", peak);
        QVERIFY(peak < mostMegabytes);
    }
};

QTEST_MAIN(MemoryTest)
#include "memory_test.moc"
