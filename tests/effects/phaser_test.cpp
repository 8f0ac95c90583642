#include "effects/phaser.h"

#include "support/signals.h"

#include <QtTest>

using namespace stepwise;
using effects::EffectId;

namespace {

effects::ParameterValues phaserValues(double depth, double frequencyHz, double feedback, double mix = 100.0, double rateHz = 1.0) {
    effects::ParameterValues values = effects::defaultValues(EffectId::phaser);
    test::setDisplay(EffectId::phaser, values, "depth", depth);
    test::setDisplay(EffectId::phaser, values, "frequency", frequencyHz);
    test::setDisplay(EffectId::phaser, values, "feedback", feedback);
    test::setDisplay(EffectId::phaser, values, "mix", mix);
    test::setDisplay(EffectId::phaser, values, "rate", rateHz);
    return values;
}

/// Eight stages with warped corner t turn a frequency by 16 atan(tan(pi f / rate) / t); notches are odd multiples of pi.
double notchHz(double centreHz, int notch, double rateHz) {
    const double t = std::tan(std::numbers::pi * centreHz / rateHz);
    const double angle = (2.0 * notch + 1.0) * std::numbers::pi / (2.0 * effects::kPhaserStages);
    return rateHz / std::numbers::pi * std::atan(t * std::tan(angle));
}

} // namespace

class PhaserTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void notchesLieWhereTheoryPutsThem() {
        for (const double rateHz : {44100.0, 96000.0})
            for (const double centreHz : {300.0, 1000.0, 3000.0}) {
                const auto values = phaserValues(0.0, centreHz, 0.0);
                const auto response = test::processedMono(EffectId::phaser, values, test::impulse(1U << 15U), rateHz);
                const auto levelDb = [&](double hertz) {
                    return test::decibels(std::abs(test::spectrumAt(response, hertz, rateHz)));
                };
                for (int notch = 0; notch < effects::kPhaserStages / 2; ++notch) {
                    const double hertz = notchHz(centreHz, notch, rateHz);
                    QVERIFY2(levelDb(hertz) < -40.0, qPrintable(QString("notch %1: %2 dB").arg(notch).arg(levelDb(hertz))));
                }
                QVERIFY(std::abs(levelDb(5.0)) < 0.1);
            }
    }

    void feedbackMovesNoNotchAndStaysBounded() {
        const auto values = phaserValues(0.0, 1000.0, 100.0);
        const auto response = test::processedMono(EffectId::phaser, values, test::impulse(1U << 16U));
        const double notch = std::abs(test::spectrumAt(response, notchHz(1000.0, 1, 44100.0), 44100.0));
        for (const double away : {0.97, 1.03})
            QVERIFY(std::abs(test::spectrumAt(response, away * notchHz(1000.0, 1, 44100.0), 44100.0)) > notch);
        float tail = 0.0F;
        for (std::size_t i = response.size() / 2; i < response.size(); ++i)
            tail = std::max(tail, std::abs(response[i]));
        QVERIFY(tail < 1e-4F);
    }

    void mixZeroIsTheIdentity() {
        const auto input = test::sine(997.0, 44100.0, 8192, 0.7);
        QVERIFY(test::processedMono(EffectId::phaser, phaserValues(100.0, 1000.0, 60.0, 0.0), input) == input);
    }

    void theSweepStartsAtItsCentreAndHasItsPeriod() {
        // At the first notch of the centre, the sound dips whenever the sweep passes the centre: twice a period, and at 0.
        const double rateHz = 44100.0;
        const double toneHz = notchHz(1000.0, 0, rateHz);
        const auto output = test::processedMono(EffectId::phaser, phaserValues(20.0, 1000.0, 0.0, 100.0, 2.0),
                                                test::sine(toneHz, rateHz, 44100, 0.5));
        const auto level = [&](double seconds) {
            const auto first = static_cast<std::size_t>(seconds * rateHz);
            double sum = 0.0;
            for (std::size_t i = first; i < first + 441; ++i)
                sum += static_cast<double>(output[i]) * output[i];
            return std::sqrt(sum / 441.0);
        };
        for (const double crossing : {0.25, 0.5, 0.75})
            QVERIFY2(level(crossing - 0.005) < 0.25 * level(crossing + 0.12), qPrintable(QString::number(level(crossing))));
    }

    void monoIsTheLeftChannel() {
        auto values = phaserValues(80.0, 900.0, 50.0);
        const auto input = test::sine(440.0, 44100.0, 20000, 0.5);
        const auto stereo = test::processed(EffectId::phaser, values, {input, input}, 44100.0);
        QVERIFY(test::processedMono(EffectId::phaser, values, input) == stereo[0]);
        QVERIFY(stereo[0] != stereo[1]);
        test::setDisplay(EffectId::phaser, values, "stereo_phase", 0.0);
        const auto together = test::processed(EffectId::phaser, values, {input, input}, 44100.0);
        QVERIFY(together[0] == together[1]);
    }
};

QTEST_APPLESS_MAIN(PhaserTest)
#include "phaser_test.moc"
