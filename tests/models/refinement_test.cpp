#include "models/refinement.h"

#include "core/synth.h"
#include "models/chain_objective.h"
#include "models/random_chain.h"

#include <QtTest>

using namespace stepwise;
using effects::EffectId;

namespace {

constexpr core::ComparisonOptions kAsRendered = {.align = false, .trim = false};

core::AudioBuffer dry() {
    return {core::kAnalysisRateHz, core::renderPreset("power_fifths_lead")};
}

core::AudioBuffer rendered(const std::vector<effects::Step>& steps) {
    core::AudioBuffer sound = dry();
    for (const effects::Step& step : steps)
        sound = effects::renderStep(sound, step);
    return sound;
}

/// An equalizer, then a soft clip: a smooth error, with one hollow.
std::vector<effects::Step> truth() {
    core::Random random(4);
    std::vector<effects::Step> steps = {models::randomStep(EffectId::equalizer, random),
                                        models::randomStep(EffectId::distortion, random)};
    const effects::EffectInfo& distortion = effects::effectInfo(EffectId::distortion);
    const auto mode = static_cast<std::size_t>(effects::findParameter(distortion, "mode"));
    steps[1].values[mode] = effects::choiceValue(distortion.parameters[mode], 1);
    return steps;
}

std::vector<effects::Step> offBy(std::vector<effects::Step> steps, double deviation) {
    core::Random random(9);
    for (effects::Step& step : steps)
        step = models::guessedStep(step, deviation, random);
    return steps;
}

double worstKnobError(const std::vector<effects::Step>& a, const std::vector<effects::Step>& b) {
    double worst = 0.0;
    for (const models::Knob& knob : models::predictedKnobs(a))
        worst = std::max(worst, static_cast<double>(std::abs(a[knob.step].values[knob.parameter] -
                                                             b[knob.step].values[knob.parameter])));
    return worst;
}

} // namespace

class RefinementTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knobsComeBack() {
        const models::Timeline timeline(dry(), rendered(truth()), kAsRendered);
        const std::vector<effects::Step> start = offBy(truth(), 0.1);
        QVERIFY2(worstKnobError(start, truth()) > 0.05, "the case must be what it says");
        const models::RefineStatus status = models::refineByGradient(timeline, start, {});
        QVERIFY2(status.mse < 0.01 * status.initialMse, qPrintable(QString::number(status.mse / status.initialMse)));
        QVERIFY2(worstKnobError(status.steps, truth()) < 0.02,
                 qPrintable(QString::number(worstKnobError(status.steps, truth()))));
        QVERIFY(status.renders > 0 && status.renders <= 1000);
    }

    void evolutionGetsOutOfHollows() {
        // A folded wave at a wrong drive, taken for a clipped one.
        std::vector<effects::Step> folded = truth();
        const effects::ParameterInfo& mode = effects::effectInfo(EffectId::distortion)
                                                 .parameters[static_cast<std::size_t>(effects::findParameter(
                                                     effects::effectInfo(EffectId::distortion), "mode"))];
        const auto modeIndex =
            static_cast<std::size_t>(effects::findParameter(effects::effectInfo(EffectId::distortion), "mode"));
        folded[1].values[modeIndex] = effects::choiceValue(mode, 5);
        const models::Timeline timeline(dry(), rendered(folded), kAsRendered);
        std::vector<effects::Step> start = offBy(folded, 0.1);
        start[1].values[modeIndex] = effects::choiceValue(mode, 1);
        const models::RefineOptions options = {.method = models::RefineMethod::evolution, .maxRenders = 1500};
        const models::RefineStatus status = models::refineByEvolution(timeline, start, options);
        QVERIFY2(status.mse < 0.1 * status.initialMse, qPrintable(QString::number(status.mse / status.initialMse)));
        QVERIFY(status.renders <= 1500);
        const models::RefineStatus again = models::refineByEvolution(timeline, start, options);
        QVERIFY2(again.steps == status.steps, "the same seed gives the same result");
    }

    void theSameAgain() {
        const models::Timeline timeline(dry(), rendered(truth()), kAsRendered);
        const auto start = offBy(truth(), 0.1);
        QVERIFY(models::refineByGradient(timeline, start, {}).steps ==
                models::refineByGradient(timeline, start, {}).steps);
    }

    void oneStepAloneMoves() {
        const models::Timeline timeline(dry(), rendered(truth()), kAsRendered);
        const auto start = offBy(truth(), 0.1);
        const models::RefineStatus status = models::refineByGradient(timeline, start, {.onlyStep = 1});
        QVERIFY(status.steps[0] == start[0]);
        QVERIFY(!(status.steps[1] == start[1]));
        QVERIFY(status.mse < status.initialMse);
    }

    void whatIsThereAlreadyStays() {
        const models::Timeline timeline(dry(), rendered(truth()), kAsRendered);
        const models::RefineStatus status = models::refineByGradient(timeline, truth(), {});
        QVERIFY(status.mse <= status.initialMse);
        QVERIFY(worstKnobError(status.steps, truth()) < 0.01);
    }

    void aTimelineIsNeverLeftFurtherAway() {
        // A target that the chain cannot reach, and knobs at their bounds.
        const core::AudioBuffer target(core::kAnalysisRateHz, core::renderPreset("dirt_stab", 48));
        models::Timeline timeline(dry(), target);
        effects::Chain chain;
        chain.steps = truth();
        for (float& value : chain.steps[0].values)
            value = value > 0.5F ? 1.0F : 0.0F;
        timeline.setChain(chain);
        const std::size_t best = timeline.bestPrefix();
        const double before = timeline.measuredBefore(best).errors.mse;
        const models::RefinementReport report = models::refineTimeline(timeline, {});
        QVERIFY(timeline.measuredBefore(timeline.bestPrefix()).errors.mse <= before);
        QCOMPARE(report.initial.mse, before);
        QVERIFY(report.final.mse <= report.initial.mse);
        for (const models::TimelineStep& step : timeline.steps())
            for (const float value : step.step.values)
                QVERIFY(value >= 0.0F && value <= 1.0F);
    }

    void nothingToDoIsNoError() {
        models::Timeline empty(dry(), rendered(truth()), kAsRendered);
        QCOMPARE(models::refineTimeline(empty, {}).final.mse, empty.inputMeasured().errors.mse);
        for (const core::AudioBuffer& target : {core::AudioBuffer(core::kAnalysisRateHz, 1, 44100), dry()}) {
            const models::Timeline timeline(dry(), target, kAsRendered);
            const models::RefineStatus status = models::refineByGradient(timeline, truth(), {.maxRenders = 60});
            QVERIFY(std::isfinite(status.mse) && status.mse <= status.initialMse);
        }
        const core::AudioBuffer shortTarget(core::kAnalysisRateHz, core::renderPreset("saw", core::kMiddleC, 0.3));
        const models::Timeline timeline(dry(), shortTarget);
        const models::RefineStatus status = models::refineByGradient(timeline, truth(), {.maxRenders = 60});
        QVERIFY(status.mse <= status.initialMse);
    }

    void cancelKeepsTheBestSoFar() {
        const models::Timeline timeline(dry(), rendered(truth()), kAsRendered);
        int rounds = 0;
        const models::RefineStatus status =
            models::refineByGradient(timeline, offBy(truth(), 0.1), {}, [&](const models::RefineStatus& now) {
                return now.mse < now.initialMse && ++rounds < 1;
            });
        QVERIFY(rounds <= 1);
        QVERIFY(status.mse < status.initialMse);
        const models::RefineStatus none = models::refineByGradient(timeline, truth(), {.maxRenders = 0});
        QVERIFY(none.steps == truth());
    }

    void rendersStartAtTheFirstChange() {
        const models::Timeline timeline(dry(), rendered(truth()), kAsRendered);
        models::ChainObjective objective(timeline, truth(), models::predictedKnobs(truth()));
        const models::KnobValues base = objective.valuesOf(truth());
        models::KnobValues last = base;
        last.back() = 0.4;
        const std::vector<models::KnobValues> settings = {base, last};
        const auto fromDry = objective.render(settings);
        objective.setBase(base);
        const auto fromBase = objective.render(settings);
        for (std::size_t i = 0; i < settings.size(); ++i)
            QVERIFY(fromBase[i].values == fromDry[i].values);
        QVERIFY(objective.mse(fromDry[0]) < 1e-9);
        QCOMPARE(objective.renders(), 4);
    }
};

QTEST_APPLESS_MAIN(RefinementTest)
#include "refinement_test.moc"
