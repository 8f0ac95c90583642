#include "models/evaluation.h"

#include "core/error.h"
#include "core/file_output.h"
#include "core/random.h"
#include "models/calibration.h"
#include "models/evaluation_report.h"

#include "support/fake_predictor.h"
#include "support/test_sounds.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace stepwise;

namespace {

/// Knows the answer: proposes the true steps of the target in turn.
class Oracle : public models::Predictor {
public:
    std::vector<effects::Step> truth;

    models::Prediction predict(const models::Situation& situation) override {
        models::Prediction prediction;
        for (const effects::EffectId effect : effects::kAllEffects)
            prediction.proposals[static_cast<std::size_t>(effect)].values = effects::defaultValues(effect);
        for (const effects::Step& step : truth)
            prediction.proposals[static_cast<std::size_t>(step.effect)].values = step.values;
        if (situation.effects.size() < truth.size())
            prediction.effectProbabilities[static_cast<std::size_t>(truth[situation.effects.size()].effect)] = 1.0F;
        return prediction;
    }
    std::string name() const override { return "oracle"; }
};

models::GroupResult evaluate(const std::shared_ptr<models::Predictor>& predictor, core::PresetGroup group, int targets,
                             models::Condition condition = models::Condition::standard) {
    return models::evaluateGroup(std::span(&predictor, 1), group,
                                 {.targetsPerGroup = targets, .seed = 1, .condition = condition});
}

} // namespace

class EvaluationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Nobody tells them how many effects the target has, and what counts ends at the lowest error.
    void freeRoundsEndByThemselves() {
        constexpr int kFirstOfTwoEffects = 1;
        auto oracle = std::make_shared<Oracle>();
        const std::shared_ptr<models::Predictor> predictor = oracle;
        models::EvaluationOptions options = {.targetsPerGroup = kFirstOfTwoEffects + 1, .shard = 1, .shards = 2};
        const auto item =
            models::makeEvaluationTarget(core::PresetGroup::basicShapes, options.seed, kFirstOfTwoEffects);
        QCOMPARE(item.steps.size(), std::size_t{2});
        const auto evaluated = [&](bool isFree) {
            options.freeRounds = isFree;
            return models::evaluateGroup(std::span(&predictor, 1), core::PresetGroup::basicShapes, options);
        };
        oracle->truth = item.steps;
        const models::GroupResult known = evaluated(true);
        QCOMPARE(known.all.exactSet.value(), 1.0);
        QCOMPARE(known.calibration.bins[9].items, 2);
        QCOMPARE(known.firstInSet.items, 0); // of the networks alone nothing is asked
        QCOMPARE(evaluated(false).firstInSet.items, 1);

        // Who knows only the first effect.
        oracle->truth.resize(1);
        const models::GroupResult told = evaluated(false);
        const models::GroupResult free = evaluated(true);
        QCOMPARE(free.all.final.mean().mse, free.all.bestPrefix.mean().mse);
        QVERIFY(free.all.final.mean().mse <= told.all.bestPrefix.mean().mse * 1.0001);
    }

    void anOracleLeavesNothing() {
        auto oracle = std::make_shared<Oracle>();
        // One target, whose chain has one step.
        oracle->truth = models::makeEvaluationTarget(core::PresetGroup::basicShapes, 1, 0).steps;
        for (const models::Condition condition : {models::Condition::standard, models::Condition::unknownLevel}) {
            const models::GroupResult result = evaluate(oracle, core::PresetGroup::basicShapes, 1, condition);
            QCOMPARE(result.all.initial.items, 1);
            const double initial = result.all.initial.mean().mse;
            QVERIFY(initial > 1e-4);
            QVERIFY2(result.all.final.mean().mse < 1e-2 * initial, "the level must not matter");
            QCOMPARE(result.all.final.mean().mse, result.all.bestPrefix.mean().mse);
            QCOMPARE(result.perStep[4].mean().mse, result.all.final.mean().mse);
            QCOMPARE(result.all.exactSet.value(), 1.0);
            QCOMPARE(result.all.worseThanDry.value(), 0.0);
            QCOMPARE(result.calibration.bins[9].hits, 1);
            QCOMPARE(result.calibration.expectedError(), 0.0);
            if (condition != models::Condition::standard)
                continue;
            QCOMPARE(result.firstInSet.value(), 1.0);
            QCOMPARE(result.nextEffectLast[0].value(), 1.0);
            QCOMPARE(result.nextEffectDry[0].value(), 1.0);
            const models::EffectResult& effect = result.effects[static_cast<std::size_t>(oracle->truth[0].effect)];
            QCOMPARE(effect.improved.items, 1);
            QCOMPARE(effect.improved.hits, 1);
            QCOMPARE(effect.missed.hits, 0);
            QVERIFY(std::abs(effect.without.mean().mse - initial) < 1e-6);
        }
    }

    void whoKnowsNothingIsSaidSo() {
        auto fake = std::make_shared<test::FakePredictor>();
        const models::GroupResult result = evaluate(fake, core::PresetGroup::advancedShapes, 5);
        QCOMPARE(result.all.initial.items, 5);
        for (const models::Share& share : result.nextEffectLast)
            QCOMPARE(share.items, 1);
        QVERIFY(result.all.final.mean().mse > 0.0);
        int items = 0;
        for (const models::EffectResult& effect : result.effects)
            items += effect.improved.items;
        QCOMPARE(items, 1 + 2 + 3 + 4 + 5);
    }

    /// Written by: stepwise-cli evaluate --group advanced_shapes --limit 20 --output frozen_evaluation.json
    void twentyFrozenTargetsGiveTheFrozenFigures() {
        const models::Evaluation frozen =
            models::readEvaluation(STEPWISE_SOURCE_DIR "/tests/models/frozen_evaluation.json");
        const auto group = core::PresetGroup::advancedShapes;
        const models::GroupResult& then = frozen.groups.at({models::Condition::standard, group});
        const std::shared_ptr<models::Predictor> predictor =
            models::loadPredictor(STEPWISE_SOURCE_DIR "/assets/models");
        QCOMPARE(frozen.models, predictor->name());
        const models::GroupResult now = evaluate(predictor, group, 20);
        QCOMPARE(now.all.initial.items, 20);
        for (const core::ErrorColumn& column : core::kErrorColumns) {
            const auto ratio = [&](const models::GroupResult& result) {
                return result.all.final.mean().*column.value / result.all.initial.mean().*column.value;
            };
            QVERIFY2(std::abs(ratio(now) - ratio(then)) < 1.5e-3, column.key.data());
        }
        QVERIFY(std::abs(now.all.exactSet.hits - then.all.exactSet.hits) <= 1);
        QVERIFY(std::abs(now.nextEffectLastAll().hits - then.nextEffectLastAll().hits) <= 1);
        QVERIFY(std::abs(now.calibration.expectedError() - then.calibration.expectedError()) < 0.02);
    }

    void aReportHasEveryGroupAndItsFigures() {
        models::CardEvaluations evaluations;
        QVERIFY(models::evaluationReport(evaluations).empty());
        evaluations.greedy = models::readEvaluation(STEPWISE_SOURCE_DIR "/tests/models/frozen_evaluation.json");
        const QString report = QString::fromStdString(models::evaluationReport(evaluations));
        const core::Errors initial = evaluations.greedy->groups.begin()->second.all.initial.mean();
        const core::Errors final = evaluations.greedy->groups.begin()->second.all.final.mean();
        QVERIFY(report.contains(
            QString("| MSE | 0.22 / 0.23 / 0.27 | – | – / %1 / – |").arg(final.mse / initial.mse, 0, 'f', 3)));
        for (const char* part : {"Advanced shapes", "Hall reverb", "exact set", "Confidence", "length 5",
                                 "Step by step", "best prefix", "Errors themselves"})
            QVERIFY2(report.contains(part), part);
        const auto svg = models::reliabilityDiagramSvg(models::overallCalibration(*evaluations.greedy));
        QVERIFY(svg.starts_with("<svg") && svg.ends_with("</svg>\n"));
    }

    void aReportHasEveryEvaluationOnce() {
        const models::Evaluation greedy =
            models::readEvaluation(STEPWISE_SOURCE_DIR "/tests/models/frozen_evaluation.json");
        models::Evaluation searched = greedy;
        searched.groups.begin()->second.perStep[1].sum.mse *= 0.5;
        searched.groups.begin()->second.calibration.confidenceSums[9] *= 0.5;
        models::Evaluation paper = greedy;
        paper.groups.begin()->second.nextEffectDry[2].hits -= 1;
        const QString report = QString::fromStdString(models::evaluationReport({greedy, searched, {}, paper}));
        for (const models::Evaluation& one : {greedy, searched}) {
            const models::GroupResult& result = one.groups.begin()->second;
            const double left = result.perStep[1].mean().mse / result.all.initial.mean().mse;
            QVERIFY(report.contains(QString("– / %1 / – | ").arg(left, 0, 'f', 3)));
            QVERIFY(report.contains(QString("| – / %1 / – |").arg(result.calibration.expectedError(), 0, 'f', 3)));
        }
        QCOMPARE(report.count("`paper` networks, greedy; These, greedy:"), 1); // step by step
        QCOMPARE(report.count("These, greedy; These, searched:"), 4);          // next effect and where all agree
        QCOMPARE(report.count("`paper` networks, greedy; These, greedy; These, searched:"), 3);
    }

    void aReportTakesTheRefinementOfItsOwnEvaluation() {
        models::CardEvaluations evaluations;
        evaluations.greedy = models::readEvaluation(STEPWISE_SOURCE_DIR "/tests/models/frozen_evaluation.json");
        evaluations.searched = evaluations.greedy;
        QVERIFY(models::evaluationReport(evaluations).find("### Refined") == std::string::npos);
        evaluations.refined = evaluations.greedy;
        models::RefinementResult& refinement = evaluations.refined->groups.begin()->second.refinement;
        refinement.method = "gradient";
        refinement.initial.items = 1;
        QVERIFY(models::evaluationReport(evaluations).find("After the search, by `--refine gradient`") !=
                std::string::npos);
    }

    void knobErrorsBelowTheBinsAreSaidToBe() {
        models::KnobRecovery knob;
        QCOMPARE(knob.medianErrorText(), std::string("–"));
        knob.count(0.0002, true);
        QCOMPARE(knob.medianErrorText(), std::string("below 0.001"));
        for (int i = 0; i < 2; ++i)
            knob.count(0.0105, true);
        QVERIFY(std::abs(knob.medianError() - 0.0105) < 0.0006);
        QVERIFY(knob.medianErrorText().starts_with("0.010"));
    }

    void filesThatAreNoEvaluationsAreNamed() {
        try {
            models::readEvaluation(STEPWISE_SOURCE_DIR "/assets/models/manifest.json");
            QFAIL("must throw");
        } catch (const core::Error& error) {
            QVERIFY(QString(error.what()).contains("manifest.json"));
        }
        models::Evaluation one;
        one.models = "a";
        models::Evaluation other;
        other.models = "b";
        const std::array<models::Evaluation, 2> both = {one, other};
        QVERIFY_EXCEPTION_THROWN(models::mergeEvaluations(both), core::Error);
    }

    void shardsThatDoNotAddUpAreNamed() {
        const std::pair key = {models::Condition::standard, core::PresetGroup::basicShapes};
        const auto shard = [&](const char* file, int index, int targets = 6) {
            models::Evaluation one;
            one.file = file;
            one.part = models::EvaluationPart{index, 3, targets, 0};
            one.groups[key].all.exactSet = {index, 2};
            return one;
        };
        const auto merged = [](const std::vector<models::Evaluation>& shards) {
            return models::mergeEvaluations(shards);
        };
        const models::Evaluation whole = merged({shard("1", 0), shard("2", 1), shard("3", 2)});
        QCOMPARE(whole.groups.at(key).all.exactSet.items, 6);
        QVERIFY(whole.part == (models::EvaluationPart{0, 1, 6, 0}));
        const auto refused = [&](const std::vector<models::Evaluation>& shards, const char* part) {
            const std::string sentence = test::errorOf([&] { merged(shards); });
            QVERIFY2(sentence.find(part) != std::string::npos, sentence.c_str());
        };
        refused({shard("1", 0), shard("2", 1), shard("again", 1)}, "again: is the same shard as 2");
        refused({shard("1", 0), shard("3", 2)}, "1: shard 2/3 of Basic shapes, standard, is missing");
        refused({shard("1", 0), shard("2", 1), shard("short", 2, 5)}, "short: is not of the same limit as 1");
        auto otherDraw = std::vector{shard("1", 0), shard("2", 1), shard("3", 2)};
        otherDraw[1].draw = 1;
        refused(otherDraw, "2: is not of the same way of drawing targets as 1");
        // Files of older versions do not say which shard they are.
        auto old = std::vector{shard("1", 0), shard("3", 2)};
        for (models::Evaluation& one : old)
            one.part.reset();
        QVERIFY(!merged(old).part);
        refused({old[0], old[1], old[0]}, "1: is the same shard as 1");
    }

    void unlikeJobsAreNotAdded() {
        const auto shard = [](const char* file, int index) {
            models::Evaluation one;
            one.file = file;
            one.part = models::EvaluationPart{index, 2, 6, 0};
            one.calibration = models::ModelCalibration{.temperature = 1.5};
            one.refinement = models::EvaluationRefinement{"gradient", "mel", 1000};
            one.groups[{models::Condition::standard, core::PresetGroup::basicShapes}] = {};
            return one;
        };
        const auto refused = [&](const char* part, const auto& change) {
            std::vector shards = {shard("1", 0), shard("2", 1)};
            change(shards[1]);
            const std::string sentence = test::errorOf([&] { models::mergeEvaluations(shards); });
            QCOMPARE(sentence, "2: is not of the same " + std::string(part) + " as 1.");
        };
        refused("calibration", [](models::Evaluation& one) { one.calibration->temperature = 1.25; });
        refused("calibration", [](models::Evaluation& one) { one.calibration->searched.offset = 0.5; });
        refused("way of refining", [](models::Evaluation& one) { one.refinement->method = "cma"; });
        refused("loss", [](models::Evaluation& one) { one.refinement->loss = "perceptual"; });
        refused("number of renders", [](models::Evaluation& one) { one.refinement->maxRenders = 500; });
        refused("budget", [](models::Evaluation& one) { one.budgetMs = 300.0; });
        refused("way of ending rounds", [](models::Evaluation& one) { one.freeRounds = true; });
        const models::Evaluation whole = models::mergeEvaluations(std::vector{shard("1", 0), shard("2", 1)});
        QVERIFY(whole.calibration->temperature == 1.5 && whole.refinement->maxRenders == 1000);
        models::Evaluation old = shard("old", 1);
        old.calibration.reset();
        old.refinement.reset();
        const models::Evaluation unsure = models::mergeEvaluations(std::vector{shard("1", 0), old});
        QVERIFY(!unsure.calibration && !unsure.refinement);
    }

    void filesKeepTheJobAndItsRack() {
        const QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath("job.json").toStdString();
        models::Evaluation job;
        job.calibration = models::ModelCalibration{1.325127626039355, {0.75, 0.3500000000000001}};
        job.refinement = models::EvaluationRefinement{"cma", "perceptual", 300};
        const std::string text = models::toJson(job).dump();
        core::writeTextFile(path, text);
        const models::Evaluation back = models::readEvaluation(path);
        QVERIFY(back.calibration == job.calibration && back.refinement == job.refinement);
        std::string other = text;
        core::writeTextFile(path, other.replace(other.find("\"rack\":\"1\""), 10, "\"rack\":\"7\""));
        const std::string sentence = test::errorOf([&] { models::readEvaluation(path); });
        QVERIFY2(sentence.ends_with("job.json: was made with rack 7, but this program has rack 1."), sentence.c_str());
    }

    void temperaturesAreFound() {
        // Answers right 60 % of the time, given with 90 %: tempered to 60 %.
        std::vector<models::ConfidenceExample> examples;
        for (int i = 0; i < 10; ++i)
            examples.push_back({{0.9, 0.1}, i < 6 ? std::size_t{0} : std::size_t{1}});
        const double temperature = models::fitTemperature(examples);
        const double tempered = std::pow(0.9, 1.0 / temperature);
        QVERIFY(std::abs(tempered / (tempered + std::pow(0.1, 1.0 / temperature)) - 0.6) < 1e-3);
        QCOMPARE(models::fitTemperature({}), 1.0);
    }

    void theLineOfSearchedConfidenceIsFound() {
        // True where the log-odds times 0.7 and 0.4 say so: drawn from it, it is found again.
        const models::SearchedConfidence truth = {0.7, 0.4};
        core::Random random(3);
        std::vector<models::ConfidenceOutcome> outcomes;
        for (int i = 0; i < 20000; ++i) {
            const double probability = random.uniform(0.05, 0.95);
            outcomes.push_back({probability, random.uniform() < truth(static_cast<float>(probability))});
        }
        const models::SearchedConfidence found = models::fitSearchedConfidence(outcomes);
        QVERIFY2(std::abs(found.slope - 0.7) < 0.05 && std::abs(found.offset - 0.4) < 0.05,
                 qPrintable(QString("%1 %2").arg(found.slope).arg(found.offset)));
        QVERIFY(models::fitSearchedConfidence({}) == models::SearchedConfidence{});
        outcomes.assign(5, {0.6, true});
        QVERIFY(models::fitSearchedConfidence(outcomes) == models::SearchedConfidence{});
        outcomes = {{0.0, false}, {0.2, false}, {0.8, true}, {1.0, true}};
        QVERIFY(std::abs(models::fitSearchedConfidence(outcomes).slope - models::kMostSlope) < 1e-3);
    }

    void searchedConfidenceRisesWithinItsBounds() {
        const models::SearchedConfidence line = {0.5, 1.0};
        float last = -1.0F;
        for (const float probability : {0.0F, 0.01F, 0.3F, 0.5F, 0.9F, 0.99F}) {
            QVERIFY(line(probability) > last && line(probability) <= 1.0F);
            last = line(probability);
        }
        QVERIFY(line(0.0F) > 0.0F && line(1.0F) < 1.0F);
        QVERIFY(std::abs(line(0.5F) - 1.0F / (1.0F + std::exp(-1.0F))) < 1e-6F);
        QCOMPARE(models::SearchedConfidence{}(1.0F), 1.0F);
    }

    void whatASearchIsWorthIsMeasuredWithoutIt() {
        auto predictor = std::make_shared<test::FakePredictor>();
        const auto outcomes = [&] {
            return models::searchedOutcomes(predictor, core::PresetGroup::basicShapes, 3, 3, 20.0);
        };
        const auto before = outcomes();
        QCOMPARE(before.size(), std::size_t{6}); // of one, two and three steps
        predictor->searched = {2.0, 1.0};
        const auto after = outcomes();
        for (std::size_t i = 0; i < before.size(); ++i) {
            QCOMPARE(after[i].probability, before[i].probability);
            QCOMPARE(after[i].isHit, before[i].isHit);
        }
    }

    void threadsAndShardsChangeNothing() {
        const std::vector<std::shared_ptr<models::Predictor>> one = {std::make_shared<test::FakePredictor>()};
        const std::vector<std::shared_ptr<models::Predictor>> three = {std::make_shared<test::FakePredictor>(),
                                                                       std::make_shared<test::FakePredictor>(),
                                                                       std::make_shared<test::FakePredictor>()};
        models::EvaluationOptions options = {.targetsPerGroup = 6, .seed = 2};
        const auto group = core::PresetGroup::basicShapes;
        const models::GroupResult whole = models::evaluateGroup(one, group, options);
        QCOMPARE(models::evaluateGroup(three, group, options).all.final.sum.mse, whole.all.final.sum.mse);
        models::GroupResult sum;
        options.shards = 2;
        for (options.shard = 0; options.shard < 2; ++options.shard)
            sum.add(models::evaluateGroup(one, group, options));
        QCOMPARE(sum.all.initial.items, 6);
        QCOMPARE(sum.all.final.sum.mse, whole.all.final.sum.mse);
        QCOMPARE(sum.parts.size(), whole.parts.size());
    }

    void heldOutTargetsAreWhatTheySay() {
        using models::Condition;
        const auto make = [](Condition condition) {
            return models::makeEvaluationTarget(core::PresetGroup::basicShapes, 1, 3, condition);
        };
        const models::EvaluationTarget standard = make(Condition::standard);
        for (int c = 0; c < models::kConditionCount; ++c)
            QVERIFY2(make(static_cast<Condition>(c)).steps == standard.steps, "all conditions share the chain");
        QCOMPARE(make(Condition::halfSecond).dry.seconds(), 0.5);
        QCOMPARE(make(Condition::fiveSeconds).target.seconds(), 5.0);
        QVERIFY(make(Condition::notes).dry != standard.dry);
        QCOMPARE(make(Condition::randomPatch).source, std::string("random_patch"));
        QVERIFY(make(Condition::unknownLevel).dry == standard.dry);
        QVERIFY(make(Condition::unknownLevel).comparison.trim);
        QVERIFY(make(Condition::inputLevel).dry != standard.dry);
        QVERIFY(!make(Condition::inputLevel).comparison.trim);
    }

    void confidenceIsComparedWithTruth() {
        models::Calibration calibration;
        for (int i = 0; i < 10; ++i)
            calibration.count(0.75, i < 5);
        QCOMPARE(calibration.bins[7].items, 10);
        QVERIFY(std::abs(calibration.expectedError() - 0.25) < 1e-12);
        calibration.count(1.0, true);
        QVERIFY(std::abs(calibration.expectedError() - 2.5 / 11.0) < 1e-12);
    }
};

QTEST_APPLESS_MAIN(EvaluationTest)
#include "evaluation_test.moc"
