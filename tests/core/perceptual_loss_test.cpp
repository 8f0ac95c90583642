#include "core/perceptual_loss.h"

#include "core/audio_buffer.h"
#include "core/mel_filterbank.h"
#include "core/random.h"
#include "core/spectrogram.h"
#include "core/synth.h"

#include <QtTest>

#include <complex>
#include <numbers>

using namespace stepwise;

namespace {

constexpr int kBands = 64;
using Frames = std::vector<std::vector<double>>; ///< frames of bands

/// The definition as it is written, in double precision, with the Fourier sum spelled out.
Frames magnitudes(const std::vector<float>& samples, int size) {
    const core::MelFilterbank bank(size, kBands, core::kMelMinHz, core::kMelMaxHz);
    const int hop = size / 4;
    Frames frames;
    for (int start = -size / 2; start <= static_cast<int>(samples.size()) - size / 2; start += hop) {
        std::vector<double> power;
        for (int bin = 0; bin <= size / 2; ++bin) {
            std::complex<double> sum = 0.0;
            const std::complex<double> turn = std::polar(1.0, -2.0 * std::numbers::pi * bin / size);
            std::complex<double> phase = 1.0;
            for (int n = 0; n < size; ++n) {
                const int index = start + n;
                const double window = 0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * n / size);
                if (index >= 0 && index < static_cast<int>(samples.size()))
                    sum += window * samples[static_cast<std::size_t>(index)] * phase;
                phase *= turn;
            }
            power.push_back(std::norm(sum));
        }
        std::vector<double> bands;
        for (std::size_t band = 0; band < kBands; ++band) {
            double value = 0.0;
            for (std::size_t bin = 0; bin < power.size(); ++bin)
                value += power[bin] * bank.weights()[band * power.size() + bin];
            bands.push_back(core::aWeighting(bank.centresHz()[band]) * std::sqrt(value));
        }
        frames.push_back(bands);
    }
    return frames;
}

double loudest(const Frames& frames) {
    double top = 0.0;
    for (const auto& frame : frames)
        top = std::max(top, *std::ranges::max_element(frame));
    return top;
}

double centroid(const std::vector<double>& frame, const std::vector<double>& hertz) {
    double moment = 0.0;
    double mass = 0.0;
    for (std::size_t band = 0; band < frame.size(); ++band) {
        moment += frame[band] * hertz[band];
        mass += frame[band];
    }
    return moment / mass;
}

double cepstrum(const std::vector<double>& frame, int k) {
    double sum = 0.0;
    for (int band = 0; band < kBands; ++band)
        sum += std::log(frame[static_cast<std::size_t>(band)]) * std::cos(std::numbers::pi * k * (band + 0.5) / kBands);
    return sum * std::sqrt((k == 0 ? 1.0 : 2.0) / kBands);
}

double referenceLoss(const std::vector<float>& sound, const std::vector<float>& target) {
    double loss = 0.0;
    for (const int size : {1024, 2048, 8192}) {
        Frames s = magnitudes(sound, size);
        Frames t = magnitudes(target, size);
        const double floor = std::max(1e-6, 1e-4 * loudest(t));
        double distance = 0.0;
        double norm = 0.0;
        double logarithms = 0.0;
        for (std::size_t i = 0; i < t.size(); ++i)
            for (std::size_t band = 0; band < kBands; ++band) {
                s[i][band] = std::max(floor, s[i][band]);
                t[i][band] = std::max(floor, t[i][band]);
                distance += std::pow(s[i][band] - t[i][band], 2);
                norm += std::pow(t[i][band], 2);
                logarithms += std::abs(std::log(s[i][band] / t[i][band]));
            }
        const auto frames = static_cast<double>(t.size());
        loss += (std::sqrt(distance / norm) + logarithms / (frames * kBands)) / 3.0;
        if (size != 2048)
            continue;
        const core::MelFilterbank bank(size, kBands, core::kMelMinHz, core::kMelMaxHz);
        for (std::size_t i = 0; i < t.size(); ++i) {
            loss +=
                0.1 / frames * std::abs(std::log2(centroid(s[i], bank.centresHz()) / centroid(t[i], bank.centresHz())));
            double squares = 0.0;
            for (int k = 0; k < 20; ++k)
                squares += std::pow(cepstrum(s[i], k) - cepstrum(t[i], k), 2);
            loss += 0.05 / frames * std::sqrt(squares / 20.0);
        }
    }
    return loss;
}

double lossOf(const std::vector<float>& sound, const std::vector<float>& target) {
    core::PerceptualLoss loss(target, target.size());
    return loss.value(loss.logDifferences(sound));
}

} // namespace

class PerceptualLossTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithItsDefinition() {
        const auto target = core::renderPreset("saw", core::kMiddleC, 0.1);
        for (const char* preset : {"square", "sine", "dirt_stab"}) {
            const auto sound = core::renderPreset(preset, core::kMiddleC, 0.1);
            const double expected = referenceLoss(sound, target);
            QVERIFY(expected > 0.1);
            const double loss = lossOf(sound, target);
            QVERIFY2(std::abs(loss - expected) < 2e-3 * expected,
                     qPrintable(QString("%1: %2 for %3").arg(preset).arg(loss).arg(expected)));
        }
    }

    void alikeIsNothingAndFurtherIsMore() {
        const auto target = core::renderPreset("saw");
        QVERIFY(lossOf(target, target) < 1e-9);
        core::Random random(3);
        double before = 0.0;
        for (const double level : {0.001, 0.01, 0.1}) {
            auto noisy = target;
            for (float& sample : noisy)
                sample += static_cast<float>(random.uniform(-level, level));
            const double loss = lossOf(noisy, target);
            QVERIFY(loss > before);
            before = loss;
        }
    }

    void silenceAndLengthsAreNoTrouble() {
        const std::vector<float> silence(4410, 0.0F);
        const auto saw = core::renderPreset("saw", core::kMiddleC, 0.1);
        QVERIFY(std::isfinite(lossOf(saw, silence)) && lossOf(saw, silence) > 1.0);
        QVERIFY(std::isfinite(lossOf(silence, saw)) && lossOf(silence, saw) > 1.0);
        QCOMPARE(lossOf(silence, silence), 0.0);
        const std::vector<float> two(2, 0.5F);
        QVERIFY(std::isfinite(lossOf(two, two)));
        core::PerceptualLoss longer(saw, 22050);
        QVERIFY(longer.value(longer.logDifferences(saw)) < 1e-9);
    }

    void theEarsSensitivity() {
        // IEC 61672-1, table 3.
        for (const auto& [hertz, decibels] :
             {std::pair{31.5, -39.4}, {100.0, -19.1}, {1000.0, 0.0}, {2500.0, 1.3}, {10000.0, -2.5}})
            QVERIFY2(std::abs(20.0 * std::log10(core::aWeighting(hertz)) - decibels) < 0.15,
                     qPrintable(QString::number(hertz)));
    }
};

QTEST_APPLESS_MAIN(PerceptualLossTest)
#include "perceptual_loss_test.moc"
