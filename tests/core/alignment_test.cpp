#include "core/alignment.h"

#include "core/comparison.h"
#include "core/error.h"
#include "core/synth.h"
#include "effects/chain_renderer.h"
#include "support/test_sounds.h"

#include <QtTest>

#include <cmath>

using namespace stepwise;

class AlignmentTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aShiftIsFoundToTheSample() {
        const auto input = core::renderPreset("dirt_stab");
        for (const int lag : {441, 3000, 9000, 17640, 30000, 88200, 441000}) {
            std::vector<float> later(static_cast<std::size_t>(lag), 0.0F);
            later.insert(later.end(), input.begin(), input.end());
            QCOMPARE(core::findLagSamples(input, later), lag);
            QCOMPARE(core::findLagSamples(later, input), -lag);
            const core::StoredSound sound = core::stored(core::AudioBuffer(44100.0, later));
            const core::StoredSound moved = core::cut(sound, lag, input.size());
            QVERIFY(moved.load()->channels.front() == input);
            QVERIFY(core::cut(moved, -lag, later.size()).load()->channels.front() == later);
            QVERIFY(core::cut(sound, 0, later.size()) == sound);
        }
    }

    void effectsAreNoShift() {
        for (const char* preset : {"saw", "mellotron_saw", "dirt_stab", "evolving_pad", "vintage_bells"})
            for (const effects::EffectId effect : effects::kAllEffects) {
                const core::AudioBuffer dry(core::kAnalysisRateHz, core::renderPreset(preset));
                const auto wet = effects::renderStep(dry, effects::defaultStep(effect));
                QCOMPARE(core::findLagSamples(dry.channels[0], wet.channels[0]), 0);
            }
    }

    /// A recorder that started early, in a room that is not quite silent.
    void aShiftIsFoundBehindNoise() {
        const auto input = core::renderPreset("dirt_stab");
        std::vector<float> later = test::noiseSound(44100.0, 30000 + input.size(), 3e-4).channels[0];
        for (std::size_t i = 0; i < input.size(); ++i)
            later[30000 + i] += input[i];
        QVERIFY(std::abs(core::findLagSamples(input, later) - 30000) <= 2);
        QVERIFY(std::abs(core::findLagSamples(later, input) + 30000) <= 2);
    }

    /// What is made of a pad may rise sooner.
    void padsThatBeginSoftlyAreAlignedToTheHundredth() {
        const core::AudioBuffer noise = test::noiseSound(core::kAnalysisRateHz, 132300, 0.5, 2);
        std::vector<float> dry = noise.channels[0];
        std::vector<float> wet = noise.channels[1];
        for (std::size_t i = 0; i < dry.size(); ++i) {
            const double level = std::min(1.0, static_cast<double>(i) / 66150.0);
            dry[i] *= static_cast<float>(level);
            wet[i] *= static_cast<float>(std::pow(level, 0.9));
        }
        wet.insert(wet.begin(), 17640, 0.0F);
        QCOMPARE(core::findLagSamples(dry, wet), 17640);
        QCOMPARE(core::findLagSamples(wet, dry), -17640);
    }

    /// Every bar correlates with every other.
    void repeatedBarsAreNoShift() {
        const auto bar = core::renderPreset("dirt_stab");
        std::vector<float> loop;
        for (int i = 0; i < 4; ++i)
            loop.insert(loop.end(), bar.begin(), bar.end());
        const core::AudioBuffer dry(core::kAnalysisRateHz, loop);
        const auto wet = effects::renderStep(dry, effects::defaultStep(effects::EffectId::hallReverb));
        QCOMPARE(core::findLagSamples(loop, wet.channels[0]), 0);
        std::vector<float> later(30000, 0.0F);
        later.insert(later.end(), loop.begin(), loop.end());
        QCOMPARE(core::findLagSamples(loop, later), 30000);
    }

    /// An effect may let a sound in slowly.
    void aSlowAttackIsNoShift() {
        for (const char* preset : {"saw", "mellotron_saw", "dirt_stab"}) {
            const auto dry = core::renderPreset(preset);
            std::vector<float> wet = dry;
            for (std::size_t i = 0; i < 22050; ++i)
                wet[i] *= static_cast<float>(i) / 22050.0F;
            QCOMPARE(core::findLagSamples(dry, wet), 0);
        }
    }

    void silenceHasNoLag() {
        QCOMPARE(core::findLagSamples(core::renderPreset("saw"), std::vector<float>(44100, 0.0F)), 0);
    }

    void windowsLieWhereBothSoundsAreActive() {
        std::vector<float> input(441000, 0.0F);
        std::vector<float> target(441000, 0.0F);
        const auto tone = core::renderPreset("saw", 60, 3.0);
        std::copy(tone.begin(), tone.end(), input.begin() + 88200);
        std::copy(tone.begin(), tone.end(), target.begin() + 88200);
        const auto starts = core::findAnalysisWindows(input, target);
        QVERIFY(!starts.empty() && starts.size() <= core::kMaxAnalysisWindows);
        for (std::size_t i = 0; i < starts.size(); ++i) {
            QVERIFY(starts[i] + 44100 > 88200 && starts[i] < 88200 + tone.size());
            QVERIFY(i == 0 || starts[i] >= starts[i - 1] + 44100);
        }
        QCOMPARE(core::findAnalysisWindows(tone, std::vector<float>(1, 0.5F)).size(), std::size_t{1});
    }

    void comparisonTrimsAndAligns() {
        const core::AudioBuffer input(core::kAnalysisRateHz, core::renderPreset("dirt_stab"));
        core::AudioBuffer target = input;
        core::applyGain(target, 0.25F);
        target.channels[0].insert(target.channels[0].begin(), 2000, 0.0F);
        const core::Comparison comparison(input, target);
        QVERIFY(std::abs(comparison.pair().alignmentMs - 1000.0 * 2000.0 / 44100.0) < 0.1);
        const core::MeasuredSound measured = comparison.measure(input);
        QVERIFY2(std::abs(measured.trimDb + 12.04) < 0.05, qPrintable(QString::number(measured.trimDb)));
        QVERIFY2(measured.errors.mse < 1e-6, qPrintable(QString::number(measured.errors.mse)));
        const core::Comparison asTheyAre(input, target, {.align = false, .trim = false});
        QVERIFY(asTheyAre.measure(input).errors.mse > 0.001);
    }

    void nothingCannotBeCompared() {
        const core::AudioBuffer sound(core::kAnalysisRateHz, std::vector<float>(100, 0.1F));
        QVERIFY_EXCEPTION_THROWN(core::Comparison(core::AudioBuffer(44100.0, 1, 0), sound), core::Error);
    }
};

QTEST_APPLESS_MAIN(AlignmentTest)
#include "alignment_test.moc"
