#include "core/loudness.h"

#include "support/test_sounds.h"

#include <QTest>

namespace stepwise::core {

using test::noiseSound;
using test::sineSound;

/// BS.1770's calibration: a full-scale 997 Hz sine in one front channel reads -3.01 LUFS.
constexpr double kCalibrationHz = 997.0;
constexpr double kCalibrationLufs = -3.01;

class LoudnessTest : public QObject {
    Q_OBJECT

    static AudioBuffer scaled(AudioBuffer sound, double gainDb) {
        applyGain(sound, static_cast<float>(std::pow(10.0, gainDb / 20.0)));
        return sound;
    }

    static void compareWithin(double value, double expected, double tolerance) {
        QVERIFY2(std::abs(value - expected) <= tolerance,
                 qPrintable(QString("%1, expected %2 within %3").arg(value).arg(expected).arg(tolerance)));
    }

private Q_SLOTS:
    void calibrationSine_data() {
        QTest::addColumn<double>("rateHz");
        for (const double rateHz : {8000.0, 22050.0, 44100.0, 48000.0, 96000.0, 192000.0})
            QTest::addRow("%.0f Hz", rateHz) << rateHz;
    }
    void calibrationSine() {
        QFETCH(double, rateHz);
        const auto frames = static_cast<std::size_t>(5.0 * rateHz);
        // The filters are the 48 kHz ones mapped to other rates, which at 8 kHz costs their shape a little.
        const double tolerance = rateHz < 20000.0 ? 0.3 : 0.05;
        compareWithin(integratedLoudnessLufs(sineSound(kCalibrationHz, rateHz, frames, 1.0)), kCalibrationLufs,
                      tolerance);
        compareWithin(integratedLoudnessLufs(sineSound(kCalibrationHz, rateHz, frames, 1.0, 2)),
                      kCalibrationLufs + 3.01, tolerance);
    }

    void gainIsLinear() {
        const AudioBuffer sound = sineSound(kCalibrationHz, 44100.0, 88200, 0.5);
        const double reference = integratedLoudnessLufs(sound);
        for (const double gainDb : {-40.0, -12.0, -3.0, 6.0, 20.0})
            compareWithin(integratedLoudnessLufs(scaled(sound, gainDb)), reference + gainDb, 0.01);
    }

    void shortSoundsAreRepeated() {
        // 40 and 100 ms hold whole cycles of 1 kHz, so the repetition is the long sine.
        const double reference = integratedLoudnessLufs(sineSound(1000.0, 44100.0, 441000, 0.5));
        for (const std::size_t frames : {441U, 1764U, 4410U, 17640U})
            compareWithin(integratedLoudnessLufs(sineSound(1000.0, 44100.0, frames, 0.5)), reference, 0.1);
        AudioBuffer sample(44100.0, 1, 1);
        sample.channels[0][0] = 1.0F;
        QVERIFY(std::isfinite(integratedLoudnessLufs(sample)));
    }

    void silenceIsSilent() {
        QCOMPARE(integratedLoudnessLufs(AudioBuffer(44100.0, 2, 44100)), -120.0);
        QCOMPARE(integratedLoudnessLufs(AudioBuffer(44100.0, 1, 100)), -120.0);
        QCOMPARE(integratedLoudnessLufs(AudioBuffer(44100.0, 1, 0)), -120.0);
        QCOMPARE(integratedLoudnessLufs(AudioBuffer()), -120.0);
    }

    void trimMatchesLoudness() {
        const AudioBuffer target = sineSound(440.0, 44100.0, 44100, 0.8, 2);
        for (const double levelDb : {-50.0, -12.0, 0.0, 12.0}) {
            const AudioBuffer sound = scaled(noiseSound(44100.0, 44100, 0.3), levelDb);
            const AudioBuffer matched = scaled(sound, trimDb(sound, target));
            compareWithin(integratedLoudnessLufs(matched), integratedLoudnessLufs(target), 0.05);
        }
    }

    void trimIsBoundedAndLeavesSilenceAlone() {
        const AudioBuffer loud = scaled(sineSound(1000.0, 44100.0, 44100, 1.0), 20.0);
        const AudioBuffer quiet = scaled(loud, -80.0);
        QCOMPARE(trimDb(quiet, loud), 60.0);
        QCOMPARE(trimDb(loud, quiet), -60.0);
        const AudioBuffer silence(44100.0, 1, 44100);
        QCOMPARE(trimDb(silence, loud), 0.0);
        QCOMPARE(trimDb(loud, silence), 0.0);
        compareWithin(trimDb(loud, loud), 0.0, 1e-12);
    }
};

} // namespace stepwise::core

QTEST_APPLESS_MAIN(stepwise::core::LoudnessTest)
#include "loudness_test.moc"
