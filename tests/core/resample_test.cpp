#include "core/resample.h"

#include "support/test_sounds.h"

#include <QTest>

#include <array>

namespace stepwise::core {

using test::noiseSound;
using test::sineSound;

class ResampleTest : public QObject {
    Q_OBJECT

    /// Signal to everything else, in dB, with the best fitting sine of that frequency as the signal.
    static double purityDb(std::span<const float> samples, double frequencyHz, double rateHz) {
        double sinSin = 0.0;
        double cosCos = 0.0;
        double sinCos = 0.0;
        double ySin = 0.0;
        double yCos = 0.0;
        const double step = 2.0 * std::numbers::pi * frequencyHz / rateHz;
        for (std::size_t i = 0; i < samples.size(); ++i) {
            const double s = std::sin(step * static_cast<double>(i));
            const double c = std::cos(step * static_cast<double>(i));
            const double y = static_cast<double>(samples[i]);
            sinSin += s * s;
            cosCos += c * c;
            sinCos += s * c;
            ySin += y * s;
            yCos += y * c;
        }
        const double determinant = sinSin * cosCos - sinCos * sinCos;
        const double a = (ySin * cosCos - yCos * sinCos) / determinant;
        const double b = (yCos * sinSin - ySin * sinCos) / determinant;
        double signal = 0.0;
        double rest = 0.0;
        for (std::size_t i = 0; i < samples.size(); ++i) {
            const double fit =
                a * std::sin(step * static_cast<double>(i)) + b * std::cos(step * static_cast<double>(i));
            const double error = static_cast<double>(samples[i]) - fit;
            signal += fit * fit;
            rest += error * error;
        }
        return 10.0 * std::log10(signal / std::max(rest, 1e-30));
    }

    static void rates() {
        QTest::addColumn<double>("fromHz");
        QTest::addColumn<double>("toHz");
        for (const double rateHz : {8000.0, 22050.0, 48000.0, 88200.0, 96000.0, 192000.0}) {
            QTest::addRow("%.0f to 44100 Hz", rateHz) << rateHz << 44100.0;
            QTest::addRow("44100 to %.0f Hz", rateHz) << 44100.0 << rateHz;
        }
    }

private Q_SLOTS:
    void sineStaysPure_data() { rates(); }
    void sineStaysPure() {
        QFETCH(double, fromHz);
        QFETCH(double, toHz);
        const double frequencyHz = 1234.5;
        const AudioBuffer result =
            resample(sineSound(frequencyHz, fromHz, static_cast<std::size_t>(fromHz), 0.9), toHz);
        const std::span<const float> samples = result.channel(0);
        const auto edge = static_cast<std::size_t>(0.05 * toHz);
        const double purity = purityDb(samples.subspan(edge, samples.size() - 2 * edge), frequencyHz, toHz);
        QVERIFY2(purity > 100.0, qPrintable(QString("%1 dB").arg(purity)));
    }

    void nothingIsDelayed_data() { rates(); }
    void nothingIsDelayed() {
        QFETCH(double, fromHz);
        QFETCH(double, toHz);
        // A band-limited bump in the middle of 200 ms: its samples at the new rate are known.
        const auto bump = [](double seconds) {
            const double x = (seconds - 0.1) / 0.0005;
            return 0.8 * std::exp(-0.5 * x * x);
        };
        AudioBuffer sound(fromHz, 1, static_cast<std::size_t>(0.2 * fromHz));
        for (std::size_t i = 0; i < sound.frames(); ++i)
            sound.channels[0][i] = static_cast<float>(bump(static_cast<double>(i) / fromHz));
        const AudioBuffer result = resample(sound, toHz);
        double worst = 0.0;
        for (std::size_t i = 0; i < result.frames(); ++i)
            worst = std::max(
                worst, std::abs(static_cast<double>(result.channels[0][i]) - bump(static_cast<double>(i) / toHz)));
        QVERIFY2(worst < 1e-4, qPrintable(QString("%1").arg(worst)));
    }

    void lengthsAreRounded() {
        const std::array<double, 7> ratesHz = {8000.0, 11025.0, 44100.0, 48000.0, 96000.0, 192000.0, 44099.0};
        for (const double fromHz : ratesHz)
            for (const double toHz : ratesHz)
                for (const std::size_t frames : {1U, 2U, 3U, 100U, 4411U}) {
                    const AudioBuffer result = resample(noiseSound(fromHz, frames, 0.5, 2), toHz);
                    const long long expected = std::llround(static_cast<double>(frames) * toHz / fromHz);
                    QCOMPARE(static_cast<long long>(result.frames()), std::max(expected, 1LL));
                    QCOMPARE(result.channelCount(), std::size_t{2});
                    QCOMPARE(result.channels[1].size(), result.frames());
                    QCOMPARE(result.sampleRateHz, toHz);
                    for (const float sample : result.channels[0])
                        QVERIFY(std::isfinite(sample));
                }
    }

    void oneSampleBecomesItsPulse() {
        AudioBuffer sound(22050.0, 1, 1);
        sound.channels[0][0] = 0.5F;
        const AudioBuffer result = resample(sound, 44100.0);
        QCOMPARE(result.frames(), std::size_t{2});
        // The transition band takes 4 % of the pulse.
        QVERIFY(std::abs(result.channels[0][0] - 0.48F) < 0.01F);
    }

    void sameRateIsACopy() {
        const AudioBuffer sound = noiseSound(44100.0, 1000, 1.0, 3);
        QCOMPARE(resample(sound, 44100.0), sound);
        QCOMPARE(resample(AudioBuffer(8000.0, 2, 0), 44100.0).frames(), std::size_t{0});
    }

    void extremeRatesSurvive() {
        QCOMPARE(resample(noiseSound(1.0, 20, 0.5), 44100.0).frames(), std::size_t{20 * 44100});
        QCOMPARE(resample(noiseSound(768000.0, 768000, 0.5), 44100.0).frames(), std::size_t{44100});
    }

    void channelsStayApart() {
        AudioBuffer sound = sineSound(1000.0, 48000.0, 48000, 0.5, 2);
        std::ranges::fill(sound.channels[1], 0.0F);
        const AudioBuffer result = resample(sound, 44100.0);
        QCOMPARE(result.channels[1], std::vector<float>(44100, 0.0F));
    }

    void analysisMonoIsTheMeanAtTheAnalysisRate() {
        AudioBuffer sound = sineSound(1000.0, 48000.0, 48000, 0.5, 2);
        std::ranges::transform(sound.channels[1], sound.channels[1].begin(), [](float x) { return 3.0F * x; });
        const std::vector<float> mono = toAnalysisMono(sound);
        QCOMPARE(mono.size(), std::size_t{44100});
        const AudioBuffer expected = sineSound(1000.0, 44100.0, 44100, 1.0);
        for (std::size_t i = 2000; i < 42000; ++i)
            QVERIFY(std::abs(mono[i] - expected.channels[0][i]) < 1e-5F);
        QVERIFY(toAnalysisMono(AudioBuffer(48000.0, 1, 0)).empty());
        const AudioBuffer already = noiseSound(44100.0, 100, 1.0);
        QCOMPARE(toAnalysisMono(already), already.channels[0]);
    }
};

} // namespace stepwise::core

QTEST_APPLESS_MAIN(stepwise::core::ResampleTest)
#include "resample_test.moc"
