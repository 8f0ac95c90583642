#include "models/timeline.h"

#include "core/error.h"
#include "core/synth.h"

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
