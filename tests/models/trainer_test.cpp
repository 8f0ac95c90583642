// Training: resumed, killed, gone on from, warned of; and what it refuses.
#include "core/error.h"
#include "core/file_output.h"
#include "models/model_card.h"
#include "models/predictor.h"
#include "models/trainer.h"
#include "models/training_curves.h"
#include "support/small_training.h"
#include "support/test_sounds.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <random>

using namespace stepwise;
namespace fs = std::filesystem;

namespace {

constexpr const char* kTrainAlone = "--train-alone";

} // namespace

class TrainerTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    models::Dataset dataset_ = test::smallDataset();

    models::TrainingOptions options(const char* name, const char* architecture = "swift") const {
        models::TrainingOptions options = test::smallTraining(folder_.filePath(name).toStdString());
        options.architecture = architecture;
        return options;
    }

    double wholeLoss_ = 0.0;

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
        models::TrainingOptions options = test::smallTraining(argv[2]);
        options.checkpointSeconds = 0.0;
        return models::train(test::smallDataset(), options).finished ? 0 : 1;
    }
    QCoreApplication application(argc, argv);
    TrainerTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "trainer_test.moc"
