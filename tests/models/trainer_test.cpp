#include "models/trainer.h"

#include "core/error.h"
#include "core/file_output.h"
#include "models/evaluation_file.h"
#include "models/model_card.h"
#include "models/predictor.h"
#include "models/training_curves.h"

#include "support/test_sounds.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <random>

using namespace stepwise;
namespace fs = std::filesystem;

namespace {

constexpr const char* kTrainAlone = "--train-alone";

models::Dataset smallDataset() {
    return models::renderDataset({.chains = 48, .seed = 5});
}

models::TrainingOptions optionsFor(const fs::path& folder) {
    models::TrainingOptions options;
    options.folder = folder;
    options.epochs = 2;
    options.batchChains = 12;
    return options;
}

} // namespace

class TrainerTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    models::Dataset dataset_ = smallDataset();

    models::TrainingOptions options(const char* name, const char* architecture = "swift") const {
        models::TrainingOptions options = optionsFor(folder_.filePath(name).toStdString());
        options.architecture = architecture;
        return options;
    }

    double wholeLoss_ = 0.0;

    static std::string fingerprintOf(const fs::path& training) {
        const std::string manifest = core::readTextFile(training / "best" / "manifest.json");
        return manifest.substr(manifest.find("\"fingerprint\": \"") + 16, 8);
    }

    static std::string weights(const models::TrainingOptions& options) {
        return core::readTextFile(options.folder / "best" / "weights.pt", 1U << 30U);
    }

