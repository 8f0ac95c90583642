// The curves that the window draws, held against the processors.
#include "effects/chain.h"
#include "effects/distortion_curve.h"
#include "effects/phaser_response.h"
#include "effects/processor.h"

#include <QTest>

#include <cmath>
#include <complex>
#include <numbers>

namespace stepwise::effects {

constexpr double kRateHz = 44100.0;

class CurvesTest : public QObject {
    Q_OBJECT

    static ParameterValues with(EffectId effect, std::initializer_list<std::pair<const char*, float>> settings) {
        ParameterValues values = defaultValues(effect);
        for (const auto& [id, value] : settings)
            values[static_cast<std::size_t>(findParameter(effectInfo(effect), id))] = value;
        return values;
    }

    static std::vector<double> processed(EffectId effect, const ParameterValues& values, std::vector<double> signal) {
        const auto processor = makeSoundProcessor(effect, Layout::mono);
        processor->setParameters(std::span(&values, 1));
        processor->prepare(kRateHz);
        const std::size_t latency = static_cast<std::size_t>(processor->latencyFrames());
        signal.resize(signal.size() + latency);
        std::vector<float> lanes(signal.size() * kSoundPackLanes);
        for (std::size_t i = 0; i < signal.size(); ++i)
            lanes[i * kSoundPackLanes] = static_cast<float>(signal[i]);
        processor->process(lanes.data(), static_cast<int>(signal.size()));
        std::vector<double> out;
        for (std::size_t i = latency; i < signal.size(); ++i)
            out.push_back(static_cast<double>(lanes[i * kSoundPackLanes]));
        return out;
    }

private Q_SLOTS:
    void distortionFollowsItsCurve_data() {
        QTest::addColumn<int>("mode");
        const ParameterInfo& mode = effectInfo(EffectId::distortion).parameters[0];
        for (int i = 0; i < static_cast<int>(mode.choices.size()); ++i)
            if (mode.choices[static_cast<std::size_t>(i)].id != "downsample")
                QTest::newRow(mode.choices[static_cast<std::size_t>(i)].id.data()) << i;
    }
    /// On a slow sine, so that neither the oversampling filters nor the antialiasing matter. The DC blocker lets a mean
    /// drift away, so differences are compared.
    void distortionFollowsItsCurve() {
        QFETCH(int, mode);
        const ParameterInfo& info = effectInfo(EffectId::distortion).parameters[0];
        const ParameterValues values =
            with(EffectId::distortion, {{"mode", choiceValue(info, mode)}, {"drive", 0.4F}, {"mix", 0.8F}});
        constexpr std::size_t kFrames = 400;
        std::vector<double> ramp(kFrames);
        for (std::size_t i = 0; i < kFrames; ++i)
            ramp[i] = 0.5 * std::sin(2.0 * std::numbers::pi * static_cast<double>(i) / kFrames);
        const std::vector<double> out = processed(EffectId::distortion, values, ramp);
        for (std::size_t i = 40; i < kFrames - 40; ++i) {
            if (std::abs(ramp[i]) < 0.02)
                continue; // zero-square is steeper there than the oversampling filters
            const double curve = distortionOutput(values, ramp[i + 1]) - distortionOutput(values, ramp[i - 1]);
            QVERIFY2(std::abs(out[i + 1] - out[i - 1] - curve) < 0.02, qPrintable(QString::number(i)));
        }
    }

    void downsamplingBendsNothing() {
        const ParameterInfo& info = effectInfo(EffectId::distortion).parameters[0];
        const auto values = with(EffectId::distortion, {{"mode", choiceValue(info, 8)}});
        QCOMPARE(info.choices[8].id, std::string_view("downsample"));
        QCOMPARE(distortionOutput(values, 0.3), 0.3);
    }

    void phaserFollowsItsResponse_data() {
        QTest::addColumn<float>("frequency");
        QTest::addColumn<float>("feedback");
        QTest::addColumn<float>("mix");
        QTest::newRow("middle") << 0.5F << 0.3F << 1.0F;
        QTest::newRow("low, singing") << 0.3F << 1.0F << 0.5F;
        QTest::newRow("high, plain") << 0.8F << 0.0F << 0.9F;
        QTest::newRow("dry") << 0.5F << 0.5F << 0.0F;
    }
    void phaserFollowsItsResponse() {
        QFETCH(float, frequency);
        QFETCH(float, feedback);
        QFETCH(float, mix);
        const ParameterValues values =
            with(EffectId::phaser, {{"depth", 0.0F}, {"frequency", frequency}, {"feedback", feedback}, {"mix", mix}});
        std::vector<double> impulse(1U << 16U);
        impulse[0] = 1.0;
        const std::vector<double> response = processed(EffectId::phaser, values, impulse);
        for (const double hertz : {60.0, 200.0, 613.0, 1500.0, 4000.0, 11000.0}) {
            std::complex<double> sum = 0.0;
            for (std::size_t i = 0; i < response.size(); ++i)
                sum +=
                    response[i] * std::polar(1.0, -2.0 * std::numbers::pi * hertz * static_cast<double>(i) / kRateHz);
            const double measuredDb = 20.0 * std::log10(std::abs(sum));
            const double drawnDb = phaserGainDb(values, 0.7, hertz, kRateHz);
            QVERIFY2(std::abs(measuredDb - drawnDb) < 0.1,
                     qPrintable(QString("%1 Hz: %2, drawn %3").arg(hertz).arg(measuredDb).arg(drawnDb)));
        }
    }

    void thePhaserSweepsAsItsKnobsSay() {
        const ParameterValues values = with(EffectId::phaser, {{"rate", 0.5F}, {"depth", 0.4F}});
        // The notch moves up by 2.5 octaves times the depth.
        const ParameterValues still = with(EffectId::phaser, {{"depth", 0.0F}, {"mix", 1.0F}});
        const double notchHz = 600.0 * 0.6682; // second notch of a stage frequency of 600 Hz, at low frequencies
        QVERIFY(phaserGainDb(still, 0.0, notchHz, kRateHz) < -15.0);
        QVERIFY(phaserGainDb(values, 1.0, 2.0 * notchHz, kRateHz) < -15.0);
    }
};

} // namespace stepwise::effects

QTEST_GUILESS_MAIN(stepwise::effects::CurvesTest)
#include "curves_test.moc"
