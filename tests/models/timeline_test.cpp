#include "models/timeline.h"

#include "core/error.h"
#include "core/synth.h"
#include "support/test_sounds.h"

#include <QtTest>

using namespace stepwise;
using effects::EffectId;

namespace {

core::AudioBuffer dry() {
    return {core::kAnalysisRateHz, core::renderPreset("saw")};
}

effects::Step brighter() {
    effects::Step step = effects::defaultStep(EffectId::equalizer);
    step.values[static_cast<std::size_t>(effects::findParameter(effects::effectInfo(step.effect), "high_gain"))] = 0.9F;
    return step;
}

} // namespace

class TimelineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theTrueStepLeavesNoError() {
        models::Timeline timeline(dry(), effects::renderStep(dry(), brighter()));
        QVERIFY(timeline.inputMeasured().errors.mse > 0.001);
        timeline.append(timeline.tried(brighter()));
        QVERIFY(timeline.steps()[0].measured.errors.mse < 1e-6);
        QCOMPARE(timeline.bestPrefix(), std::size_t{1});
        QVERIFY(timeline.steps()[0].helps);
    }

    /// Effects that move from their start sound the same, too.
    void aPaddedPairIsThePairItWasMadeFrom() {
        const auto padded = [](core::AudioBuffer sound, std::size_t before, std::size_t after) {
            sound.channels[0].insert(sound.channels[0].begin(), before, 0.0F);
            sound.channels[0].resize(sound.frames() + after, 0.0F);
            return sound;
        };
        // Less than 10 ms of silence stays.
        const core::AudioBuffer input = padded(test::noiseSound(core::kAnalysisRateHz, 44100, 0.4), 220, 0);
        const core::AudioBuffer target = effects::renderStep(input, brighter());
        models::Timeline plain(input, target);
        models::Timeline late(padded(input, 132300, 132300), padded(target, 150000, 132300));
        QVERIFY(late.input() == plain.input());
        for (models::Timeline* timeline : {&plain, &late})
            timeline->append(timeline->tried(effects::defaultStep(EffectId::phaser)));
        QVERIFY(late.steps()[0].audio == plain.steps()[0].audio);
        QCOMPARE(late.steps()[0].measured.errors.mse, plain.steps()[0].measured.errors.mse);
        const core::PreparedPair& pair = late.comparison().pair();
        const auto written = core::inTimeWithInput(pair, core::borrowed(late.steps()[0].audio)).load();
        QCOMPARE(written->frames(), 132300 + input.frames());
        QVERIFY(std::equal(late.steps()[0].audio.channels[0].begin(), late.steps()[0].audio.channels[0].end(),
                           written->channels[0].begin() + 132300));
        QVERIFY(core::hasNote(late.notes(), core::PairNoteKind::aligned));
        QVERIFY(plain.notes().empty());
    }

    /// Where no effect moves from its start, a chain over the input's own file gives the written result.
    void aChainOverTheFileGivesTheWrittenResult() {
        core::AudioBuffer input = test::noiseSound(core::kAnalysisRateHz, 44100, 0.4);
        input.channels[0].insert(input.channels[0].begin(), 44100, 0.0F);
        models::Timeline timeline(input, effects::renderStep(input, brighter()));
        QVERIFY(timeline.input().frames() < 45000);
        timeline.append(timeline.tried(brighter()));
        const auto written =
            core::inTimeWithInput(timeline.comparison().pair(), core::borrowed(timeline.steps()[0].audio)).load();
        const core::AudioBuffer rendered = effects::renderStep(input, brighter());
        QCOMPARE(rendered.frames(), written->frames());
        for (std::size_t i = 0; i < rendered.frames(); ++i)
            QVERIFY(std::abs(rendered.channels[0][i] - written->channels[0][i]) < 1e-6F);
    }

    void stepsAfterTheLowestErrorDoNotHelp() {
        models::Timeline timeline(dry(), effects::renderStep(dry(), brighter()));
        timeline.append(timeline.tried(brighter()));
        timeline.append(timeline.tried(effects::defaultStep(EffectId::hallReverb)));
        QCOMPARE(timeline.bestPrefix(), std::size_t{1});
        QVERIFY(timeline.steps()[0].helps && !timeline.steps()[1].helps);
        QCOMPARE(timeline.chain(timeline.bestPrefix()).steps.size(), std::size_t{1});
    }

    void editingRendersWhatFollows() {
        models::Timeline timeline(dry(), effects::renderStep(dry(), brighter()));
        timeline.append(timeline.tried(brighter()));
        timeline.append(timeline.tried(effects::defaultStep(EffectId::phaser)));
        const core::AudioBuffer before = timeline.steps()[1].audio;
        timeline.setStep(0, effects::defaultStep(EffectId::equalizer));
        QVERIFY(timeline.steps()[1].audio != before);
        QVERIFY(timeline.steps()[1].audio ==
                effects::renderStep(timeline.steps()[0].audio, effects::defaultStep(EffectId::phaser)));
        timeline.removeStep(0);
        QCOMPARE(timeline.steps().size(), std::size_t{1});
        QVERIFY(timeline.steps()[0].audio ==
                effects::renderStep(timeline.input(), effects::defaultStep(EffectId::phaser)));
    }

    void aChainComesBack() {
        models::Timeline timeline(dry(), dry());
        effects::Chain chain;
        chain.steps = {brighter(), effects::defaultStep(EffectId::distortion)};
        timeline.setChain(chain);
        QVERIFY(timeline.chain().steps == chain.steps);
    }

    void cancellingChangesNothing() {
        models::Timeline timeline(dry(), dry());
        timeline.append(timeline.tried(brighter()));
        const auto chain = timeline.chain();
        QVERIFY_EXCEPTION_THROWN(
            timeline.setStep(0, effects::defaultStep(EffectId::hallReverb), [](double) { return false; }),
            effects::Cancelled);
        QVERIFY(timeline.chain() == chain);
    }

    void theInputGetsRoomForTails() {
        const core::AudioBuffer longer(core::kAnalysisRateHz, core::renderPreset("saw", 60, 2.5));
        const models::Timeline timeline(dry(), longer, {.align = false});
        QCOMPARE(timeline.input().frames(), longer.frames());
    }

    void oddSoundsAreTaken() {
        core::AudioBuffer slow(8000.0, core::renderPreset("saw", 60, 1.0, 8000.0));
        models::Timeline timeline(slow, slow);
        QCOMPARE(timeline.input().sampleRateHz, core::kAnalysisRateHz);
        const core::AudioBuffer one(44100.0, std::vector<float>{0.5F});
        models::Timeline tiny(one, one);
        tiny.append(tiny.tried(effects::defaultStep(EffectId::hallReverb)));
        QVERIFY(std::isfinite(tiny.steps()[0].measured.errors.mse));
        QVERIFY_EXCEPTION_THROWN(models::Timeline(core::AudioBuffer(), dry()), core::Error);
    }
};

QTEST_APPLESS_MAIN(TimelineTest)
#include "timeline_test.moc"
