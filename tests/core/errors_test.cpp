#include "core/errors.h"

#include "core/random.h"

#include <QtTest>

#include <cmath>
#include <complex>
#include <numbers>

using namespace stepwise;

namespace {

std::vector<float> noise(std::size_t frames, std::uint64_t seed, float level = 0.3F) {
    core::Random random(seed);
    std::vector<float> samples(frames);
    for (float& sample : samples)
        sample = level * static_cast<float>(random.uniform(-1.0, 1.0));
    return samples;
}

/// |STFT| of one resolution by the definition, without an FFT, every `stride`-th bin.
double magnitude(const std::vector<float>& samples, int size, int hop, int frame, int bin) {
    std::complex<double> sum = 0.0;
    for (int i = 0; i < size; ++i) {
        const int at = frame * hop - size / 2 + i;
        if (at < 0 || at >= static_cast<int>(samples.size()))
            continue;
        const double window = 0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * i / size);
        sum += window * static_cast<double>(samples[static_cast<std::size_t>(at)]) *
               std::polar(1.0, -2.0 * std::numbers::pi * bin * i / size);
    }
    return std::abs(sum);
}

} // namespace

class ErrorsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSoundHasNoErrorAgainstItself() {
        const auto sound = noise(30000, 1);
        core::ErrorMeter meter(sound);
        const core::Errors errors = meter.measure(sound);
        for (const core::ErrorColumn& column : core::kErrorColumns)
            QCOMPARE(errors.*column.value, 0.0);
    }

    void everyErrorSeesADifference() {
        core::ErrorMeter meter(noise(30000, 1));
        const core::Errors errors = meter.measure(noise(30000, 2, 0.05F));
        for (const core::ErrorColumn& column : core::kErrorColumns)
            QVERIFY2(errors.*column.value > 0.0, column.key.data());
        QCOMPARE(core::melMse(core::MelAnalyzer().decibels(noise(30000, 2, 0.05F)), meter.targetDb()), errors.mse);
    }

    void theShorterSoundIsPaddedWithSilence() {
        const auto target = noise(44100, 1);
        auto padded = noise(20000, 2);
        core::ErrorMeter meter(target);
        const core::Errors shorter = meter.measure(padded);
        padded.resize(44100, 0.0F);
        const core::Errors same = meter.measure(padded);
        for (const core::ErrorColumn& column : core::kErrorColumns)
            QCOMPARE(shorter.*column.value, same.*column.value);
        const core::Errors longer = meter.measure(noise(60000, 3));
        QVERIFY(std::isfinite(longer.mse) && longer.mse > 0.0);
        QCOMPARE(meter.measure(padded).mse, same.mse);
    }

    void silenceGivesFiniteErrors() {
        const std::vector<float> silence(44100, 0.0F);
        core::ErrorMeter silentTarget(silence);
        core::ErrorMeter target(noise(44100, 1));
        for (const core::Errors& errors :
             {silentTarget.measure(noise(44100, 2)), silentTarget.measure(silence), target.measure(silence)})
            for (const core::ErrorColumn& column : core::kErrorColumns)
                QVERIFY2(std::isfinite(errors.*column.value), column.key.data());
    }

    /// The STFT behind SC and MR-STFT against its definition.
    void spectraAgreeWithTheDefinition() {
        const auto samples = noise(6000, 4);
        for (const int size : {1024, 2048, 4096, 8192}) {
            core::StftAnalyzer analyzer(size, size / 4);
            const core::Spectrogram spectrogram = analyzer.magnitude(samples);
            for (const int frame : {0, 1, spectrogram.frames - 1})
                for (const int bin : {0, 3, size / 8 + 1, size / 2}) {
                    const double expected = magnitude(samples, size, size / 4, frame, bin);
                    QVERIFY(std::abs(static_cast<double>(spectrogram.at(bin, frame)) - expected) <
                            1e-4 * (1.0 + expected));
                }
        }
    }

    void multiResolutionErrorAgreesWithItsDefinition() {
        const auto sound = noise(5000, 5);
        const auto target = noise(5000, 6, 0.1F);
        double expected = 0.0;
        for (const int size : {1024, 2048, 8192}) {
            core::StftAnalyzer analyzer(size, size / 4);
            const core::Spectrogram a = analyzer.magnitude(target);
            const core::Spectrogram b = analyzer.magnitude(sound);
            double difference = 0.0, norm = 0.0, logs = 0.0;
            for (std::size_t i = 0; i < a.values.size(); ++i) {
                const double x = a.values[i];
                const double y = b.values[i];
                difference += (x - y) * (x - y);
                norm += x * x;
                logs += std::abs(std::log(std::max(x, 1e-5)) - std::log(std::max(y, 1e-5)));
            }
            expected += (std::sqrt(difference / norm) + logs / static_cast<double>(a.values.size())) / 3.0;
        }
        core::ErrorMeter meter(target);
        QVERIFY(std::abs(meter.measure(sound).mrStft / expected - 1.0) < 1e-4);
    }

    void shapesMustAgree() {
        QVERIFY_EXCEPTION_THROWN(core::melErrors(core::Spectrogram(128, 87), core::Spectrogram(128, 86)),
                                 std::invalid_argument);
    }
};

QTEST_APPLESS_MAIN(ErrorsTest)
#include "errors_test.moc"
