#include "models/trainer.h"

#include "core/error.h"
#include "core/file_output.h"
#include "models/model_card.h"
#include "models/predictor.h"
#include "models/training_curves.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace stepwise;
namespace fs = std::filesystem;

class TrainerTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    models::Dataset dataset_ = models::renderDataset({.chains = 48, .seed = 5});

    models::TrainingOptions options(const char* name, const char* architecture = "swift") const {
        models::TrainingOptions options;
        options.architecture = architecture;
        options.folder = folder_.filePath(name).toStdString();
        options.epochs = 2;
        options.batchChains = 12;
        return options;
    }

    static std::string weights(const models::TrainingOptions& options) {
        return core::readTextFile(options.folder / "best" / "weights.pt", 1U << 30U);
    }

private Q_SLOTS:
    void resumedEqualsUninterrupted() {
        const auto whole = options("whole");
        const models::TrainingReport report = models::train(dataset_, whole);
        QVERIFY(report.finished);
        QCOMPARE(report.epochs, 2);
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
        QVERIFY(models::train(dataset_, sliced).finished);
        QVERIFY(weights(sliced) != weights(options("whole")));
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
        QVERIFY(QString::fromStdString(core::readTextFile(folder / "README.md")).contains("Validation"));
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

QTEST_APPLESS_MAIN(TrainerTest)
#include "trainer_test.moc"
