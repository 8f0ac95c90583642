// The compressor by its sound: crossovers, static curves, times, linking, identity.
#include "effects/compressor_curve.h"
#include "effects/crossover.h"
#include "effects/effect_measurement.h"

#include "core/random.h"

#include <QtTest>

using namespace stepwise;
using namespace stepwise::tests;
using effects::EffectId;
using effects::Layout;
using effects::ParameterValues;

namespace {

constexpr double kRateHz = 48000.0;
constexpr std::size_t kSecond = 48000;

ParameterValues with(std::initializer_list<Setting> some) {
    return settings(EffectId::compressor, some);
}

ParameterValues withAmounts(float low, float mid, float high, std::initializer_list<Setting> others = {}) {
    ParameterValues values = with(others);
    values[0] = low;
    values[1] = mid;
    values[2] = high;
    return values;
}

/// Magnitude of a 4th-order Linkwitz-Riley low-pass under the bilinear transform; the high-pass is the rest.
double lowShare(double frequencyHz, double crossoverHz) {
    const double pi = std::numbers::pi;
    const double ratio = std::tan(pi * frequencyHz / kRateHz) / std::tan(pi * crossoverHz / kRateHz);
    return 1.0 / (1.0 + std::pow(ratio, 4.0));
}

/// Steady gain in dB of a sine at this level.
double steadyGainDb(const ParameterValues& values, double frequencyHz, double sineDb) {
    Rig rig(EffectId::compressor, values);
    const std::vector<float> input = sine(5 * kSecond, toAmplitude(sineDb), frequencyHz);
    const std::vector<float> output = rig.play(input);
    return toDecibels(rms(output, 4 * kSecond, kSecond) / rms(input, 4 * kSecond, kSecond));
}

/// Milliseconds after `from` at which the gain, in dB, has gone 63 % of its way.
double timeConstantMs(const std::vector<float>& input, const std::vector<float>& output, std::size_t from) {
    const auto gainDb = [&](std::size_t i) {
        return toDecibels(static_cast<double>(output[i])) - toDecibels(static_cast<double>(input[i]));
    };
    const double before = gainDb(from - 1);
    const double after = gainDb(input.size() - 1);
    const double share = 1.0 - std::exp(-1.0);
    std::size_t i = from;
    while (std::abs(gainDb(i) - before) < share * std::abs(after - before))
        ++i;
    return static_cast<double>(i - from) * 1000.0 / kRateHz;
}

std::vector<float> constantLevels(double firstDb, double secondDb, std::size_t framesEach) {
    std::vector<float> signal(2 * framesEach, static_cast<float>(toAmplitude(firstDb)));
    std::fill(signal.begin() + static_cast<std::ptrdiff_t>(framesEach), signal.end(),
              static_cast<float>(toAmplitude(secondDb)));
    return signal;
}

std::vector<float> noise(std::size_t frames, double amplitude, std::uint64_t seed) {
    core::Random random(seed);
    std::vector<float> signal(frames);
    for (float& sample : signal)
        sample = static_cast<float>(random.uniform(-amplitude, amplitude));
    return signal;
}

} // namespace

class CompressorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void zeroAmountsAreFlat_data() {
        QTest::addColumn<double>("rateHz");
        QTest::addColumn<float>("mixPercent");
        for (const double rateHz : {22050.0, 44100.0, 96000.0, 192000.0})
            for (const float mixPercent : {1.0F, 50.0F, 100.0F})
                QTest::addRow("%.0f Hz, mix %.0f", rateHz, static_cast<double>(mixPercent)) << rateHz << mixPercent;
    }
    void zeroAmountsAreFlat() {
        QFETCH(const double, rateHz);
        QFETCH(const float, mixPercent);
        Rig rig(EffectId::compressor, withAmounts(0.0F, 0.0F, 0.0F, {{"mix", mixPercent}}), rateHz);
        const std::vector<float> response = rig.play(impulse(static_cast<std::size_t>(rateHz / 4.0)));
        for (double frequencyHz = 20.0; frequencyHz < 0.49 * rateHz; frequencyHz *= 1.05) {
            const double errorDb = toDecibels(std::abs(spectrumAt(response, frequencyHz, rateHz)));
            QVERIFY2(std::abs(errorDb) < 0.1, qPrintable(QString("%1 dB at %2 Hz").arg(errorDb).arg(frequencyHz)));
        }
    }

    void crossoversAreLinkwitzRiley() {
        using namespace effects::STEPWISE_LANE_NAMESPACE;
        ThreeBandCrossover<4> crossover;
        crossover.prepare(kRateHz, effects::kLowCrossoverHz, effects::kHighCrossoverHz);
        std::vector<float> low, mid, high, sum;
        for (const float x : impulse(kSecond / 2)) {
            const Bands<4> bands = crossover.split(x);
            low.push_back(bands.low[0]);
            mid.push_back(bands.mid[0]);
            high.push_back(bands.high[0]);
            sum.push_back(bands.low[0] + bands.mid[0] + bands.high[0]);
        }
        for (double frequencyHz = 20.0; frequencyHz < 20000.0; frequencyHz *= 1.1) {
            const auto gainDb = [&](const std::vector<float>& band) {
                return toDecibels(std::abs(spectrumAt(band, frequencyHz, kRateHz)));
            };
            const double belowLow = lowShare(frequencyHz, effects::kLowCrossoverHz);
            const double belowHigh = lowShare(frequencyHz, effects::kHighCrossoverHz);
            QVERIFY(std::abs(gainDb(sum)) < 0.1);
            for (const auto& [band, expected] :
                 {std::pair{low, belowLow * belowHigh}, {mid, (1.0 - belowLow) * belowHigh}, {high, 1.0 - belowHigh}})
                QVERIFY(toDecibels(expected) < -60.0 || std::abs(gainDb(band) - toDecibels(expected)) < 0.1);
        }
    }

    void singleBandFollowsItsCurve_data() {
        QTest::addColumn<float>("thresholdDb");
        QTest::addColumn<float>("ratio");
        for (const float thresholdDb : {-40.0F, -18.0F, 0.0F})
            for (const float ratio : {1.0F, 2.0F, 4.0F, 100.0F})
                QTest::addRow("%.0f dB, %.0f:1", static_cast<double>(thresholdDb), static_cast<double>(ratio))
                    << thresholdDb << ratio;
    }
    void singleBandFollowsItsCurve() {
        QFETCH(const float, thresholdDb);
        QFETCH(const float, ratio);
        const ParameterValues values = with({{"threshold", thresholdDb},
                                             {"ratio", ratio},
                                             {"attack", 50.0F},
                                             {"release", 200.0F},
                                             {"multiband", 0.0F}});
        for (double sineDb = -54.0; sineDb <= 0.0; sineDb += 6.0) {
            const double expectedDb = effects::compressorSingleGainDb(values, sineDb - 3.0103);
            const double gainDb = steadyGainDb(values, 1000.0, sineDb);
            QVERIFY2(std::abs(gainDb - expectedDb) < 0.2,
                     qPrintable(QString("%1 instead of %2 dB").arg(gainDb).arg(expectedDb)));
        }
    }

    void singleBandCurveIsThresholdAndRatio() {
        const ParameterValues values = with({{"threshold", -20.0F}, {"ratio", 4.0F}});
        QCOMPARE(effects::compressorSingleGainDb(values, -30.0), 0.0);
        QVERIFY(std::abs(effects::compressorSingleGainDb(values, -8.0) + 9.0) < 1e-4);
    }

    void bandsFollowTheirCurves_data() {
        QTest::addColumn<int>("band");
        QTest::addColumn<double>("frequencyHz");
        QTest::addColumn<float>("amount");
        QTest::addColumn<float>("thresholdDb");
        QTest::addColumn<float>("ratio");
        const double frequenciesHz[] = {60.0, 470.0, 12000.0};
        for (int band = 0; band < effects::kCompressorBands; ++band) {
            QTest::addRow("band %d", band) << band << frequenciesHz[band] << 1.0F << -18.0F << 4.0F;
            QTest::addRow("band %d, half", band) << band << frequenciesHz[band] << 0.5F << -18.0F << 4.0F;
            QTest::addRow("band %d, gentle", band) << band << frequenciesHz[band] << 1.0F << -30.0F << 1.5F;
            QTest::addRow("band %d, hard", band) << band << frequenciesHz[band] << 1.0F << -6.0F << 100.0F;
        }
    }
    void bandsFollowTheirCurves() {
        QFETCH(const int, band);
        QFETCH(const double, frequencyHz);
        QFETCH(const float, amount);
        QFETCH(const float, thresholdDb);
        QFETCH(const float, ratio);
        ParameterValues values = withAmounts(
            0.0F, 0.0F, 0.0F, {{"threshold", thresholdDb}, {"ratio", ratio}, {"attack", 200.0F}, {"release", 330.0F}});
        values[static_cast<std::size_t>(band)] = amount;
        const double belowLow = lowShare(frequencyHz, effects::kLowCrossoverHz);
        const double belowHigh = lowShare(frequencyHz, effects::kHighCrossoverHz);
        const double shares[] = {belowLow * belowHigh, (1.0 - belowLow) * belowHigh, 1.0 - belowHigh};
        const double share = shares[band];
        for (double sineDb = -84.0; sineDb <= 0.0; sineDb += 6.0) {
            const double levelDb = sineDb - 3.0103 + toDecibels(share);
            // The other bands, at amount 0, leave their share as it is; all shares are in phase.
            const double bandGain = toAmplitude(effects::compressorBandGainDb(values, band, levelDb));
            const double expectedDb = toDecibels(share * bandGain + (1.0 - share));
            const double gainDb = steadyGainDb(values, frequencyHz, sineDb);
            QVERIFY2(std::abs(gainDb - expectedDb) < 0.2,
                     qPrintable(QString("%1 instead of %2 dB at %3 dBFS").arg(gainDb).arg(expectedDb).arg(sineDb)));
        }
    }

    void gainIsBounded() {
        for (const float thresholdDb : {-60.0F, -18.0F, 0.0F})
            for (const float ratio : {1.0F, 4.0F, 100.0F})
                for (int band = 0; band < effects::kCompressorBands; ++band)
                    for (double levelDb = -130.0; levelDb < 40.0; levelDb += 0.5) {
                        const ParameterValues values =
                            withAmounts(1.0F, 1.0F, 1.0F, {{"threshold", thresholdDb}, {"ratio", ratio}});
                        QVERIFY(effects::compressorBandGainDb(values, band, levelDb) <= 36.001);
                    }
    }

    void noiseFloorIsNotLifted() {
        Rig rig(EffectId::compressor, withAmounts(1.0F, 1.0F, 1.0F));
        const std::vector<float> floor = noise(2 * kSecond, toAmplitude(-90.0), 3);
        const double gainDb =
            toDecibels(rms(rig.play(floor), kSecond, kSecond)) - toDecibels(rms(floor, kSecond, kSecond));
        QVERIFY(gainDb < 16.0); // the make-up alone
        rig.reset();
        QCOMPARE(largestSample(rig.play(std::vector<float>(kSecond, 0.0F))), 0.0);
    }

    void amountsAreMonotone_data() {
        QTest::addColumn<int>("band");
        QTest::addColumn<double>("frequencyHz");
        QTest::newRow("low") << 0 << 40.0;
        QTest::newRow("mid") << 1 << 470.0;
        QTest::newRow("high") << 2 << 9000.0;
    }
    void amountsAreMonotone() {
        QFETCH(const int, band);
        QFETCH(const double, frequencyHz);
        double lastDb = -1.0;
        for (int tenths = 0; tenths <= 10; ++tenths) {
            ParameterValues values = withAmounts(0.0F, 0.0F, 0.0F);
            values[static_cast<std::size_t>(band)] = static_cast<float>(tenths) / 10.0F;
            const double gainDb = steadyGainDb(values, frequencyHz, -40.0);
            QVERIFY2(gainDb > lastDb + (tenths > 0 ? 0.8 : 0.0), qPrintable(QString::number(gainDb)));
            lastDb = gainDb;
        }
    }

    void amountsDoNotMatterInSingleBandMode() {
        Rig none(EffectId::compressor, withAmounts(0.0F, 0.0F, 0.0F, {{"multiband", 0.0F}}));
        Rig full(EffectId::compressor, withAmounts(1.0F, 1.0F, 1.0F, {{"multiband", 0.0F}}));
        const std::vector<float> input = noise(kSecond / 4, 0.8, 5);
        QVERIFY(none.play(input) == full.play(input));
    }

    void attackIsAsLabelled_data() {
        QTest::addColumn<float>("attackMs");
        for (const float attackMs : {1.0F, 3.0F, 10.0F, 30.0F, 100.0F, 1000.0F})
            QTest::addRow("%.0f ms", static_cast<double>(attackMs)) << attackMs;
    }
    void attackIsAsLabelled() {
        QFETCH(const float, attackMs);
        Rig rig(EffectId::compressor,
                with({{"threshold", -40.0F}, {"attack", attackMs}, {"release", 300.0F}, {"multiband", 0.0F}}));
        const std::size_t frames = 10 * kSecond;
        const std::vector<float> input = constantLevels(-25.0, -5.0, frames);
        const double measuredMs = timeConstantMs(input, rig.play(input), frames);
        QVERIFY2(std::abs(measuredMs / static_cast<double>(attackMs) - 1.0) < 0.1,
                 qPrintable(QString("%1 ms").arg(measuredMs)));
    }

    void releaseIsAsLabelled_data() {
        QTest::addColumn<float>("releaseMs");
        for (const float releaseMs : {10.0F, 30.0F, 100.0F, 300.0F, 1000.0F})
            QTest::addRow("%.0f ms", static_cast<double>(releaseMs)) << releaseMs;
    }
    void releaseIsAsLabelled() {
        QFETCH(const float, releaseMs);
        Rig rig(EffectId::compressor,
                with({{"threshold", -40.0F}, {"attack", 10.0F}, {"release", releaseMs}, {"multiband", 0.0F}}));
        const std::size_t frames = 10 * kSecond;
        const std::vector<float> input = constantLevels(-5.0, -25.0, frames);
        const double measuredMs = timeConstantMs(input, rig.play(input), frames);
        QVERIFY2(std::abs(measuredMs / static_cast<double>(releaseMs) - 1.0) < 0.1,
                 qPrintable(QString("%1 ms").arg(measuredMs)));
    }

    void stereoDetectorIsLinked_data() {
        QTest::addColumn<float>("multiband");
        QTest::newRow("single band") << 0.0F;
        QTest::newRow("multiband") << 1.0F;
    }
    void stereoDetectorIsLinked() {
        QFETCH(const float, multiband);
        const ParameterValues values = withAmounts(1.0F, 1.0F, 1.0F, {{"multiband", multiband}});
        const std::vector<float> loud = noise(kSecond, 0.9, 7);
        std::vector<float> quiet = loud;
        for (float& sample : quiet)
            sample *= 0.125F;
        Rig linked(EffectId::compressor, values, kRateHz, Layout::stereo);
        const auto [left, right] = linked.play(loud, quiet);
        for (std::size_t i = 0; i < kSecond; ++i)
            QCOMPARE(right[i], left[i] * 0.125F);
        Rig apart(EffectId::compressor, values, kRateHz, Layout::mono);
        const auto [first, second] = apart.play(loud, quiet);
        QVERIFY(rms(second, kSecond / 2, kSecond / 2) > 1.5 * rms(right, kSecond / 2, kSecond / 2));
        QVERIFY(first == left);
    }

    void mixZeroIsTheInput_data() { stereoDetectorIsLinked_data(); }
    void mixZeroIsTheInput() {
        QFETCH(const float, multiband);
        Rig rig(EffectId::compressor,
                withAmounts(1.0F, 1.0F, 1.0F, {{"multiband", multiband}, {"mix", 0.0F}, {"gain", 30.0F}}));
        const std::vector<float> input = noise(kSecond, 1.0, 9);
        QVERIFY(rig.play(input) == input);
    }

    void gainActsOnTheWetSound() {
        for (const float multiband : {0.0F, 1.0F}) {
            const ParameterValues values =
                withAmounts(0.0F, 0.0F, 0.0F, {{"multiband", multiband}, {"ratio", 1.0F}, {"gain", 12.0F}});
            QVERIFY(std::abs(steadyGainDb(values, 470.0, -20.0) - 12.0) < 0.05);
        }
    }

    void lowBandsMoveSlower() {
        for (std::size_t band = 1; band < effects::kBandCurves.size(); ++band)
            QVERIFY(effects::kBandCurves[band].timeFactor < effects::kBandCurves[band - 1].timeFactor);
    }

    void changesDoNotClick_data() {
        QTest::addColumn<ParameterValues>("before");
        QTest::addColumn<ParameterValues>("after");
        const ParameterValues none = withAmounts(0.0F, 0.0F, 0.0F);
        QTest::newRow("amounts") << none << withAmounts(1.0F, 1.0F, 1.0F);
        QTest::newRow("multiband") << withAmounts(1.0F, 1.0F, 1.0F) << with({{"multiband", 0.0F}});
        QTest::newRow("threshold") << with({{"multiband", 0.0F}}) << with({{"multiband", 0.0F}, {"threshold", -60.0F}});
        QTest::newRow("mix") << with({{"mix", 0.0F}}) << with({});
        QTest::newRow("gain") << none << withAmounts(0.0F, 0.0F, 0.0F, {{"gain", 20.0F}});
    }
    void changesDoNotClick() {
        QFETCH(const ParameterValues, before);
        QFETCH(const ParameterValues, after);
        for (const auto& [from, to] : {std::pair{before, after}, std::pair{after, before}}) {
            const std::vector<float> input = sine(kSecond + 120, 0.3, 100.0);
            Rig rig(EffectId::compressor, from);
            std::vector<float> output = rig.play(input); // ends at the sine's crest
            rig.set(to);
            const std::vector<float> rest = rig.play({input.rbegin(), input.rend()});
            const double ownStep = std::max(largestStep(output), largestStep(rest));
            const double amplitude = std::max(largestSample(output), largestSample(rest));
            output.erase(output.begin(), output.end() - 2400);
            output.insert(output.end(), rest.begin(), rest.begin() + 2400);
            QVERIFY(largestStep(output) <= ownStep);
            QVERIFY2(ownStep < amplitude * (0.0131 + 0.01), qPrintable(QString::number(ownStep / amplitude)));
        }
    }

    void lanesKeepToThemselves() {
        constexpr std::size_t kLanes = effects::kSoundPackLanes;
        const std::array<ParameterValues, kLanes> before = {withAmounts(1.0F, 0.2F, 0.7F), with({{"mix", 0.0F}}),
                                                            with({{"mix", 30.0F}}), with({{"gain", 10.0F}})};
        std::array<ParameterValues, kLanes> after = {before[1], before[0], before[3], before[2]};
        const std::vector<float> input = noise(kSecond / 2, 0.7, 11);
        const auto render = [&](const std::array<ParameterValues, kLanes>& first,
                                const std::array<ParameterValues, kLanes>& second) {
            auto processor = effects::makeSoundProcessor(EffectId::compressor, Layout::mono);
            processor->setParameters(first);
            processor->prepare(kRateHz);
            std::vector<float> block(input.size() * kLanes);
            for (std::size_t i = 0; i < block.size(); ++i)
                block[i] = input[i / kLanes];
            const std::size_t half = 10007;
            processor->process(block.data(), static_cast<int>(half));
            processor->setParameters(second);
            processor->process(block.data() + half * kLanes, static_cast<int>(input.size() - half));
            return block;
        };
        const std::vector<float> together = render(before, after);
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            std::array<ParameterValues, kLanes> first = {}, second = {};
            first.fill(before[lane]);
            second.fill(after[lane]);
            const std::vector<float> alone = render(first, second);
            for (std::size_t i = lane; i < alone.size(); i += kLanes)
                QCOMPARE(together[i], alone[i]);
        }
    }

    void recoversFromAHugeBurst_data() { stereoDetectorIsLinked_data(); }
    void recoversFromAHugeBurst() {
        QFETCH(const float, multiband);
        const ParameterValues values = withAmounts(1.0F, 1.0F, 1.0F, {{"multiband", multiband}});
        const std::vector<float> clean = noise(3 * kSecond, 0.1, 13);
        std::vector<float> burst = clean;
        std::fill_n(burst.begin() + 1000, 50, 1e10F);
        Rig rig(EffectId::compressor, values);
        const double cleanRms = rms(rig.play(clean), 2 * kSecond, kSecond);
        rig.reset();
        const double burstRms = rms(rig.play(burst), 2 * kSecond, kSecond);
        QVERIFY2(std::abs(toDecibels(burstRms / cleanRms)) < 0.5, qPrintable(QString::number(burstRms / cleanRms)));
    }
};

QTEST_APPLESS_MAIN(CompressorTest)
#include "compressor_test.moc"
