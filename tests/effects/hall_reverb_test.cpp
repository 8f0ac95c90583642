#include "effects/hall_reverb.h"

#include "core/random.h"
#include "core/spectrogram.h"
#include "support/effect_signals.h"

#include <QtTest>

#include <algorithm>

using namespace stepwise;
using effects::EffectId;

namespace {

constexpr double kRateHz = 44100.0;

effects::ParameterValues hallValues(double decaySeconds, double size, double lowCutHz = 20.0,
                                    double highCutHz = 20000.0, double mix = 100.0) {
    effects::ParameterValues values = effects::defaultValues(EffectId::hallReverb);
    test::setDisplay(EffectId::hallReverb, values, "decay", decaySeconds);
    test::setDisplay(EffectId::hallReverb, values, "size", size);
    test::setDisplay(EffectId::hallReverb, values, "low_cut", lowCutHz);
    test::setDisplay(EffectId::hallReverb, values, "high_cut", highCutHz);
    test::setDisplay(EffectId::hallReverb, values, "mix", mix);
    return values;
}

std::vector<float> hallResponse(const effects::ParameterValues& values, double seconds) {
    return test::processedMono(EffectId::hallReverb, values,
                               test::impulse(static_cast<std::size_t>(seconds * kRateHz)));
}

/// Decay time around a frequency: a line through the level of short-time spectra, from 5 to 35 dB down.
double measuredDecaySeconds(const std::vector<float>& response, double frequencyHz) {
    core::StftAnalyzer stft(2048, 512);
    const core::Spectrogram magnitude = stft.magnitude(response);
    const int low = static_cast<int>(frequencyHz / 1.25 * 2048.0 / kRateHz);
    const int high = std::max(low + 2, static_cast<int>(frequencyHz * 1.25 * 2048.0 / kRateHz));
    // Schroeder's backward integration over the band.
    std::vector<double> energy(static_cast<std::size_t>(magnitude.frames) + 1, 0.0);
    for (int frame = magnitude.frames - 1; frame >= 0; --frame) {
        double sum = 0.0;
        for (int bin = low; bin <= high; ++bin)
            sum += static_cast<double>(magnitude.at(bin, frame)) * magnitude.at(bin, frame);
        energy[static_cast<std::size_t>(frame)] = energy[static_cast<std::size_t>(frame) + 1] + sum;
    }
    double n = 0.0, sx = 0.0, sy = 0.0, sxx = 0.0, sxy = 0.0;
    for (std::size_t frame = 4; frame + 1 < energy.size(); ++frame) {
        const double levelDb = 10.0 * std::log10(energy[frame] / energy[4]);
        if (levelDb > -5.0 || levelDb < -35.0)
            continue;
        const double x = static_cast<double>(frame) * 512.0 / kRateHz;
        n += 1.0;
        sx += x;
        sy += levelDb;
        sxx += x * x;
        sxy += x * levelDb;
    }
    return -60.0 * (n * sxx - sx * sx) / (n * sxy - sx * sy);
}

/// Spectral flatness of a stretch, levels taken out: 0.56 for Gaussian noise.
double flatnessOf(const std::vector<float>& samples, std::size_t first, std::size_t count) {
    core::StftAnalyzer stft(8192, 8192);
    std::vector<float> power(4097);
    const std::vector<float> part(samples.begin() + static_cast<std::ptrdiff_t>(first),
                                  samples.begin() + static_cast<std::ptrdiff_t>(first + count));
    stft.framePower(part, static_cast<int>(count / 2 / 8192), power);
    // In third-octave-wide stretches, so that the hall's colour does not count, only its ringing.
    double sum = 0.0;
    int stretches = 0;
    for (std::size_t start = 64; start * 5 / 4 < 2500; start = start * 5 / 4) {
        double logs = 0.0;
        double mean = 0.0;
        const auto bins = static_cast<double>(start / 4);
        for (std::size_t bin = start; bin < start + start / 4; ++bin) {
            logs += std::log(static_cast<double>(power[bin]) + 1e-30) / bins;
            mean += static_cast<double>(power[bin]) / bins;
        }
        sum += std::exp(logs) / mean;
        ++stretches;
    }
    return sum / stretches;
}

} // namespace

class HallReverbTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void decayTimeIsAsDesigned() {
        for (const double decay : {1.0, 3.0})
            for (const double size : {25.0, 50.0, 100.0}) {
                const auto values = hallValues(decay, size, 150.0, 5000.0);
                const auto response = hallResponse(values, 2.0 * decay);
                for (const double hertz : {250.0, 1000.0, 6000.0}) {
                    const double designed = effects::hallDecaySeconds(values, hertz, kRateHz);
                    const double measured = measuredDecaySeconds(response, hertz);
                    QVERIFY2(std::abs(measured / designed - 1.0) < 0.1,
                             qPrintable(QString("decay %1 s, size %2, %3 Hz: %4 s, designed %5 s")
                                            .arg(decay)
                                            .arg(size)
                                            .arg(hertz)
                                            .arg(measured)
                                            .arg(designed)));
                }
            }
    }

    void midFrequenciesDecayAsTheKnobSays() {
        const auto values = hallValues(2.0, 50.0);
        QVERIFY(std::abs(measuredDecaySeconds(hallResponse(values, 4.0), 1000.0) / 2.0 - 1.0) < 0.1);
    }

    void theTailIsDenseAndDoesNotRing() {
        core::Random random(3);
        std::vector<float> noise(44100);
        for (float& sample : noise) {
            const double u = random.uniform(1e-9, 1.0);
            sample =
                static_cast<float>(std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * random.uniform()));
        }
        const double noiseFlatness = flatnessOf(noise, 0, 16384);
        for (const double size : {20.0, 50.0, 100.0}) {
            const auto response = hallResponse(hallValues(3.0, size), 3.0);
            const double flatness = flatnessOf(response, 44100, 16384);
            QVERIFY2(flatness > 0.8 * noiseFlatness,
                     qPrintable(QString("size %1: %2 of noise's %3").arg(size).arg(flatness).arg(noiseFlatness)));
        }
    }

    /// J. Abel, P. Huang, "A simple, robust measure of reverberation echo density", 2006: 1 for Gaussian noise.
    void echoesSoonBecomeDense() {
        const auto response = hallResponse(hallValues(2.5, 50.0), 1.0);
        const auto density = [&](double seconds) {
            const auto first = static_cast<std::size_t>(seconds * kRateHz);
            constexpr std::size_t kWindow = 882;
            double squares = 0.0;
            for (std::size_t i = first; i < first + kWindow; ++i)
                squares += static_cast<double>(response[i]) * response[i];
            const double deviation = std::sqrt(squares / kWindow);
            double outside = 0.0;
            for (std::size_t i = first; i < first + kWindow; ++i)
                outside += std::abs(static_cast<double>(response[i])) > deviation ? 1.0 : 0.0;
            return outside / kWindow / std::erfc(1.0 / std::sqrt(2.0));
        };
        QVERIFY2(density(0.15) > 0.7, qPrintable(QString::number(density(0.15))));
        QVERIFY2(density(0.3) > 0.85, qPrintable(QString::number(density(0.3))));
    }

    void theLongestDecayIsStable() {
        auto values = hallValues(20.0, 0.0);
        test::setDisplay(EffectId::hallReverb, values, "spin_depth", 100.0);
        const auto response = hallResponse(values, 10.0);
        const auto energy = [&](double from, double to) {
            double sum = 0.0;
            for (auto i = static_cast<std::size_t>(from * kRateHz); i < static_cast<std::size_t>(to * kRateHz); ++i)
                sum += static_cast<double>(response[i]) * response[i];
            return sum;
        };
        QVERIFY(energy(9.0, 10.0) < energy(1.0, 2.0));
    }

    void mixZeroIsTheIdentity() {
        const auto input = test::sine(440.0, kRateHz, 8192, 0.5);
        QVERIFY(test::processedMono(EffectId::hallReverb, hallValues(2.0, 50.0, 20.0, 20000.0, 0.0), input) == input);
    }

    void cutsThinTheHall() {
        const auto band = [](const std::vector<float>& response, double hertz) {
            double sum = 0.0;
            for (double f = hertz; f < hertz * 1.2; f *= 1.004)
                sum += std::norm(test::spectrumAt(response, f, kRateHz));
            return 10.0 * std::log10(sum);
        };
        const auto open = hallResponse(hallValues(2.0, 50.0), 1.0);
        const auto dark = hallResponse(hallValues(2.0, 50.0, 20.0, 1000.0), 1.0);
        const auto thin = hallResponse(hallValues(2.0, 50.0, 1000.0, 20000.0), 1.0);
        QVERIFY(band(dark, 8000.0) < band(open, 8000.0) - 15.0);
        QVERIFY(std::abs(band(dark, 200.0) - band(open, 200.0)) < 4.0);
        QVERIFY(band(thin, 100.0) < band(open, 100.0) - 15.0);
        QVERIFY(std::abs(band(thin, 8000.0) - band(open, 8000.0)) < 4.0);
    }

    void widthGoesFromMonoToDecorrelated() {
        auto values = hallValues(2.0, 50.0);
        const auto impulse = test::impulse(44100);
        const auto correlationAt = [&](double width) {
            test::setDisplay(EffectId::hallReverb, values, "width", width);
            const auto stereo = test::processed(EffectId::hallReverb, values, {impulse, impulse}, kRateHz);
            double product = 0.0, left = 0.0, right = 0.0;
            for (std::size_t i = 0; i < impulse.size(); ++i) {
                product += static_cast<double>(stereo[0][i]) * stereo[1][i];
                left += static_cast<double>(stereo[0][i]) * stereo[0][i];
                right += static_cast<double>(stereo[1][i]) * stereo[1][i];
            }
            return product / std::sqrt(left * right);
        };
        QVERIFY(correlationAt(0.0) > 0.999999);
        QVERIFY2(std::abs(correlationAt(100.0)) < 0.2, qPrintable(QString::number(correlationAt(100.0))));
        const auto stereo = test::processed(EffectId::hallReverb, values, {impulse, impulse}, kRateHz);
        QVERIFY(test::processedMono(EffectId::hallReverb, values, impulse) == stereo[0]);
    }
};

QTEST_APPLESS_MAIN(HallReverbTest)
#include "hall_reverb_test.moc"
