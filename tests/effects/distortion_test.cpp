#include "effects/distortion.h"

#include "support/effect_signals.h"

#include <QtTest>

using namespace stepwise;
using effects::DistortionMode;
using effects::EffectId;

namespace {

constexpr double kRateHz = 44100.0;
constexpr std::size_t kFrames = 44100;

effects::ParameterValues distortionValues(DistortionMode mode, double drive, double mix = 1.0) {
    effects::ParameterValues values = effects::defaultValues(EffectId::distortion);
    values[0] = effects::choiceValue(effects::distortionInfo().parameters[0], static_cast<int>(mode));
    values[1] = static_cast<float>(drive);
    values[2] = static_cast<float>(mix);
    return values;
}

/// The largest component at a whole hertz that is no harmonic of the tone, under the fundamental or the largest
/// harmonic. Tone and second are whole, so that every product, true or folded, lies on a whole hertz.
double aliasDb(DistortionMode mode, double drive) {
    constexpr int kToneHz = 5003;
    const auto output = test::processedMono(EffectId::distortion, distortionValues(mode, drive),
                                            test::sine(kToneHz, kRateHz, 2 * kFrames, 0.5));
    double alias = 0.0;
    double wanted = 0.0;
    // Products fold from harmonic numbers 9 to 400 of the four-fold rate and of the base rate.
    for (int harmonic = 1; harmonic <= 4; ++harmonic)
        wanted = std::max(wanted, test::amplitudeAt(output, harmonic * kToneHz, kRateHz, kFrames, 2 * kFrames));
    for (int harmonic = 5; harmonic <= 120; ++harmonic) {
        const int rate = static_cast<int>(kRateHz);
        int folded = (harmonic * kToneHz) % rate;
        folded = folded > rate / 2 ? rate - folded : folded;
        if (folded < 20 || folded > 18000 || folded % kToneHz == 0)
            continue;
        alias = std::max(alias, test::amplitudeAt(output, folded, kRateHz, kFrames, 2 * kFrames));
    }
    return test::decibels(alias / wanted);
}

struct AliasBound {
    DistortionMode mode;
    double halfDriveDb;
    double fullDriveDb;
};

} // namespace

class DistortionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Alias products of a -6 dBFS sine near 5 kHz. The smooth modes must stay 50 dB under at drive 0.5.
    void aliasLevels_data() {
        QTest::addColumn<int>("mode");
        QTest::addColumn<double>("halfDriveDb");
        QTest::addColumn<double>("fullDriveDb");
        const auto row = [](const char* name, DistortionMode mode, double half, double full) {
            QTest::newRow(name) << static_cast<int>(mode) << half << full;
        };
        row("tube", DistortionMode::tube, -50.0, -30.0);
        row("soft clip", DistortionMode::softClip, -50.0, -30.0);
        row("hard clip", DistortionMode::hardClip, -50.0, -35.0);
        row("diode 1", DistortionMode::diode1, -50.0, -35.0);
        row("diode 2", DistortionMode::diode2, -50.0, -30.0);
        row("linear fold", DistortionMode::linearFold, -45.0, -20.0);
        row("sine fold", DistortionMode::sineFold, -50.0, -10.0);
        row("zero square", DistortionMode::zeroSquare, -40.0, -40.0);
        row("asymmetric", DistortionMode::asymmetric, -50.0, -30.0);
        row("rectify", DistortionMode::rectify, -40.0, -25.0);
        row("sine shaper", DistortionMode::sineShaper, -50.0, -20.0);
    }
    void aliasLevels() {
        QFETCH(const int, mode);
        QFETCH(const double, halfDriveDb);
        QFETCH(const double, fullDriveDb);
        const double half = aliasDb(static_cast<DistortionMode>(mode), 0.5);
        const double full = aliasDb(static_cast<DistortionMode>(mode), 1.0);
        qInfo("drive 0.5: %.1f dB, drive 1: %.1f dB", half, full);
        QVERIFY2(half < halfDriveDb, qPrintable(QString::number(half)));
        QVERIFY2(full < fullDriveDb, qPrintable(QString::number(full)));
    }

    void mixZeroIsTheInputDelayed() {
        const auto input = test::sine(997.0, kRateHz, 4096, 0.7);
        for (int mode = 0; mode < 12; ++mode) {
            const auto output = test::processedMono(
                EffectId::distortion, distortionValues(static_cast<DistortionMode>(mode), 0.8, 0.0), input);
            const auto processor = effects::makeSoundProcessor(EffectId::distortion, effects::Layout::mono);
            processor->prepare(kRateHz);
            const auto latency = static_cast<std::size_t>(processor->latencyFrames());
            for (std::size_t i = latency; i < input.size(); ++i)
                QCOMPARE(output[i], input[i - latency]);
        }
    }

    void dryAndWetAreInStep() {
        // A quiet sine is hardly bent by the soft clip: at drive 0 wet equals dry, so that no mix may cancel it.
        const auto input = test::sine(3000.0, kRateHz, 8192, 0.01);
        const auto wet =
            test::processedMono(EffectId::distortion, distortionValues(DistortionMode::softClip, 0.0), input);
        const auto dry =
            test::processedMono(EffectId::distortion, distortionValues(DistortionMode::softClip, 0.0, 0.0), input);
        for (std::size_t i = 4000; i < 8192; ++i)
            QVERIFY(std::abs(wet[i] - dry[i]) < 1e-4F);
    }

    void constantsAreBlocked() {
        for (int mode = 0; mode < 12; ++mode) {
            const auto output =
                test::processedMono(EffectId::distortion, distortionValues(static_cast<DistortionMode>(mode), 0.5),
                                    test::sine(441.0, kRateHz, 4 * kFrames, 0.5));
            double mean = 0.0;
            for (std::size_t i = 3 * kFrames; i < 4 * kFrames; ++i)
                mean += output[i] / static_cast<double>(kFrames);
            QVERIFY2(std::abs(mean) < 1e-3, qPrintable(QString("mode %1: %2").arg(mode).arg(mean)));
        }
    }

    void driveIsInDecibels() {
        const auto quiet = test::sine(1000.0, kRateHz, kFrames, 1e-3);
        for (const double drive : {0.0, 0.5, 1.0}) {
            const auto output =
                test::processedMono(EffectId::distortion, distortionValues(DistortionMode::softClip, drive), quiet);
            const double gainDb =
                test::decibels(test::amplitudeAt(output, 1000.0, kRateHz, kFrames / 2, kFrames) / 1e-3);
            QVERIFY2(std::abs(gainDb - 30.0 * drive) < 0.1, qPrintable(QString::number(gainDb)));
        }
    }

    void theModesSoundDifferent() {
        std::vector<std::vector<float>> outputs;
        for (int mode = 0; mode < 12; ++mode)
            outputs.push_back(test::processedMono(EffectId::distortion,
                                                  distortionValues(static_cast<DistortionMode>(mode), 0.7),
                                                  test::sine(300.0, kRateHz, kFrames, 0.3)));
        for (std::size_t a = 0; a < outputs.size(); ++a)
            for (std::size_t b = a + 1; b < outputs.size(); ++b) {
                double difference = 0.0;
                for (int harmonic = 1; harmonic <= 20; ++harmonic) {
                    const double levelA =
                        test::amplitudeAt(outputs[a], 300.0 * harmonic, kRateHz, kFrames / 2, kFrames);
                    const double levelB =
                        test::amplitudeAt(outputs[b], 300.0 * harmonic, kRateHz, kFrames / 2, kFrames);
                    difference =
                        std::max(difference, std::abs(test::decibels(levelA + 1e-4) - test::decibels(levelB + 1e-4)));
                }
                QVERIFY2(difference > 3.0, qPrintable(QString("modes %1 and %2: %3 dB").arg(a).arg(b).arg(difference)));
            }
    }

    void modesChangeWithoutAClick() {
        const auto processor = effects::makeSoundProcessor(EffectId::distortion, effects::Layout::mono);
        processor->prepare(kRateHz);
        const auto input = test::sine(100.0, kRateHz, kFrames, 0.2);
        std::vector<float> block(128 * effects::kSoundPackLanes, 0.0F);
        std::vector<float> output;
        for (std::size_t start = 0; start + 128 <= input.size(); start += 128) {
            const auto mode = start / 8192 % 2 == 0 ? DistortionMode::softClip : DistortionMode::tube;
            const auto values = distortionValues(mode, 0.2);
            processor->setParameters(std::span(&values, 1));
            for (std::size_t i = 0; i < 128; ++i)
                block[i * effects::kSoundPackLanes] = input[start + i];
            processor->process(block.data(), 128);
            for (std::size_t i = 0; i < 128; ++i)
                output.push_back(block[i * effects::kSoundPackLanes]);
        }
        float steepest = 0.0F;
        for (std::size_t i = 1; i < output.size(); ++i)
            steepest = std::max(steepest, std::abs(output[i] - output[i - 1]));
        QVERIFY2(steepest < 0.01F, qPrintable(QString::number(steepest)));
    }
};

QTEST_APPLESS_MAIN(DistortionTest)
#include "distortion_test.moc"
