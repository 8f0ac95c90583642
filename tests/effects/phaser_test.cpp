// The phaser by its sound: notches where theory puts them, the sweep, the feedback, identity.
#include "effects/effect_measurement.h"
#include "effects/phaser.h"

#include "core/random.h"

#include <QtTest>

using namespace stepwise;
using namespace stepwise::tests;
using effects::EffectId;
using effects::Layout;
using effects::ParameterValues;

namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kRateHz = 48000.0;
constexpr std::size_t kSecond = 48000;

ParameterValues with(std::initializer_list<Setting> some) {
    return settings(EffectId::phaser, some);
}

/// No sweep: the notches stand still.
ParameterValues still(float frequencyHz, float feedbackPercent, float mixPercent = 100.0F) {
    return with({{"rate", 0.05F},
                 {"depth", 0.0F},
                 {"frequency", frequencyHz},
                 {"feedback", feedbackPercent},
                 {"mix", mixPercent}});
}

/// Where each of the stages has turned the phase by (2k + 1) / 8 of half a turn, under the bilinear transform.
double notchHz(int k, double centreHz, double rateHz) {
    const double stageTurn = kPi * (2.0 * k + 1.0) / (2.0 * effects::kPhaserStages);
    return rateHz / kPi * std::atan(std::tan(kPi * centreHz / rateHz) * std::tan(stageTurn));
}

/// The phaser's magnitude by its equations.
double magnitude(double frequencyHz, double centreHz, double feedback, double mix, double rateHz) {
    const double ratio = std::tan(kPi * frequencyHz / rateHz) / std::tan(kPi * centreHz / rateHz);
    const std::complex<double> turned = std::polar(1.0, -2.0 * effects::kPhaserStages * std::atan(ratio));
    const std::complex<double> wet = std::sqrt(1.0 - feedback) * 0.5 * (1.0 + turned) / (1.0 - feedback * turned);
    return std::abs(1.0 - mix + mix * wet);
}

std::vector<float> noise(std::size_t frames, double amplitude, std::uint64_t seed) {
    core::Random random(seed);
    std::vector<float> signal(frames);
    for (float& sample : signal)
        sample = static_cast<float>(random.uniform(-amplitude, amplitude));
    return signal;
}

std::vector<float> impulseResponse(const ParameterValues& values, double rateHz) {
    Rig rig(EffectId::phaser, values, rateHz);
    return rig.play(impulse(static_cast<std::size_t>(rateHz)));
}

} // namespace

class PhaserTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void notchesAreWhereTheoryPutsThem_data() {
        QTest::addColumn<double>("rateHz");
        QTest::addColumn<float>("frequencyHz");
        QTest::addColumn<float>("feedbackPercent");
        for (const double rateHz : {22050.0, 44100.0, 96000.0, 192000.0})
            for (const float frequencyHz : {200.0F, 600.0F, 3000.0F})
                for (const float feedbackPercent : {0.0F, 30.0F, 100.0F})
                    QTest::addRow("%.0f Hz, at %.0f Hz, feedback %.0f", rateHz, static_cast<double>(frequencyHz),
                                  static_cast<double>(feedbackPercent))
                        << rateHz << frequencyHz << feedbackPercent;
    }
    void notchesAreWhereTheoryPutsThem() {
        QFETCH(const double, rateHz);
        QFETCH(const float, frequencyHz);
        QFETCH(const float, feedbackPercent);
        const std::vector<float> response = impulseResponse(still(frequencyHz, feedbackPercent), rateHz);
        for (int k = 0; k < effects::kPhaserStages / 2; ++k) {
            const double expectedHz = notchHz(k, static_cast<double>(frequencyHz), rateHz);
            const auto gainDb = [&](double hertz) { return toDecibels(std::abs(spectrumAt(response, hertz, rateHz))); };
            QVERIFY2(gainDb(expectedHz) < -50.0, qPrintable(QString::number(gainDb(expectedHz))));
            QVERIFY(gainDb(expectedHz * 0.99) > gainDb(expectedHz) + 10.0);
            QVERIFY(gainDb(expectedHz * 1.01) > gainDb(expectedHz) + 10.0);
        }
    }

    void responseIsTheEquations_data() {
        QTest::addColumn<float>("feedbackPercent");
        QTest::addColumn<float>("mixPercent");
        for (const float feedbackPercent : {0.0F, 30.0F, 70.0F, 100.0F})
            for (const float mixPercent : {30.0F, 100.0F})
                QTest::addRow("feedback %.0f, mix %.0f", static_cast<double>(feedbackPercent),
                              static_cast<double>(mixPercent))
                    << feedbackPercent << mixPercent;
    }
    void responseIsTheEquations() {
        QFETCH(const float, feedbackPercent);
        QFETCH(const float, mixPercent);
        const auto feedback = static_cast<double>(feedbackPercent * 0.01F * effects::kPhaserMaxFeedback);
        const auto mix = static_cast<double>(mixPercent * 0.01F);
        const std::vector<float> response = impulseResponse(still(600.0F, feedbackPercent, mixPercent), kRateHz);
        double peak = 0.0;
        for (double frequencyHz = 20.0; frequencyHz < 23000.0; frequencyHz *= 1.02) {
            const double measured = std::abs(spectrumAt(response, frequencyHz, kRateHz));
            const double expected = magnitude(frequencyHz, 600.0, feedback, mix, kRateHz);
            QVERIFY2(std::abs(measured - expected) < 0.002,
                     qPrintable(QString("%1 instead of %2 at %3 Hz").arg(measured).arg(expected).arg(frequencyHz)));
            peak = std::max(peak, measured);
        }
        QVERIFY(peak < 2.6);
    }

    void sweepStartsAtPhaseZeroAndRises() {
        // The probe sits half the depth above the centre's second notch: passed at 1/12 and 5/12 of the period.
        const double rateHz = 0.5;
        const double depth = 0.4;
        const double probeHz = notchHz(1, 600.0 * std::exp2(0.5 * depth * effects::kPhaserSweepOctaves), kRateHz);
        Rig rig(EffectId::phaser, with({{"rate", static_cast<float>(rateHz)},
                                        {"depth", static_cast<float>(100.0 * depth)},
                                        {"frequency", 600.0F},
                                        {"feedback", 0.0F}}));
        const std::vector<float> input = noise(kSecond / 10, 0.5, 3);
        rig.play(input);
        rig.reset();
        const std::vector<float> output = rig.play(sine(2 * kSecond, 1.0, probeHz));
        const auto dipSeconds = [&](double from, double to) {
            const auto window = static_cast<std::size_t>(2.0 * kRateHz / probeHz);
            double best = 1.0;
            double at = 0.0;
            for (auto i = static_cast<std::size_t>(from * kRateHz); i < static_cast<std::size_t>(to * kRateHz);
                 i += 24) {
                const double level = rms(output, i, window);
                if (level < best) {
                    best = level;
                    at = (static_cast<double>(i) + 0.5 * static_cast<double>(window)) / kRateHz;
                }
            }
            return at;
        };
        const double first = dipSeconds(0.02, 0.5);
        const double second = dipSeconds(0.5, 1.0);
        QVERIFY2(std::abs(first - 2.0 / 12.0) < 0.005, qPrintable(QString::number(first)));
        QVERIFY2(std::abs(second - 10.0 / 12.0) < 0.005, qPrintable(QString::number(second)));
    }

    void sweepHasItsPeriodAndStereoPhase() {
        // 5 Hz: 9600 frames a period; a quarter of it is 2400. The tone repeats every 48 frames.
        const ParameterValues values = with({{"rate", 5.0F}, {"depth", 60.0F}, {"stereo_phase", 90.0F}});
        const std::vector<float> tone = sine(2 * kSecond, 0.5, 1000.0);
        Rig stereo(EffectId::phaser, values, kRateHz, Layout::stereo);
        const auto [left, right] = stereo.play(tone, tone);
        double periodError = 0.0, halfPeriodError = 0.0, laterError = 0.0;
        for (std::size_t i = kSecond; i < 2 * kSecond; ++i) {
            const auto at = [&](const std::vector<float>& signal, std::size_t back) {
                return static_cast<double>(signal[i - back]);
            };
            periodError = std::max(periodError, std::abs(at(left, 0) - at(left, 9600)));
            halfPeriodError = std::max(halfPeriodError, std::abs(at(left, 0) - at(left, 4800)));
            laterError = std::max(laterError, std::abs(at(right, 0) - at(left, 2400)));
        }
        QVERIFY2(periodError < 1e-3, qPrintable(QString::number(periodError)));
        QVERIFY(halfPeriodError > 0.1);
        QVERIFY2(laterError < 1e-3, qPrintable(QString::number(laterError)));
        Rig mono(EffectId::phaser, values, kRateHz, Layout::mono);
        const auto [one, other] = mono.play(tone, tone);
        QVERIFY(one == left);
        QVERIFY(other == left);
    }

    void defaultsAreHeardWithinASecond() {
        Rig rig(EffectId::phaser, effects::defaultValues(EffectId::phaser));
        const std::vector<float> output = rig.play(sine(kSecond, 0.5, 1000.0));
        double softest = 1.0, loudest = 0.0;
        for (std::size_t i = 0; i + 480 <= kSecond; i += 480) {
            softest = std::min(softest, rms(output, i, 480));
            loudest = std::max(loudest, rms(output, i, 480));
        }
        QVERIFY2(toDecibels(loudest / softest) > 12.0, qPrintable(QString::number(loudest / softest)));
    }

    void everyKnobIsHeard_data() {
        QTest::addColumn<int>("parameter");
        QTest::newRow("depth") << 1;
        QTest::newRow("frequency") << 2;
        QTest::newRow("feedback") << 3;
    }
    void everyKnobIsHeard() {
        QFETCH(const int, parameter);
        const std::vector<float> input = noise(kSecond, 0.5, 7);
        std::vector<float> last;
        for (int fifths = 0; fifths <= 5; ++fifths) {
            ParameterValues values = effects::defaultValues(EffectId::phaser);
            values[static_cast<std::size_t>(parameter)] = static_cast<float>(fifths) * 0.2F;
            Rig rig(EffectId::phaser, values);
            std::vector<float> output = rig.play(input);
            std::vector<float> difference = output;
            for (std::size_t i = 0; i < last.size(); ++i)
                difference[i] -= last[i];
            QVERIFY(rms(difference, 0, kSecond) > 0.1 * rms(output, 0, kSecond));
            last = std::move(output);
        }
    }

    void fullFeedbackIsStable_data() {
        QTest::addColumn<float>("frequencyHz");
        QTest::addColumn<float>("lfoHz");
        for (const float frequencyHz : {20.0F, 600.0F, 18000.0F})
            for (const float lfoHz : {0.05F, 1.0F, 20.0F})
                QTest::addRow("%.0f Hz, %.2f Hz", static_cast<double>(frequencyHz), static_cast<double>(lfoHz))
                    << frequencyHz << lfoHz;
    }
    void fullFeedbackIsStable() {
        QFETCH(const float, frequencyHz);
        QFETCH(const float, lfoHz);
        Rig rig(EffectId::phaser,
                with({{"rate", lfoHz}, {"depth", 100.0F}, {"frequency", frequencyHz}, {"feedback", 100.0F}}));
        std::vector<float> input = noise(3 * kSecond, 1.0, 11);
        input.resize(25 * kSecond, 0.0F);
        const std::vector<float> output = rig.play(input);
        QVERIFY(largestSample(output) < 10.0);
        QVERIFY2(rms(output, 24 * kSecond, kSecond) < 1e-6,
                 qPrintable(QString::number(rms(output, 24 * kSecond, kSecond))));
    }

    void mixZeroIsTheInput() {
        Rig rig(EffectId::phaser, with({{"mix", 0.0F}, {"feedback", 100.0F}, {"depth", 100.0F}}));
        const std::vector<float> input = noise(kSecond, 1.0, 13);
        QVERIFY(rig.play(input) == input);
    }

    void changesDoNotClick_data() {
        QTest::addColumn<ParameterValues>("before");
        QTest::addColumn<ParameterValues>("after");
        QTest::newRow("depth") << with({{"depth", 0.0F}}) << with({{"depth", 100.0F}});
        QTest::newRow("frequency") << still(20.0F, 30.0F) << still(18000.0F, 30.0F);
        QTest::newRow("feedback") << still(600.0F, 0.0F) << still(600.0F, 100.0F);
        QTest::newRow("mix") << with({{"mix", 0.0F}}) << with({{"mix", 100.0F}});
        QTest::newRow("rate") << with({{"rate", 0.05F}}) << with({{"rate", 20.0F}});
    }
    void changesDoNotClick() {
        QFETCH(const ParameterValues, before);
        QFETCH(const ParameterValues, after);
        for (const auto& [from, to] : {std::pair{before, after}, std::pair{after, before}}) {
            Rig rig(EffectId::phaser, from);
            std::vector<float> input = sine(kSecond + 120, 0.3, 100.0);
            std::vector<float> output = rig.play(input); // ends at the sine's crest
            rig.set(to);
            const std::vector<float> rest = rig.play({input.rbegin(), input.rend()});
            output.insert(output.end(), rest.begin(), rest.end());
            QVERIFY2(largestStep(output) < 0.03, qPrintable(QString::number(largestStep(output))));
        }
    }

    void lanesKeepToThemselves() {
        constexpr std::size_t kLanes = effects::kSoundPackLanes;
        const std::array<ParameterValues, kLanes> values = {with({}), with({{"rate", 7.0F}, {"feedback", 90.0F}}),
                                                            still(60.0F, 100.0F), with({{"depth", 100.0F}})};
        const std::vector<float> input = noise(kSecond / 4, 0.7, 17);
        const auto render = [&](const std::array<ParameterValues, kLanes>& all) {
            const auto processor = effects::makeSoundProcessor(EffectId::phaser, Layout::mono);
            processor->setParameters(all);
            processor->prepare(kRateHz);
            std::vector<float> block(input.size() * kLanes);
            for (std::size_t i = 0; i < block.size(); ++i)
                block[i] = input[i / kLanes];
            processor->process(block.data(), static_cast<int>(input.size()));
            return block;
        };
        const std::vector<float> together = render(values);
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            std::array<ParameterValues, kLanes> same = {};
            same.fill(values[lane]);
            const std::vector<float> alone = render(same);
            for (std::size_t i = lane; i < alone.size(); i += kLanes)
                QCOMPARE(together[i], alone[i]);
        }
    }

    void recoversFromAHugeBurst() {
        const std::vector<float> clean = noise(2 * kSecond, 0.1, 19);
        std::vector<float> burst = clean;
        std::fill_n(burst.begin() + 1000, 50, 1e10F);
        Rig rig(EffectId::phaser, with({{"feedback", 100.0F}}));
        const std::vector<float> expected = rig.play(clean);
        rig.reset();
        const std::vector<float> output = rig.play(burst);
        for (std::size_t i = kSecond + 1100; i < output.size(); ++i)
            QVERIFY(std::abs(output[i] - expected[i]) < 1e-3F);
    }
};

QTEST_APPLESS_MAIN(PhaserTest)
#include "phaser_test.moc"
