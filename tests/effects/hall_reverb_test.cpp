#include "effects/hall_reverb.h"

#include "core/random.h"
#include "core/spectrogram.h"
#include "support/effect_signals.h"

#include <QtTest>

#include <algorithm>
#include <array>

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

/// A signal in the left and right lane (mono: only the left one), with other values from the middle on.
std::vector<std::vector<float>> changedMidway(const effects::ParameterValues& before,
                                              const effects::ParameterValues& after, const std::vector<float>& signal,
                                              effects::Layout layout = effects::Layout::stereo, int blockFrames = 512) {
    const auto processor = effects::makeSoundProcessor(EffectId::hallReverb, layout);
    processor->setParameters(std::span(&before, 1));
    processor->prepare(kRateHz);
    const auto lanes = static_cast<std::size_t>(processor->laneCount());
    std::vector<float> block(signal.size() * lanes, 0.0F);
    for (std::size_t i = 0; i < signal.size(); ++i)
        block[i * lanes] = block[i * lanes + 1] = signal[i];
    const std::size_t middle = signal.size() / 2;
    for (std::size_t start = 0; start < signal.size();) {
        if (start == middle)
            processor->setParameters(std::span(&after, 1));
        const std::size_t end =
            std::min(start + static_cast<std::size_t>(blockFrames), start < middle ? middle : signal.size());
        processor->process(block.data() + start * lanes, static_cast<int>(end - start));
        start = end;
    }
    std::vector<std::vector<float>> channels(2, std::vector<float>(signal.size()));
    for (std::size_t i = 0; i < signal.size(); ++i)
        for (std::size_t c = 0; c < 2; ++c)
            channels[c][i] = block[i * lanes + c];
    return channels;
}

effects::ParameterValues withDisplay(effects::ParameterValues values, std::string_view id, double display) {
    test::setDisplay(EffectId::hallReverb, values, id, display);
    return values;
}

float largest(const std::vector<float>& samples, std::size_t first, std::size_t last) {
    float peak = 0.0F;
    for (std::size_t i = first; i < last; ++i)
        peak = std::isfinite(samples[i]) ? std::max(peak, std::abs(samples[i])) : 1e30F;
    return peak;
}

double energyOf(const std::vector<float>& samples) {
    double sum = 0.0;
    for (const float sample : samples)
        sum += static_cast<double>(sample) * sample;
    return sum;
}

