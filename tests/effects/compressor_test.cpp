#include "effects/compressor.h"

#include "support/signals.h"

#include <QtTest>

using namespace stepwise;
using effects::EffectId;

namespace {

constexpr double kRateHz = 44100.0;

effects::ParameterValues multibandValues(double amount) {
    effects::ParameterValues values = effects::defaultValues(EffectId::compressor);
    values[0] = values[1] = values[2] = static_cast<float>(amount);
    return values;
}

effects::ParameterValues singleValues(double thresholdDb, double ratio, double attackMs, double releaseMs) {
    effects::ParameterValues values = effects::defaultValues(EffectId::compressor);
    test::setDisplay(EffectId::compressor, values, "multiband", 0);
    test::setDisplay(EffectId::compressor, values, "threshold", thresholdDb);
    test::setDisplay(EffectId::compressor, values, "ratio", ratio);
    test::setDisplay(EffectId::compressor, values, "attack", attackMs);
    test::setDisplay(EffectId::compressor, values, "release", releaseMs);
    return values;
}

double settledGainDb(const effects::ParameterValues& values, double hertz, double amplitude, double seconds = 3.0) {
    const auto frames = static_cast<std::size_t>(seconds * kRateHz);
    const auto output = test::processedMono(EffectId::compressor, values, test::sine(hertz, kRateHz, frames, amplitude));
    return test::decibels(test::amplitudeAt(output, hertz, kRateHz, frames - 44100, frames) / amplitude);
}

/// Gain over time from a sine whose level steps at one second; the time to 63 % of the change in dB.
double timeConstantMs(const effects::ParameterValues& values, double before, double after) {
    constexpr double kHertz = 4410.0;
    constexpr std::size_t kStep = 44100;
    auto input = test::sine(kHertz, kRateHz, 4 * kStep, 1.0);
    for (std::size_t i = 0; i < input.size(); ++i)
        input[i] *= static_cast<float>(i < kStep ? before : after);
    const auto output = test::processedMono(EffectId::compressor, values, input);
    const auto gainDb = [&](std::size_t at) { // over one cycle of ten samples
        return test::decibels(test::amplitudeAt(output, kHertz, kRateHz, at, at + 10) / (at < kStep ? before : after));
    };
    const double start = gainDb(kStep - 10);
    const double end = gainDb(4 * kStep - 10);
    for (std::size_t at = kStep; at + 10 < output.size(); at += 10)
        if (std::abs(gainDb(at) - start) >= 0.632 * std::abs(end - start))
            return 1000.0 * static_cast<double>(at + 5 - kStep) / kRateHz;
    return 1e9;
}

} // namespace

class CompressorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void magnitudeIsFlatAtZeroAmounts() {
        for (const double rateHz : {44100.0, 96000.0}) {
            const auto response =
                test::processedMono(EffectId::compressor, multibandValues(0.0), test::impulse(1U << 16U), rateHz);
            for (double hertz = 25.0; hertz < 20000.0; hertz *= 1.15) {
                const double levelDb = test::decibels(std::abs(test::spectrumAt(response, hertz, rateHz)));
                QVERIFY2(std::abs(levelDb) < 0.1, qPrintable(QString("%1 Hz: %2 dB").arg(hertz).arg(levelDb)));
            }
        }
    }

    void crossoversSumFlatAndSplitWhereTheyShould() {
        using namespace effects::generic;
        ThreeBandCrossover<4> crossover;
        crossover.prepare(kRateHz, effects::kLowCrossoverHz, effects::kHighCrossoverHz);
        std::array<std::vector<float>, 3> bands;
        std::vector<float> sum;
        for (std::size_t i = 0; i < 1U << 16U; ++i) {
            const Bands<4> out = crossover.split(Pack<4>(i == 0 ? 1.0F : 0.0F));
            bands[0].push_back(out.low[0]);
            bands[1].push_back(out.mid[0]);
            bands[2].push_back(out.high[0]);
            sum.push_back(out.low[0] + out.mid[0] + out.high[0]);
        }
        const auto levelDb = [](const std::vector<float>& x, double hertz) {
            return test::decibels(std::abs(test::spectrumAt(x, hertz, kRateHz)));
        };
        for (double hertz = 22.0; hertz < 20000.0; hertz *= 1.1)
            QVERIFY(std::abs(levelDb(sum, hertz)) < 0.1);
        // A Linkwitz-Riley crossover is 6 dB down in both bands at its frequency.
        QVERIFY(std::abs(levelDb(bands[0], effects::kLowCrossoverHz) + 6.02) < 0.2);
        QVERIFY(std::abs(levelDb(bands[1], effects::kHighCrossoverHz) + 6.02) < 0.2);
        QVERIFY(std::abs(levelDb(bands[2], effects::kHighCrossoverHz) + 6.02) < 0.2);
        QVERIFY(levelDb(bands[2], effects::kHighCrossoverHz / 4.0) < -40.0);
    }

    void singleBandStaticCurve() {
        for (const double thresholdDb : {-30.0, -12.0})
            for (const double ratio : {2.0, 4.0, 20.0})
                for (const double peakDb : {-40.0, -27.0, -15.0, -6.0, 0.0}) {
                    const auto values = singleValues(thresholdDb, ratio, 20.0, 100.0);
                    const double measured = settledGainDb(values, 1000.0, std::pow(10.0, peakDb / 20.0));
                    const double theory = effects::compressorSingleGainDb(values, peakDb - 3.0103);
                    QVERIFY2(std::abs(measured - theory) < 0.2,
                             qPrintable(QString("%1 dB: %2, theory %3").arg(peakDb).arg(measured).arg(theory)));
                }
    }

    void bandStaticCurves() {
        constexpr std::array<double, 3> kHertz = {30.0, 470.0, 9000.0};
        for (int band = 0; band < 3; ++band)
            for (const double amount : {0.5, 1.0})
                for (const double peakDb : {-60.0, -45.0, -32.0, -20.0, -8.0}) {
                    const auto values = multibandValues(amount);
                    const double hertz = kHertz[static_cast<std::size_t>(band)];
                    const double measured = settledGainDb(values, hertz, std::pow(10.0, peakDb / 20.0), 4.0);
                    const double theory = effects::compressorBandGainDb(values, band, peakDb - 3.0103);
                    QVERIFY2(std::abs(measured - theory) < (band == 0 ? 0.6 : 0.2),
                             qPrintable(QString("band %1, %2 dB: %3, theory %4").arg(band).arg(peakDb).arg(measured).arg(theory)));
                }
    }

    void attackAndReleaseTimes() {
        for (const double attackMs : {5.0, 20.0, 100.0}) {
            const double measured = timeConstantMs(singleValues(-30.0, 4.0, attackMs, 100.0), 0.1, 1.0);
            QVERIFY2(std::abs(measured / attackMs - 1.0) < 0.1, qPrintable(QString("attack %1: %2 ms").arg(attackMs).arg(measured)));
        }
        for (const double releaseMs : {50.0, 200.0}) {
            const double measured = timeConstantMs(singleValues(-30.0, 4.0, 5.0, releaseMs), 1.0, 0.1);
            QVERIFY2(std::abs(measured / releaseMs - 1.0) < 0.1, qPrintable(QString("release %1: %2 ms").arg(releaseMs).arg(measured)));
        }
    }

    void stereoIsLinked() {
        const auto values = singleValues(-30.0, 10.0, 5.0, 100.0);
        const auto loud = test::sine(1000.0, kRateHz, 44100, 0.8);
        const auto quiet = test::sine(500.0, kRateHz, 44100, 0.05);
        const auto stereo = test::processed(EffectId::compressor, values, {loud, quiet}, kRateHz);
        const double loudDb = test::decibels(test::amplitudeAt(stereo[0], 1000.0, kRateHz, 22050, 44100) / 0.8);
        const double quietDb = test::decibels(test::amplitudeAt(stereo[1], 500.0, kRateHz, 22050, 44100) / 0.05);
        QVERIFY2(loudDb < -10.0 && std::abs(loudDb - quietDb) < 0.1, qPrintable(QString("%1 %2").arg(loudDb).arg(quietDb)));
    }

    void mixZeroIsTheIdentity() {
        auto values = multibandValues(1.0);
        test::setDisplay(EffectId::compressor, values, "mix", 0.0);
        const auto input = test::sine(440.0, kRateHz, 8192, 0.5);
        QVERIFY(test::processedMono(EffectId::compressor, values, input) == input);
    }
};

QTEST_APPLESS_MAIN(CompressorTest)
#include "compressor_test.moc"