private Q_SLOTS:
    void initTestCase() {
        const models::TrainingReport report = models::train(dataset_, options("whole"));
        QVERIFY(report.finished);
        QCOMPARE(report.epochs, 2);
        wholeLoss_ = report.bestLoss;
    }

    void killedEqualsUninterrupted() {
        const auto killed = options("killed");
        std::mt19937 random(std::random_device{}());
        int kills = 0;
        for (int waitMs = 500;; waitMs += 500) { // some progress between kills, however busy the machine is
            QProcess trainer;
            trainer.start(QCoreApplication::applicationFilePath(),
                          {kTrainAlone, QString::fromStdString(killed.folder.string())});
            if (trainer.waitForFinished(waitMs + static_cast<int>(random() % 500))) {
                QCOMPARE(trainer.exitCode(), 0);
                break;
            }
            trainer.kill();
            QVERIFY(trainer.waitForFinished());
            ++kills;
        }
        QVERIFY(kills > 0);
        QVERIFY(weights(options("whole")) == weights(killed));
    }

    void aTrainingKilledInValidationRepeatsNoBatch() {
        auto broken = options("validation");
        broken.checkpointSeconds = 1e9;
        fs::create_directories(broken.folder);
        core::writeTextFile(broken.folder / "best", "in the way of the first epoch's weights");
        const std::string sentence = test::errorOf([&] { models::train(dataset_, broken); });
        QVERIFY2(sentence.find("best") != std::string::npos, sentence.c_str());
        fs::remove(broken.folder / "best");
        int batches = 0;
        const auto count = [&] {
            ++batches;
            return false;
        };
        QVERIFY(models::train(dataset_, broken, {.shouldStop = count}).finished);
        QCOMPARE(batches, 4); // the second epoch's
        QVERIFY(weights(broken) == weights(options("whole")));
    }

    void aCheckpointOfAnotherTrainingIsRefused() {
        auto first = options("mixed");
        first.maxBatches = 1;
        models::train(dataset_, first);
        const auto refused = [&](const char* part, auto change) {
            auto second = first;
            models::Dataset data = dataset_;
            change(second, data);
            const std::string sentence = test::errorOf([&] { models::train(data, second); });
            for (const char* word : {"checkpoint.pt", "another training", part})
                QVERIFY2(sentence.find(word) != std::string::npos, sentence.c_str());
        };
        using Options = models::TrainingOptions;
        refused("6 chains a batch", [](Options& options, auto&) { options.batchChains = 6; });
        refused("learning rate 0.002", [](Options& options, auto&) { options.learningRate = 2e-3; });
        refused("bfloat16", [](Options& options, auto&) { options.precision = models::Precision::bfloat16; });
        refused("2 slice(s)", [](Options& options, auto&) { options.slices = 2; });
        refused("data 1234", [](Options&, models::Dataset& data) { data.parts = {"1234"}; });
    }

    void otherThreadsOrEpochsAreWarnedOf() {
        auto training = options("schedule");
        training.threads = 1;
        training.maxBatches = 1;
        const auto warned = [&] {
            std::string sentence;
            models::train(dataset_, training, {.onWarning = [&](const std::string& text) { sentence = text; }});
            return sentence;
        };
        QCOMPARE(warned(), std::string());
        QCOMPARE(warned(), std::string());
        training.epochs = 3;
        const std::string epochs = warned();
        QVERIFY2(
            epochs.find("checkpoint.pt: was trained with --threads 1 and --epochs 2; going on with --threads 1 and "
                        "--epochs 3 ") != std::string::npos,
            epochs.c_str());
        training.threads = 2;
        const std::string threads = warned();
        QVERIFY2(threads.find("--threads 2 and --epochs 3 ") != std::string::npos, threads.c_str());
        QCOMPARE(warned(), std::string());
    }

    void patienceEndsTheTraining() {
        auto patient = options("patient", "paper"); // without batch statistics: nothing moves
        patient.learningRate = 1e-30;
        patient.epochs = 4;
        patient.patience = 1;
        const models::TrainingReport report = models::train(dataset_, patient);
        QVERIFY(report.finished);
        QCOMPARE(report.epochs, 2);
    }

    void checkpointsAreWrittenByTheClock() {
        QCOMPARE(models::TrainingOptions{}.checkpointSeconds, 90.0);
        const auto checkpointsBefore = [&](const char* name, double seconds) {
            auto timed = options(name);
            timed.epochs = 1;
            timed.checkpointSeconds = seconds;
            std::vector<bool> exists;
            models::train(dataset_, timed, {.shouldStop = [&] {
                              exists.push_back(fs::exists(timed.folder / "checkpoint.pt"));
                              return false;
                          }});
            return exists;
        };
        QVERIFY(checkpointsBefore("always", 0.0) == (std::vector{false, true, true, true}));
        QVERIFY(checkpointsBefore("seldom", 1e9) == (std::vector{false, false, false, false}));
    }

    void progressIsToldWithinTheEpoch() {
        std::vector<std::pair<int, double>> told;
        models::train(dataset_, options("told"),
                      {.onBatch = [&](int epoch, double share) { told.emplace_back(epoch, share); }});
        QCOMPARE(told.size(), std::size_t{8});
        for (std::size_t i = 0; i < told.size(); ++i)
            QVERIFY(told[i] == std::pair(i < 4 ? 1 : 2, 0.25 * static_cast<double>(i % 4 + 1)));
    }

    void aTornLineOfTheLogIsDropped() {
        auto torn = options("torn");
        torn.maxBatches = 5;
        models::train(dataset_, torn);
        const fs::path log = torn.folder / "log.csv";
        core::writeTextFile(log, core::readTextFile(log) + "2,4.1");
        torn.maxBatches = 0;
        QVERIFY(models::train(dataset_, torn).finished);
        QCOMPARE(core::readTextFile(log), core::readTextFile(options("whole").folder / "log.csv"));
    }

    void theRenderedSoundTeachesAndResumes() {
        auto whole = options("rendered");
        whole.renderedWeight = 1.0;
        QVERIFY(models::train(dataset_, whole).finished);
        QVERIFY(weights(whole) != weights(options("whole")));
        auto parts = options("rendered-parts");
        parts.renderedWeight = 1.0;
        parts.maxBatches = 3;
        QVERIFY(!models::train(dataset_, parts).finished);
        parts.maxBatches = 0;
        QVERIFY(models::train(dataset_, parts).finished);
        QVERIFY(weights(whole) == weights(parts));
    }

    void trainedWeightsAreGoneOnFrom() {
        auto further = options("further");
        further.startFrom = options("whole").folder / "best";
        further.learningRate = 1e-9; // the weights stay what they were, to the half float
        further.epochs = 1;
        QVERIFY(models::train(dataset_, further).finished);
        const std::string manifest = core::readTextFile(further.folder / "best" / "manifest.json");
        QVERIFY(manifest.find("\"started_from\"") != std::string::npos);
        auto anew = further;
        anew.folder = options("anew").folder;
        anew.startFrom.clear();
        const double fromRandom = models::train(dataset_, anew).bestLoss - wholeLoss_;
        const double fromTrained = models::train(dataset_, further).bestLoss - wholeLoss_;
        QVERIFY2(std::abs(fromTrained) < 0.3 * fromRandom,
                 qPrintable(QString("%1 and %2 above").arg(fromTrained).arg(fromRandom)));
        const fs::path card = folder_.filePath("further-card").toStdString();
        models::exportModel(further.folder, card);
        QVERIFY(core::readTextFile(card / "README.md").find("Went on from weights ") != std::string::npos);
        auto other = options("other", "paper");
        other.startFrom = further.startFrom;
        const std::string sentence = test::errorOf([&] { models::train(dataset_, other); });
        QVERIFY2(sentence.find("holds weights of \"swift\"") != std::string::npos, sentence.c_str());
        auto onto = further;
        onto.folder = options("whole").folder;
        QVERIFY(test::errorOf([&] { models::train(dataset_, onto); }).find("written over") != std::string::npos);
        further.startFrom.clear();
        QVERIFY(test::errorOf([&] { models::train(dataset_, further); }).find("another training") != std::string::npos);
    }

    void aFlippedByteInACheckpointIsNoticed() {
        auto training = options("flipped");
        training.maxBatches = 1;
        models::train(dataset_, training);
        const fs::path path = training.folder / "checkpoint.pt";
        const std::string whole = core::readTextFile(path, 1U << 30U);
        for (const double place : {0.1, 0.5, 0.9}) {
            std::string flipped = whole;
            char& byte = flipped[static_cast<std::size_t>(place * static_cast<double>(whole.size()))];
            byte = static_cast<char>(byte ^ 1);
            core::writeTextFile(path, flipped);
            const std::string sentence = test::errorOf([&] { models::train(dataset_, training); });
            QVERIFY2(sentence.find("damaged") != std::string::npos, sentence.c_str());
        }
        // Those of older versions have no checksum behind them.
        core::writeTextFile(path, whole.substr(0, whole.rfind("stepwise-checksum:")));
        training.maxBatches = 0;
        QVERIFY(models::train(dataset_, training).finished);
        QVERIFY(weights(training) == weights(options("whole")));
    }

    void aLossThatIsNotFiniteEndsTheTraining() {
        auto wild = options("wild");
        wild.learningRate = 1e30;
        wild.maxBatches = 1;
        models::train(dataset_, wild);
        const std::string before = core::readTextFile(wild.folder / "checkpoint.pt", 1U << 30U);
        wild.maxBatches = 0;
        wild.checkpointSeconds = 0.0;
        const std::string sentence = test::errorOf([&] { models::train(dataset_, wild); });
        QVERIFY2(sentence.find("no longer finite in epoch 1, after batch 1") != std::string::npos, sentence.c_str());
        QVERIFY(core::readTextFile(wild.folder / "checkpoint.pt", 1U << 30U) == before);
        QVERIFY(!fs::exists(wild.folder / "best"));
    }

    void aFolderThatCannotBeWrittenIsNamedBeforeTheWork() {
        auto nowhere = options("nowhere");
        nowhere.folder = "/proc/stepwise";
        const std::string sentence = test::errorOf([&] { models::train(dataset_, nowhere); });
        QVERIFY2(sentence.find("/proc/stepwise") != std::string::npos, sentence.c_str());
    }

    void resumedEqualsUninterrupted() {
        const auto whole = options("whole");
        auto broken = options("broken");
        broken.maxBatches = 3;
        for (int run = 0; run < 5; ++run)
            if (models::train(dataset_, broken).finished)
                break;
        QVERIFY(weights(whole) == weights(broken));
        QCOMPARE(core::readTextFile(whole.folder / "log.csv"), core::readTextFile(broken.folder / "log.csv"));
    }

    void theLogIsDrawnToo() {
        const auto whole = options("whole");
        const std::string svg = core::readTextFile(whole.folder / "curves.svg");
        QVERIFY(svg.starts_with("<svg") && svg.ends_with("</svg>\n"));
        QVERIFY(QString::fromStdString(svg).contains("validation loss"));
        QVERIFY(models::trainingCurvesSvg("epoch,training_loss,validation_loss\n").ends_with("</svg>\n"));
    }

    void slicesGiveOtherStatisticsButTrainAsWell() {
        auto sliced = options("sliced");
        sliced.slices = 2;
        const models::TrainingReport report = models::train(dataset_, sliced);
        QVERIFY(report.finished);
        QVERIFY(weights(sliced) != weights(options("whole")));
        QVERIFY2(report.bestLoss < 1.1 * wholeLoss_,
                 qPrintable(QString("%1 against %2").arg(report.bestLoss).arg(wholeLoss_)));
    }

    void anotherSeedGivesOtherWeights() {
        auto other = options("other");
        other.seed = 2;
        models::train(dataset_, other);
        QVERIFY(weights(other) != weights(options("whole")));
    }

    void thePaperNetworksTrainToo() {
        auto paper = options("paper", "paper");
        paper.epochs = 1;
        QVERIFY(models::train(dataset_, paper).finished);
        const auto predictor = models::loadPredictor(paper.folder / "best");
        QVERIFY(QString::fromStdString(predictor->name()).startsWith("paper "));
    }

    void whatWasTrainedIsExportedWithItsCard() {
        const fs::path folder = folder_.filePath("exported").toStdString();
        models::exportModel(options("whole").folder, folder);
        QVERIFY(models::loadPredictor(folder)->name().starts_with("swift "));
        const std::string card = core::readTextFile(folder / "README.md");
        for (const char* part : {"Validation", "In 50 % of the chains the target's level is unknown", "best epoch "})
            QVERIFY2(card.find(part) != std::string::npos, part);
    }

    void anExportThatFailsChangesNothing() {
        const fs::path before = folder_.filePath("before").toStdString();
        models::exportModel(options("other").folder, before); // trained with another seed
        const fs::path training = folder_.filePath("without-log").toStdString();
        fs::copy(options("whole").folder, training, fs::copy_options::recursive);
        const auto refused = [&](const char* part) {
            const std::string sentence = test::errorOf([&] { models::exportModel(training, before); });
            QVERIFY2(sentence.find(part) != std::string::npos, sentence.c_str());
            for (const char* name : {"weights.pt", "manifest.json"})
                QVERIFY(core::readTextFile(before / name) ==
                        core::readTextFile(options("other").folder / "best" / name));
        };
        fs::rename(training / "log.csv", training / "elsewhere");
        refused("log.csv: the file does not exist");
        fs::rename(training / "elsewhere", training / "log.csv");
        fs::copy_file(options("other").folder / "best" / "weights.pt", training / "best" / "weights.pt",
                      fs::copy_options::overwrite_existing);
        refused("weights.pt: is damaged: its fingerprint is not the manifest's");
    }

    void evaluationsOfAnotherTemperatureAreRefused() {
        const fs::path training = options("whole").folder;
        const fs::path folder = folder_.filePath("tempered").toStdString();
        const fs::path file = folder_.filePath("tempered.json").toStdString();
        const auto exported = [&](std::optional<double> temperature) {
            models::Evaluation evaluation = {.models = "swift " + fingerprintOf(training)};
            if (temperature)
                evaluation.calibration = models::ModelCalibration{.temperature = *temperature};
            core::writeTextFile(file, models::toJson(evaluation).dump());
            return models::exportModel(training, folder, {.greedy = file});
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
        const fs::path training = options("whole").folder;
        const fs::path folder = folder_.filePath("searched").toStdString();
        const fs::path file = folder_.filePath("searched.json").toStdString();
        const fs::path greedy = folder_.filePath("greedy.json").toStdString();
        const auto exported = [&](double slope) {
            models::Evaluation evaluation = {.models = "swift " + fingerprintOf(training)};
            evaluation.calibration = models::ModelCalibration{.searched = {slope, 0.0}};
            core::writeTextFile(greedy, models::toJson(evaluation).dump());
            evaluation.budgetMs = 300.0;
            core::writeTextFile(file, models::toJson(evaluation).dump());
            return models::exportModel(training, folder, {.greedy = greedy, .searched = file});
        };
        QVERIFY(exported(1.0).empty());
        const std::string sentence = test::errorOf([&] { exported(0.5); });
        QVERIFY2(sentence.find("searched.json: was made with another calibration of searched steps") !=
                     std::string::npos,
                 sentence.c_str());
    }

    void theCardShowsFreeRoundsOfBothKinds() {
        const fs::path training = options("whole").folder;
        const fs::path folder = folder_.filePath("free").toStdString();
        const auto written = [&](const char* name, bool freeRounds, double budgetMs, std::uint64_t seed) {
            models::Evaluation evaluation = {.models = "swift " + fingerprintOf(training), .seed = seed};
            evaluation.calibration = models::ModelCalibration{};
            evaluation.freeRounds = freeRounds;
            evaluation.budgetMs = budgetMs;
            models::GroupResult& group =
                evaluation.groups[{models::Condition::standard, core::PresetGroup::basicShapes}];
            group.all.initial.count({.mse = 1.0});
            group.all.final.count({.mse = budgetMs > 0.0 ? 0.125 : 0.25});
            const fs::path path = folder_.filePath(name).toStdString();
            core::writeTextFile(path, models::toJson(evaluation).dump());
            return path;
        };
        models::EvaluationFiles files = {.greedy = written("told.json", false, 0.0, 1),
                                         .free = {written("g.json", true, 0.0, 1), written("s.json", true, 1000.0, 1)}};
        QVERIFY(models::exportModel(training, folder, files).empty());
        const std::string card = core::readTextFile(folder / "README.md");
        QVERIFY(card.find("| Basic shapes, greedy | 1 | 0.250 |") != std::string::npos);
        QVERIFY(card.find("| Basic shapes, searched for 1000 ms | 1 | 0.125 |") != std::string::npos);
        const auto refused = [&](const fs::path& file, const char* reason) {
            files.free = {file};
            const std::string sentence = test::errorOf([&] { models::exportModel(training, folder, files); });
            QVERIFY2(sentence.find(reason) != std::string::npos, sentence.c_str());
        };
        refused(written("t.json", false, 0.0, 1), "t.json: was made without --free-rounds, but --free takes one");
        refused(written("o.json", true, 0.0, 2), "o.json: has targets of seed 2, but ");
    }

    void theCardSaysWhatThePaperNetworksAre() {
        const fs::path training = options("whole").folder;
        const fs::path paper = options("paper").folder / "best";
        const auto written = [&](const char* name, const std::string& weights) {
            const fs::path path = folder_.filePath(name).toStdString();
            core::writeTextFile(path,
                                models::toJson({.models = weights, .calibration = models::ModelCalibration{}}).dump());
            return path;
        };
        const std::string fingerprint = fingerprintOf(options("paper").folder);
        models::EvaluationFiles files = {.greedy = written("g.json", "swift " + fingerprintOf(training)),
                                         .paper = written("p.json", "paper " + fingerprint),
                                         .paperModels = paper};
        const fs::path folder = folder_.filePath("with-paper").toStdString();
        QVERIFY(models::exportModel(training, folder, files).empty());
        const std::string card = core::readTextFile(folder / "README.md");
        const std::size_t section = card.find("## The `paper` networks");
        QVERIFY(section != std::string::npos);
        for (const char* part : {fingerprint.c_str(), " MB in float16", "48 chains, seed 5", "Known levels alone",
                                 "best epoch 1 of 1", " hours on"})
            QVERIFY2(card.find(part, section) != std::string::npos, part);
        QVERIFY(card.find("milliseconds") == std::string::npos);
        files.paper = written("p.json", "paper 01234567");
        const std::string sentence = test::errorOf([&] { models::exportModel(training, folder, files); });
        QVERIFY2(sentence.find("p.json: is the evaluation of other weights") != std::string::npos, sentence.c_str());
    }

    void evaluationsThatDoNotFitTheCardAreNamed() {
        const std::string fingerprint = fingerprintOf(options("whole").folder);
        const auto written = [&](const char* name, models::Evaluation evaluation) {
            const fs::path path = folder_.filePath(name).toStdString();
            core::writeTextFile(path, models::toJson(evaluation).dump());
            return path;
        };
        const fs::path greedy = written("greedy.json", {.models = "swift " + fingerprint});
        const fs::path searched = written("searched.json", {.models = "swift " + fingerprint, .budgetMs = 300.0});
        const fs::path otherSeed = written("seed.json", {.models = "paper 01234567", .seed = 5});
        const auto refused = [&](const models::EvaluationFiles& files, const char* part) {
            const std::string sentence = test::errorOf(
                [&] { models::exportModel(options("whole").folder, folder_.filePath("never").toStdString(), files); });
            QVERIFY2(sentence.find(part) != std::string::npos, sentence.c_str());
        };
        refused({.greedy = searched, .searched = {}, .paper = {}}, "searched.json: is a searched evaluation");
        refused({.greedy = greedy, .searched = greedy, .paper = {}}, "greedy.json: is a greedy evaluation");
        refused({.greedy = greedy, .searched = searched, .paper = greedy}, "--paper takes one of the paper networks");
        refused({.greedy = greedy, .refined = searched}, "searched.json: was made without --refine");
        refused({.greedy = greedy, .searched = searched, .paper = otherSeed}, "seed.json: has targets of seed 5");
        QVERIFY(!fs::exists(folder_.filePath("never").toStdString()));
    }

    void mistakesAreNamed() {
        auto unknown = options("unknown", "transformer");
        QVERIFY_EXCEPTION_THROWN(models::train(dataset_, unknown), core::Error);
        const auto damaged = options("whole");
        const std::string checkpoint = core::readTextFile(damaged.folder / "checkpoint.pt", 1U << 30U);
        for (const std::string& content :
             {std::string("rubbish"), std::string(), checkpoint.substr(0, checkpoint.size() / 2)}) {
            core::writeTextFile(damaged.folder / "checkpoint.pt", content);
            try {
                models::train(dataset_, damaged);
                QFAIL("must throw");
            } catch (const core::Error& error) {
                QVERIFY(QString(error.what()).contains("checkpoint.pt"));
            }
        }
        QVERIFY_EXCEPTION_THROWN(models::train(models::Dataset{}, options("empty")), core::Error);
    }
};

/// Trains in a process of its own, to be killed, when it is asked to.
int main(int argc, char** argv) {
    if (argc == 3 && std::string_view(argv[1]) == kTrainAlone) {
        models::TrainingOptions options = optionsFor(argv[2]);
        options.checkpointSeconds = 0.0;
        return models::train(smallDataset(), options).finished ? 0 : 1;
    }
    QCoreApplication application(argc, argv);
    TrainerTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "trainer_test.moc"
