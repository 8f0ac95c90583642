#include "models/refinement.h"

#include "core/synth.h"
#include "models/chain_objective.h"
#include "models/knob_recovery.h"
#include "models/levenberg_marquardt.h"
#include "models/random_chain.h"

#include <QtTest>

#include <array>
#include <thread>

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
        QVERIFY2(status.loss < 0.01 * status.initialLoss,
                 qPrintable(QString::number(status.loss / status.initialLoss)));
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
        QVERIFY2(status.loss < 0.1 * status.initialLoss, qPrintable(QString::number(status.loss / status.initialLoss)));
        QVERIFY(status.renders <= 1500);
        const models::RefineStatus again = models::refineByEvolution(timeline, start, options);
        QVERIFY2(again.steps == status.steps, "the same seed gives the same result");
    }

    void aWrongModeIsSetRight() {
        const effects::EffectInfo& info = effects::effectInfo(EffectId::distortion);
        const auto mode = static_cast<std::size_t>(effects::findParameter(info, "mode"));
        const models::Timeline timeline(dry(), rendered(truth()), kAsRendered);
        std::vector<effects::Step> start = truth();
        start[1].values[mode] = effects::choiceValue(info.parameters[mode], 6);
        const models::RefineStatus status = models::refineByGradient(timeline, start, {});
        QCOMPARE(effects::choiceIndex(info.parameters[mode], status.steps[1].values[mode]), 1);
        QVERIFY(status.loss < 0.01 * status.initialLoss);
    }

    void slopesAgreeWithCentralDifferences() {
        const models::Timeline timeline(dry(), rendered(truth()), kAsRendered);
        const auto start = offBy(truth(), 0.1);
        models::ChainObjective objective(timeline, start, models::predictedKnobs(start));
        models::LevenbergMarquardt minimum(objective, start, start, 0.0);
        const Eigen::MatrixXd slopes = minimum.measureSlopes();
        const models::KnobValues values = objective.valuesOf(start);
        constexpr double kHalf = 0.001;
        for (std::size_t i = 0; i < values.size(); ++i) {
            std::vector<models::KnobValues> both(2, values);
            both[0][i] = std::max(0.0, values[i] - kHalf);
            both[1][i] = std::min(1.0, values[i] + kHalf);
            const auto scored = objective.render(both);
            double distance = 0.0;
            double norm = 0.0;
            for (std::size_t k = 0; k < scored[0].residual.size(); ++k) {
                const double central =
                    (static_cast<double>(scored[1].residual[k]) - static_cast<double>(scored[0].residual[k])) /
                    (both[1][i] - both[0][i]);
                distance += std::pow(slopes(static_cast<Eigen::Index>(k), static_cast<Eigen::Index>(i)) - central, 2);
                norm += central * central;
            }
            // A resonance that moves is far from linear; its direction must be right, gain and drive must agree
            // closely.
            const models::Knob& knob = objective.knobs()[i];
            const std::string_view name = effects::effectInfo(start[knob.step].effect).parameters[knob.parameter].id;
            const bool isResonance = name == "high_frequency";
            QVERIFY2(distance < (isResonance ? 0.5 : 0.05) * norm,
                     qPrintable(QString("knob %1: %2").arg(i).arg(distance / norm)));
        }
    }

    void threadsDoNotChangeTheResult() {
        const models::Timeline timeline(dry(), rendered(truth()), kAsRendered);
        const auto start = offBy(truth(), 0.1);
        const auto refined = [&](int threads) {
            return models::refineByGradient(timeline, start, {.maxRenders = 150, .threads = threads});
        };
        const models::RefineStatus alone = refined(1);
        const models::RefineStatus together = refined(3);
        QVERIFY(alone.steps == together.steps);
        QCOMPARE(alone.loss, together.loss);
        QCOMPARE(alone.renders, together.renders);
    }

    void aStopEndsItAtOnce() {
        const models::Timeline timeline(dry(), rendered(truth()), kAsRendered);
        const auto start = offBy(truth(), 0.1);
        for (const bool isGradient : {true, false}) {
            std::stop_source source;
            int rounds = 0;
            const auto stopAfterOne = [&](const models::RefineStatus&) {
                ++rounds;
                source.request_stop();
                return true;
            };
            const models::RefineOptions options = {.stop = source.get_token()};
            const models::RefineStatus status = isGradient
                                                    ? models::refineByGradient(timeline, start, options, stopAfterOne)
                                                    : models::refineByEvolution(timeline, start, options, stopAfterOne);
            QCOMPARE(rounds, 1);
            QVERIFY(status.loss <= status.initialLoss);
            std::stop_source before;
            before.request_stop();
            const models::RefineOptions never = {.stop = before.get_token()};
            QVERIFY((isGradient ? models::refineByGradient(timeline, start, never)
                                : models::refineByEvolution(timeline, start, never))
                        .steps == start);
        }
    }

    void twoAtTheSameTimeDoNotMeet() {
        const models::Timeline timeline(dry(), rendered(truth()), kAsRendered);
        const auto start = offBy(truth(), 0.1);
        const models::RefineOptions options = {.maxRenders = 150};
        const models::RefineStatus alone = models::refineByGradient(timeline, start, options);
        std::array<models::RefineStatus, 2> both;
        {
            std::vector<std::jthread> threads;
            for (models::RefineStatus& status : both)
                threads.emplace_back([&] { status = models::refineByGradient(timeline, start, options); });
        }
        for (const models::RefineStatus& status : both)
            QVERIFY(status.steps == alone.steps);
    }

    void thePerceptualLossIsLoweredToo() {
        models::Timeline timeline(dry(), rendered(truth()), kAsRendered);
        effects::Chain chain;
        chain.steps = offBy(truth(), 0.1);
        timeline.setChain(chain);
        for (const models::RefineMethod method : {models::RefineMethod::gradient, models::RefineMethod::evolution}) {
            const models::RefineOptions options = {
                .method = method, .loss = models::LossKind::perceptual, .maxRenders = 500};
            const models::RefineStatus status = method == models::RefineMethod::gradient
                                                    ? models::refineByGradient(timeline, chain.steps, options)
                                                    : models::refineByEvolution(timeline, chain.steps, options);
            QVERIFY2(status.loss < 0.5 * status.initialLoss,
                     qPrintable(QString("%1 of %2").arg(status.loss).arg(status.initialLoss)));
        }
    }

    void knobErrorsAreCounted() {
        const models::Timeline timeline(dry(), rendered(truth()), kAsRendered);
        std::vector<effects::Step> found = truth();
        const std::size_t gain =
            static_cast<std::size_t>(effects::findParameter(effects::effectInfo(EffectId::equalizer), "high_gain"));
        found[0].values[gain] += found[0].values[gain] > 0.5F ? -0.2F : 0.2F;
        models::KnobRecoveries knobs;
        models::countKnobs(knobs, timeline, truth(), found);
        QCOMPARE(knobs.size(), models::predictedKnobs(truth()).size());
        QVERIFY(std::abs(knobs.at("equalizer.high_gain").medianError() - 0.2) < 0.002);
        QVERIFY(knobs.at("distortion.drive").medianError() < 0.002);
        models::countKnobs(knobs, timeline, truth(), std::vector<effects::Step>{found[1], found[0]});
        QCOMPARE(knobs.at("equalizer.high_gain").items, 1);
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
        QVERIFY(status.loss < status.initialLoss);
    }

    void whatIsThereAlreadyStays() {
        const models::Timeline timeline(dry(), rendered(truth()), kAsRendered);
        const models::RefineStatus status = models::refineByGradient(timeline, truth(), {});
        QVERIFY(status.loss <= status.initialLoss);
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
        const core::Errors before = timeline.measuredBefore(best).errors;
        const models::RefinementReport report = models::refineTimeline(timeline, {});
        const core::Errors after = timeline.measuredBefore(timeline.bestPrefix()).errors;
        QVERIFY(after.mse < before.mse);
        QVERIFY(after.mfcc <= before.mfcc);
        QVERIFY(after.lsd <= before.lsd);
        QCOMPARE(report.initial.mse, before.mse);
        QCOMPARE(report.final.mse, after.mse);
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
            QVERIFY(std::isfinite(status.loss) && status.loss <= status.initialLoss);
        }
        const core::AudioBuffer shortTarget(core::kAnalysisRateHz, core::renderPreset("saw", core::kMiddleC, 0.3));
        const models::Timeline timeline(dry(), shortTarget);
        const models::RefineStatus status = models::refineByGradient(timeline, truth(), {.maxRenders = 60});
        QVERIFY(status.loss <= status.initialLoss);
    }

    void cancelKeepsTheBestSoFar() {
        const models::Timeline timeline(dry(), rendered(truth()), kAsRendered);
        int rounds = 0;
        const models::RefineStatus status =
            models::refineByGradient(timeline, offBy(truth(), 0.1), {}, [&](const models::RefineStatus& now) {
                return now.loss < now.initialLoss && ++rounds < 1;
            });
        QVERIFY(rounds <= 1);
        QVERIFY(status.loss < status.initialLoss);
        const models::RefineStatus none = models::refineByGradient(timeline, truth(), {.maxRenders = 0});
        QVERIFY(none.steps == truth());
        for (const int limit : {5, 40, 100}) {
            const models::RefineStatus some =
                models::refineByGradient(timeline, offBy(truth(), 0.1), {.maxRenders = limit});
            QVERIFY2(some.renders <= limit, qPrintable(QString::number(some.renders)));
        }
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
            QVERIFY(fromBase[i].residual == fromDry[i].residual);
        QVERIFY(fromDry[0].loss < 1e-9);
        QCOMPARE(objective.renders(), 4);
    }

    /// Rendered again or kept from when it was scored, also on the way from one base to the next.
    void aKeptBaseIsARenderedBase() {
        const models::Timeline timeline(dry(), rendered(truth()), kAsRendered);
        models::ChainObjective rendering(timeline, truth(), models::predictedKnobs(truth()));
        models::ChainObjective keeping(timeline, truth(), models::predictedKnobs(truth()));
        models::KnobValues values = rendering.valuesOf(truth());
        for (const std::size_t knob : {std::size_t{0}, values.size() - 1, values.size() / 2}) {
            values[knob] = 0.4;
            auto scored = keeping.render(std::span(&values, 1));
            keeping.setBase(values, std::move(scored.front()));
            rendering.setBase(values);
            models::KnobValues next = values;
            next.back() = 0.7;
            const std::vector<models::KnobValues> settings = {values, next};
            const auto kept = keeping.render(settings);
            const auto again = rendering.render(settings);
            for (std::size_t i = 0; i < settings.size(); ++i)
                QVERIFY(kept[i].residual == again[i].residual);
        }
    }
};

QTEST_APPLESS_MAIN(RefinementTest)
#include "refinement_test.moc"
