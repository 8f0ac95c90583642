// How soon a turned knob is seen, without a window.
#include "core/audio_file.h"
#include "core/synth.h"
#include "effects/chain_renderer.h"
#include "ui/spectrogram_image.h"
#include "ui/timeline_controller.h"

#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

using namespace stepwise;
using namespace stepwise::ui;
using effects::EffectId;

class TimelineSpeedTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aKnobIsSeenSoon_data() {
        QTest::addColumn<int>("seconds");
        QTest::addColumn<double>("limitMs");
        QTest::newRow("one second") << 1 << 100.0;
        QTest::newRow("ten seconds") << 10 << 400.0;
    }

    void aKnobIsSeenSoon() {
        QFETCH(int, seconds);
        QFETCH(double, limitMs);
        const QTemporaryDir folder;
        std::vector<float> samples;
        for (int i = 0; i < seconds; ++i) {
            const std::vector<float> second = core::renderPreset("saw");
            samples.insert(samples.end(), second.begin(), second.end());
        }
        const core::AudioBuffer dry(core::kAnalysisRateHz, std::move(samples));
        const std::string input = folder.filePath("dry.wav").toStdString();
        core::writeAudioFile(input, dry);
        TimelineController controller;
        controller.loadPair(folder.filePath("dry.wav"), folder.filePath("dry.wav"));
        QTRY_VERIFY_WITH_TIMEOUT(controller.timeline() != nullptr && !controller.isBusy(), 60000);
        for (const EffectId effect : effects::kAllEffects)
            controller.addStep(effect);
        QTRY_VERIFY_WITH_TIMEOUT(!controller.isBusy(), 60000);
        TimeWindow window;
        window.setLength(seconds);
        for (int index = 0; index < effects::kEffectCount; ++index) {
            std::vector<double> times;
            for (int turn = 0; turn < 5; ++turn) {
                effects::Step step = controller.work().round().steps[static_cast<std::size_t>(index)].step;
                step.values[1] = 0.11F + 0.15F * static_cast<float>(turn);
                const TimelineSoundPtr before = controller.timeline()->soundBefore(static_cast<std::size_t>(index) + 1);
                QElapsedTimer clock;
                clock.start();
                controller.changeStep(index, step);
                const auto sound = [&] {
                    return controller.timeline()->soundBefore(static_cast<std::size_t>(index) + 1);
                };
                while (sound() == before && clock.elapsed() < 10000)
                    QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
                const QImage image = spectrogramImage(sound()->picture, nullptr, window, QSize(230, 200), {});
                times.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
                QTRY_VERIFY_WITH_TIMEOUT(!controller.isBusy(), 60000);
            }
            std::sort(times.begin(), times.end());
            const double median = times[times.size() / 2];
            qInfo("%d s, %s: %.0f ms", seconds,
                  effects::effectInfo(effects::kAllEffects[static_cast<std::size_t>(index)]).name.data(), median);
            QVERIFY(median < limitMs);
        }
    }
};

QTEST_GUILESS_MAIN(TimelineSpeedTest)
#include "timeline_speed_test.moc"
