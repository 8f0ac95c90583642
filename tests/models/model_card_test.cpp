// Exported weights and the card that comes with them.
#include "core/file_output.h"
#include "models/evaluation_file.h"
#include "models/model_card.h"
#include "models/predictor.h"
#include "support/small_training.h"
#include "support/test_sounds.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace stepwise;
namespace fs = std::filesystem;

class ModelCardTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    fs::path training_;
    std::string models_; ///< "swift" and the fingerprint of what was trained

    fs::path path(const char* name) const { return folder_.filePath(name).toStdString(); }

    fs::path written(const char* name, const models::Evaluation& evaluation) const {
        core::writeTextFile(path(name), models::toJson(evaluation).dump());
        return path(name);
    }

    void train(const char* name, const char* architecture, std::uint64_t seed) const {
        models::TrainingOptions options = test::smallTraining(path(name));
        options.architecture = architecture;
        options.seed = seed;
        options.epochs = 1;
        options.dataNote = "from caf\xE9/\x1B[31m"; // names of files may be no text
        QVERIFY(models::train(test::smallDataset(), options).finished);
    }

private Q_SLOTS:
    void initTestCase() {
        train("whole", "swift", 1);
        training_ = path("whole");
        models_ = "swift " + test::fingerprintOf(training_);
    }

    void whatWasTrainedIsExportedWithItsCard() {
        const fs::path folder = path("exported");
        models::exportModel(training_, folder);
        QVERIFY(models::loadPredictor(folder)->name().starts_with("swift "));
        const std::string card = core::readTextFile(folder / "README.md");
        for (const char* part : {"Validation", "In 50 % of the chains the target's level is unknown", "best epoch "})
            QVERIFY2(card.find(part) != std::string::npos, part);
    }

    void anExportReplacesAnEarlierOneAndNoInput() {
        const fs::path folder = path("twice");
        fs::create_directories(folder);
        core::writeTextFile(folder / "reliability.svg", "of an earlier export with an evaluation");
        core::writeTextFile(folder / "mine.txt", "mine");
        models::exportModel(training_, folder);
        QVERIFY(!fs::exists(folder / "reliability.svg"));
        QVERIFY(fs::exists(folder / "mine.txt"));
        const std::string log = core::readTextFile(training_ / "log.csv");
        for (const fs::path& taken : {training_, training_ / "best"}) {
            const std::string sentence = test::errorOf([&] { models::exportModel(training_, taken); });
            QVERIFY2(sentence.find("which is an input") != std::string::npos, sentence.c_str());
            QVERIFY(!fs::exists(taken / "README.md"));
        }
        QVERIFY(core::readTextFile(training_ / "log.csv") == log);
    }

    void anExportThatFailsChangesNothing() {
        train("other", "swift", 2);
        const fs::path before = path("before");
        models::exportModel(path("other"), before);
        const fs::path training = path("without-log");
        fs::copy(training_, training, fs::copy_options::recursive);
        const auto refused = [&](const char* part) {
            const std::string sentence = test::errorOf([&] { models::exportModel(training, before); });
            QVERIFY2(sentence.find(part) != std::string::npos, sentence.c_str());
            for (const char* name : {"weights.pt", "manifest.json"})
                QVERIFY(core::readTextFile(before / name) == core::readTextFile(path("other") / "best" / name));
        };
        fs::rename(training / "log.csv", training / "elsewhere");
        refused("log.csv: the file does not exist");
        fs::rename(training / "elsewhere", training / "log.csv");
        fs::copy_file(path("other") / "best" / "weights.pt", training / "best" / "weights.pt",
                      fs::copy_options::overwrite_existing);
        refused("weights.pt: is damaged: its fingerprint is not the manifest's");
    }

    void evaluationsOfAnotherTemperatureAreRefused() {
        const auto exported = [&](std::optional<double> temperature) {
            models::Evaluation evaluation = {.models = models_};
            if (temperature)
                evaluation.calibration = models::ModelCalibration{.temperature = *temperature};
            return models::exportModel(training_, path("tempered"), {.greedy = written("tempered.json", evaluation)});
        };
        QVERIFY(exported(1.0).empty());
        const std::vector<std::string> remarks = exported({});
        QCOMPARE(remarks.size(), std::size_t{1});
        QVERIFY2(remarks[0].find("tempered.json: was written by a version that did not say") != std::string::npos,
                 remarks[0].c_str());
        const std::string sentence = test::errorOf([&] { exported(1.5); });
        QVERIFY2(
            sentence.find("tempered.json: was made at a temperature of 1.5000, but that of the weights is 1.0000") !=
                std::string::npos,
            sentence.c_str());
    }

    void searchesBeforeTheirCalibrationAreRefused() {
        const auto exported = [&](double slope) {
            models::Evaluation evaluation = {.models = models_};
            evaluation.calibration = models::ModelCalibration{.searched = {slope, 0.0}};
            models::EvaluationFiles files = {.greedy = written("greedy.json", evaluation)};
            evaluation.budgetMs = 300.0;
            files.searched = written("searched.json", evaluation);
            return models::exportModel(training_, path("searched"), files);
        };
        QVERIFY(exported(1.0).empty());
        const std::string sentence = test::errorOf([&] { exported(0.5); });
        QVERIFY2(sentence.find("searched.json: was made with another calibration of searched steps") !=
                     std::string::npos,
                 sentence.c_str());
    }

    void theCardShowsFreeRoundsOfBothKinds() {
        const fs::path folder = path("free");
        const auto rounds = [&](const char* name, bool freeRounds, double budgetMs, std::uint64_t seed) {
            models::Evaluation evaluation = {.models = models_, .seed = seed};
            evaluation.calibration = models::ModelCalibration{};
            evaluation.freeRounds = freeRounds;
            evaluation.budgetMs = budgetMs;
            models::GroupResult& group =
                evaluation.groups[{models::Condition::standard, core::PresetGroup::basicShapes}];
            group.all.initial.count({.mse = 1.0});
            group.all.final.count({.mse = budgetMs > 0.0 ? 0.125 : 0.25});
            return written(name, evaluation);
        };
        models::EvaluationFiles files = {.greedy = rounds("told.json", false, 0.0, 1),
                                         .free = {rounds("g.json", true, 0.0, 1), rounds("s.json", true, 1000.0, 1)}};
        QVERIFY(models::exportModel(training_, folder, files).empty());
        const std::string card = core::readTextFile(folder / "README.md");
        QVERIFY(card.find("| Basic shapes, greedy | 1 | 0.250 |") != std::string::npos);
        QVERIFY(card.find("| Basic shapes, searched for 1000 ms | 1 | 0.125 |") != std::string::npos);
        const auto refused = [&](const fs::path& file, const char* reason) {
            files.free = {file};
            const std::string sentence = test::errorOf([&] { models::exportModel(training_, folder, files); });
            QVERIFY2(sentence.find(reason) != std::string::npos, sentence.c_str());
        };
        refused(rounds("t.json", false, 0.0, 1), "t.json: was made without --free-rounds, but --free takes one");
        refused(rounds("o.json", true, 0.0, 2), "o.json: has targets of seed 2, but ");
    }

    void theCardSaysWhatThePaperNetworksAre() {
        train("paper", "paper", 1);
        const std::string fingerprint = test::fingerprintOf(path("paper"));
        const models::ModelCalibration calibration;
        models::EvaluationFiles files = {
            .greedy = written("g.json", {.models = models_, .calibration = calibration}),
            .paper = written("p.json", {.models = "paper " + fingerprint, .calibration = calibration}),
            .paperModels = path("paper") / "best"};
        const fs::path folder = path("with-paper");
        QVERIFY(models::exportModel(training_, folder, files).empty());
        const std::string card = core::readTextFile(folder / "README.md");
        const std::size_t section = card.find("## The `paper` networks");
        QVERIFY(section != std::string::npos);
        for (const char* part : {fingerprint.c_str(), " MB in float16", "48 chains, seed 5", "Known levels alone",
                                 "best epoch 1 of 1", " hours on"})
            QVERIFY2(card.find(part, section) != std::string::npos, part);
        QVERIFY(card.find("milliseconds") == std::string::npos);
        files.paper = written("p.json", {.models = "paper 01234567", .calibration = calibration});
        const std::string sentence = test::errorOf([&] { models::exportModel(training_, folder, files); });
        QVERIFY2(sentence.find("p.json: is the evaluation of other weights") != std::string::npos, sentence.c_str());
    }

    void evaluationsThatDoNotFitTheCardAreNamed() {
        const fs::path greedy = written("greedy.json", {.models = models_});
        const fs::path searched = written("searched.json", {.models = models_, .budgetMs = 300.0});
        const fs::path otherSeed = written("seed.json", {.models = "paper 01234567", .seed = 5});
        const auto refused = [&](const models::EvaluationFiles& files, const char* part) {
            const std::string sentence = test::errorOf([&] { models::exportModel(training_, path("never"), files); });
            QVERIFY2(sentence.find(part) != std::string::npos, sentence.c_str());
        };
        refused({.greedy = searched, .searched = {}, .paper = {}}, "searched.json: is a searched evaluation");
        refused({.greedy = greedy, .searched = greedy, .paper = {}}, "greedy.json: is a greedy evaluation");
        refused({.greedy = greedy, .searched = searched, .paper = greedy}, "--paper takes one of the paper networks");
        refused({.greedy = greedy, .refined = searched}, "searched.json: was made without --refine");
        refused({.greedy = greedy, .searched = searched, .paper = otherSeed}, "seed.json: has targets of seed 5");
        QVERIFY(!fs::exists(path("never")));
    }
};

QTEST_GUILESS_MAIN(ModelCardTest)
#include "model_card_test.moc"
