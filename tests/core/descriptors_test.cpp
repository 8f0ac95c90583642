#include "core/descriptors.h"

#include "core/audio_buffer.h"
#include "core/random.h"
#include "core/synth.h"
#include "support/signals.h"

#include <QtTest>

using namespace stepwise;

class DescriptorsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFullScaleSine() {
        const auto d = core::describe(test::sine(1000.0, core::kAnalysisRateHz, 44100, 1.0));
        QVERIFY(std::abs(d.rmsDb + 3.01) < 0.01);
        QVERIFY(std::abs(d.crestFactorDb - 3.01) < 0.01);
        QVERIFY2(std::abs(d.loudnessLufs + 3.01) < 0.2, qPrintable(QString::number(d.loudnessLufs)));
        QVERIFY2(std::abs(d.centroidHz - 1000.0) < 30.0, qPrintable(QString::number(d.centroidHz)));
        QVERIFY(std::abs(d.pitchHz - 1000.0) < 1.0);
        QVERIFY2(d.harmonicToNoiseDb > 30.0, qPrintable(QString::number(d.harmonicToNoiseDb)));
        QVERIFY(d.flatness < 0.001);
        QCOMPARE(d.seconds, 1.0);
    }

    void noiseIsFlatAndHasNoPitch() {
        core::Random random(1);
        std::vector<float> noise(44100);
        for (float& sample : noise)
            sample = static_cast<float>(random.uniform(-0.5, 0.5));
        const auto d = core::describe(noise);
        QVERIFY(d.flatness > 0.4);
        QCOMPARE(d.pitchHz, 0.0);
        QVERIFY(std::abs(d.centroidHz - 11025.0) < 300.0);
    }

    void noiseLowersTheHarmonicToNoiseRatio() {
        core::Random random(2);
        const auto tone = core::renderPreset("saw", 57, 1.0);
        double previous = 1e9;
        for (const double level : {0.0, 0.02, 0.1}) {
            auto noisy = tone;
            for (float& sample : noisy)
                sample += static_cast<float>(random.uniform(-level, level));
            const double ratio = core::describe(noisy).harmonicToNoiseDb;
            QVERIFY(ratio < previous);
            previous = ratio;
        }
    }

    void pitchOfThePresets() {
        for (const int note : {36, 48, 60, 72, 84})
            for (const char* preset : {"sine", "triangle", "saw", "square"}) {
                const double expected = 440.0 * std::exp2((note - 69) / 12.0);
                const double pitch = core::estimatePitchHz(core::renderPreset(preset, note));
                QVERIFY2(std::abs(12.0 * std::log2(pitch / expected)) < 0.1,
                         qPrintable(QString("%1 %2: %3 Hz").arg(preset).arg(note).arg(pitch)));
            }
    }

    void tinyAndSilentSoundsAreDescribed() {
        for (const auto& sound : {std::vector<float>{0.5F}, std::vector<float>(44100, 0.0F)}) {
            const auto d = core::describe(sound);
            for (const double value : {d.centroidHz, d.rolloffHz, d.flatness, d.onsetStrength, d.rmsDb, d.crestFactorDb,
                                       d.loudnessLufs, d.harmonicToNoiseDb, d.pitchHz})
                QVERIFY(std::isfinite(value));
        }
    }
};

QTEST_APPLESS_MAIN(DescriptorsTest)
#include "descriptors_test.moc"
