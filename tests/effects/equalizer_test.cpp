#include "effects/equalizer.h"

#include "support/effect_signals.h"

#include <QtTest>

using namespace stepwise;
using effects::EffectId;

namespace {

effects::ParameterValues equalizerValues(double highHz, double highQ, double highDb, int highType, double lowDb,
                                         int lowType) {
    effects::ParameterValues values = effects::defaultValues(EffectId::equalizer);
    test::setDisplay(EffectId::equalizer, values, "high_frequency", highHz);
    test::setDisplay(EffectId::equalizer, values, "high_q", highQ);
    test::setDisplay(EffectId::equalizer, values, "high_gain", highDb);
    test::setDisplay(EffectId::equalizer, values, "high_type", highType);
    test::setDisplay(EffectId::equalizer, values, "low_gain", lowDb);
    test::setDisplay(EffectId::equalizer, values, "low_type", lowType);
    return values;
}

} // namespace

class EqualizerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void magnitudeIsTheAnalyticResponse() {
        for (const double rateHz : {44100.0, 48000.0, 96000.0})
            for (int type = 0; type < 3; ++type)
                for (const double gainDb : {-24.0, -6.0, 0.0, 9.0, 24.0})
                    for (const double q : {0.4, 0.71, 4.0}) {
                        const auto values = equalizerValues(3000.0, q, gainDb, type, -gainDb / 2.0, type);
                        const auto response =
                            test::processedMono(EffectId::equalizer, values, test::impulse(1U << 15U), rateHz);
                        for (const double hertz :
                             {30.0, 100.0, 215.0, 500.0, 1000.0, 2500.0, 3000.0, 7000.0, 15000.0}) {
                            const double measuredDb =
                                test::decibels(std::abs(test::spectrumAt(response, hertz, rateHz)));
                            const double theoryDb = effects::equalizerGainDb(values, hertz, rateHz);
                            if (theoryDb > -60.0)
                                QVERIFY2(std::abs(measuredDb - theoryDb) < 0.1,
                                         qPrintable(QString("%1 Hz: %2 dB, theory %3 dB")
                                                        .arg(hertz)
                                                        .arg(measuredDb)
                                                        .arg(theoryDb)));
                        }
                    }
    }

    void noGainIsTheIdentity() {
        for (int type = 0; type < 2; ++type) {
            const auto values = equalizerValues(5000.0, 2.0, 0.0, type, 0.0, type);
            const auto input = test::sine(997.0, 44100.0, 4096, 0.7);
            QVERIFY(test::processedMono(EffectId::equalizer, values, input) == input);
        }
    }

    void knobsAndTypesDoNotClick() {
        const auto processor = effects::makeSoundProcessor(EffectId::equalizer, effects::Layout::mono);
        processor->prepare(44100.0);
        const auto input = test::sine(200.0, 44100.0, 44100, 0.5);
        std::vector<float> output;
        float steepest = 0.0F;
        std::vector<float> block(64 * effects::kSoundPackLanes, 0.0F);
        for (std::size_t start = 0; start + 64 <= input.size(); start += 64) {
            const int type = static_cast<int>(start / 6400) % 3;
            const auto values =
                equalizerValues(type == 2 ? 8000.0 : 400.0, 1.0, type == 0 ? 12.0 : -12.0, type, 0.0, 0);
            processor->setParameters(std::span(&values, 1));
            for (std::size_t i = 0; i < 64; ++i)
                block[i * effects::kSoundPackLanes] = input[start + i];
            processor->process(block.data(), 64);
            for (std::size_t i = 0; i < 64; ++i)
                output.push_back(block[i * effects::kSoundPackLanes]);
        }
        for (std::size_t i = 1; i < output.size(); ++i)
            steepest = std::max(steepest, std::abs(output[i] - output[i - 1]));
        // A +12 dB sine of 200 Hz itself moves by 0.057 a sample; a jump would be many times that.
        QVERIFY2(steepest < 0.12F, qPrintable(QString::number(steepest)));
    }
};

QTEST_APPLESS_MAIN(EqualizerTest)
#include "equalizer_test.moc"