/// The largest sixth difference: a slow sine has almost none, a click has.
double largestClick(const std::vector<float>& samples, std::size_t first, std::size_t last) {
    constexpr std::array<double, 7> kBinomials = {1.0, -6.0, 15.0, -20.0, 15.0, -6.0, 1.0};
    double most = 0.0;
    for (std::size_t i = first; i + kBinomials.size() <= last; ++i) {
        double difference = 0.0;
        for (std::size_t k = 0; k < kBinomials.size(); ++k)
            difference += kBinomials[k] * static_cast<double>(samples[i + k]);
        most = std::max(most, std::abs(difference));
    }
    return most;
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
            constexpr std::size_t kWindow = 4410; // 100 ms around
            const auto first = static_cast<std::size_t>(seconds * kRateHz) - kWindow / 2;
            double squares = 0.0;
            for (std::size_t i = first; i < first + kWindow; ++i)
                squares += static_cast<double>(response[i]) * response[i];
            const double deviation = std::sqrt(squares / kWindow);
            double outside = 0.0;
            for (std::size_t i = first; i < first + kWindow; ++i)
                outside += std::abs(static_cast<double>(response[i])) > deviation ? 1.0 : 0.0;
            return outside / kWindow / std::erfc(1.0 / std::sqrt(2.0));
        };
        QVERIFY2(density(0.1) > 0.85, qPrintable(QString::number(density(0.1))));
        QVERIFY2(density(0.2) > 0.9, qPrintable(QString::number(density(0.2))));
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

    void everyWidthIsAsLoudOnTheRight() {
        core::Random random(11);
        std::vector<float> noise(88200);
        for (float& sample : noise)
            sample = static_cast<float>(random.uniform(-0.5, 0.5));
        for (const double width : {0.0, 25.0, 50.0, 75.0, 100.0}) {
            const auto values = withDisplay(hallValues(2.0, 50.0), "width", width);
            const auto stereo = test::processed(EffectId::hallReverb, values, {noise, noise}, kRateHz);
            const double balanceDb = 10.0 * std::log10(energyOf(stereo[1]) / energyOf(stereo[0]));
            QVERIFY2(std::abs(balanceDb) < 1.0, qPrintable(QString("width %1: %2 dB").arg(width).arg(balanceDb)));
        }
    }

    /// The delays move by many frames a control interval: the reading has to move its taps along.
    void turningTheSizeStaysCalm() {
        const auto signal = test::sine(500.0, kRateHz, 88200, 0.5);
        for (const double decay : {2.0, 20.0})
            for (const double from : {0.0, 100.0}) {
                const auto before = hallValues(decay, from);
                const auto turned =
                    changedMidway(before, withDisplay(before, "size", 100.0 - from), signal, effects::Layout::mono);
                QVERIFY(largest(turned[0], 0, signal.size()) < 3.0F);
            }
    }

    void turningAKnobDoesNotClick() {
        const auto signal = test::sine(500.0, kRateHz, 88200, 0.5);
        const effects::ParameterValues values = withDisplay(hallValues(2.0, 50.0), "spin_depth", 0.0);
        for (const effects::ParameterInfo& parameter : effects::hallReverbInfo().parameters)
            for (const bool up : {true, false}) {
                const auto low = withDisplay(values, parameter.id, static_cast<double>(parameter.displayMin));
                const auto high = withDisplay(values, parameter.id, static_cast<double>(parameter.displayMax));
                const auto turned = changedMidway(up ? low : high, up ? high : low, signal);
                for (const auto& channel : turned) {
                    const double click = largestClick(channel, signal.size() / 2 - 8, signal.size());
                    QVERIFY2(click < 0.05, qPrintable(QString("%1: %2").arg(parameter.id.data()).arg(click)));
                }
            }
    }

    /// The battery does this with settled knobs; here all of them glide.
    void glidesDependNeitherOnBlocksNorOnNeighbours() {
        const auto signal = test::sine(300.0, kRateHz, 20000, 0.5);
        const auto before = hallValues(1.0, 30.0);
        auto after = hallValues(6.0, 90.0, 300.0, 3000.0, 60.0);
        after = withDisplay(withDisplay(after, "spin_rate", 5.0), "spin_depth", 100.0);
        const auto whole = changedMidway(before, after, signal, effects::Layout::mono, 20000);
        for (const int blockFrames : {1, 17, 100})
            QVERIFY(changedMidway(before, after, signal, effects::Layout::mono, blockFrames) == whole);

        const auto pack = effects::makePackProcessor(EffectId::hallReverb);
        const auto lanes = static_cast<std::size_t>(pack->laneCount());
        std::vector<effects::ParameterValues> others(lanes, hallValues(3.0, 50.0));
        others[1] = before;
        pack->setParameters(others);
        pack->prepare(kRateHz);
        std::vector<float> block(signal.size() * lanes, 0.0F);
        for (std::size_t i = 0; i < signal.size(); ++i)
            block[i * lanes + 1] = signal[i];
        pack->process(block.data(), 10000);
        others[0] = hallValues(3.0, 10.0);
        others[1] = after;
        pack->setParameters(others);
        pack->process(block.data() + 10000 * lanes, 10000);
        for (std::size_t i = 0; i < signal.size(); ++i)
            QCOMPARE(block[i * lanes + 1], whole[0][i]);
    }

    void resetForgetsALongTail() {
        const auto values = hallValues(20.0, 100.0);
        const auto processor = effects::makeSoundProcessor(EffectId::hallReverb, effects::Layout::mono);
        processor->setParameters(std::span(&values, 1));
        processor->prepare(kRateHz);
        const auto lanes = static_cast<std::size_t>(processor->laneCount());
        std::vector<float> loud(44100 * lanes, 0.5F);
        for (const int frames : {100, 5000, 9000, 44100}) {
            processor->process(loud.data(), frames);
            processor->reset();
            std::vector<float> silence(20000 * lanes, 0.0F);
            processor->process(silence.data(), 20000);
            QCOMPARE(largest(silence, 0, silence.size()), 0.0F);
            processor->reset();
        }
    }

    void recoversFromHugeInput() {
        const auto values = hallValues(1.0, 50.0);
        std::vector<float> signal(44100 * 6, 0.0F);
        std::fill(signal.begin(), signal.begin() + 22050, 1e10F);
        const auto tail = test::processedMono(EffectId::hallReverb, values, signal);
        QVERIFY(largest(tail, 0, tail.size()) < 1e12F);
        QVERIFY(largest(tail, 44100 * 5, tail.size()) < 0.1F);
    }
};

QTEST_APPLESS_MAIN(HallReverbTest)
#include "hall_reverb_test.moc"
