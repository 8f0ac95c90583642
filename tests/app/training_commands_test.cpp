// dataset, train, calibrate and evaluate as their users run them.
#include "models/model_calibration.h"
#include "models/model_files.h"

#include "support/command_line.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>

using namespace stepwise;
namespace fs = std::filesystem;
using namespace test;

class TrainingCommandsTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    QString path(const QString& name) const { return folder_.filePath(name); }

    QString dataSet() {
        const QString file = path("data.bin");
        if (!QFile::exists(file))
            run({"dataset", "--chains", "40", "--seed", "9", "--output", file});
        return file;
    }

    /// All of a trained network's numbers, one behind the other.
    torch::Tensor weights(const QString& training) const {
        const models::LoadedModel model = models::readModel(path(training + "/best").toStdString());
        std::vector<torch::Tensor> all;
        for (const torch::Tensor& tensor : model.networks->parameters())
            all.push_back(tensor.detach().flatten());
        for (const torch::Tensor& tensor : model.networks->buffers())
            all.push_back(tensor.to(torch::kFloat32).flatten());
        return torch::cat(all);
    }

private Q_SLOTS:
    void evaluatePrintsItsJson() {
        const Outcome outcome = run({"evaluate", "--group", "basic_shapes", "--limit", "5", "--json"});
        QVERIFY2(outcome.code == 0, qPrintable(outcome.error));
        const QJsonObject group =
            QJsonDocument::fromJson(outcome.output).object()["groups"].toObject()["basic_shapes"].toObject();
        QCOMPARE(group["targets"].toInt(), 5);
        for (const char* key :
             {"initial", "final", "best_prefix", "per_step", "worse_than_dry", "exact_set", "effects", "next_effect"})
            QVERIFY2(group.contains(key), key);
        QCOMPARE(group["per_step"].toObject()["mse"].toArray().size(), 5);
        QVERIFY(group["next_effect"].toObject()["last"].toObject().contains("all"));
    }

    void shardsOfAnEvaluationAddUp() {
        const QStringList job = {"evaluate", "--group", "basic_shapes", "--limit", "5", "--held-out", "1", "--output"};
        QCOMPARE(run(job + QStringList{path("whole.json")}).code, 0);
        QCOMPARE(run(job + QStringList{path("1.json"), "--shard", "1/2", "--threads", "1"}).code, 0);
        QCOMPARE(run(job + QStringList{path("2.json"), "--shard", "2/2"}).code, 0);
        const Outcome merged = run({"evaluate", "--merge", path("1.json"), path("2.json"), "--json"});
        QVERIFY2(merged.code == 0, qPrintable(merged.error));
        const QJsonObject sum = QJsonDocument::fromJson(merged.output).object();
        QFile file(path("whole.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonObject whole = QJsonDocument::fromJson(file.readAll()).object();
        for (const char* part : {"groups", "held_out"})
            QVERIFY(!whole[part].toObject().isEmpty());
        const auto group = [](const QJsonObject& json) { return json["groups"].toObject()["basic_shapes"].toObject(); };
        for (const char* key : {"targets", "exact_set", "worse_than_dry"})
            QCOMPARE(group(sum)[key].toDouble(), group(whole)[key].toDouble());
        for (const QString& error : kErrorKeys)
            QCOMPARE(group(sum)["final"].toObject()[error].toDouble(),
                     group(whole)["final"].toObject()[error].toDouble());
        QCOMPARE(sum["held_out"].toObject().keys().size(), 6);
        verifyRefused({"evaluate", "--merge", STEPWISE_CLI}, "stepwise-cli");
        verifyRefused({"evaluate", "--merge", path("1.json"), path("2.json"), path("1.json")}, "1.json");
        verifyRefused({"evaluate", "--merge", path("2.json")}, "2.json: shard 1/2");
        verifyRefused({"evaluate", "--shard", "3/2"}, "3/2");
        QCOMPARE(whole["temperature"].toDouble(),
                 models::readCalibration(STEPWISE_SOURCE_DIR "/assets/models").temperature);
        QCOMPARE(whole["refine"].toObject()["method"].toString(), QString("none"));
        const QStringList refined = {"evaluate", "--group",  "basic_shapes", "--limit", "2", "--known-levels-only",
                                     "--refine", "gradient", "--threads",    "1"};
        for (const auto& [shard, renders] : {std::pair{"1/2", "20"}, {"2/2", "30"}}) {
            const QString output = path(QString("%1.json").arg(renders));
            const QStringList rest = {"--shard", shard, "--renders", renders, "--output", output};
            QCOMPARE(run(refined + rest).code, 0);
        }
        verifyRefused({"evaluate", "--merge", path("20.json"), path("30.json")},
                      "30.json: is not of the same number of renders");
    }

    void shardsWithoutChainsAreRefused() {
        const QString file = path("empty.bin");
        verifyRefused({"dataset", "--chains", "40", "--shard", "1/4", "--output", file},
                      "cannot be rendered in 4 shards");
        QVERIFY(!QFile::exists(file));
    }

    void twoWorkersTrainWhatOneDoes() {
        const QStringList job = {"train", "--data", dataSet(), "--epochs", "1", "--batch", "10"};
        QCOMPARE(run(job + QStringList{"--slices", "2", "--folder", path("one")}).code, 0);
        const QString port = QString::number(20000 + QCoreApplication::applicationPid() % 20000);
        QProcess second;
        const QStringList together = job + QStringList{"--meet", "127.0.0.1:" + port};
        second.start(STEPWISE_CLI, together + QStringList{"--worker", "2/2", "--folder", path("second")});
        const Outcome first = run(together + QStringList{"--worker", "1/2", "--folder", path("first")});
        QVERIFY2(first.code == 0, qPrintable(first.error));
        QVERIFY(second.waitForFinished(60000));
        QCOMPARE(second.exitCode(), 0);
        // Equal but for the order of sums; another gradient would move most weights by a thousandth and more.
        const auto one = weights("one");
        const auto both = weights("first");
        QCOMPARE(both.numel(), one.numel());
        const auto apart = (both - one).abs().max().item<double>();
        QVERIFY2(apart <= 1e-5, qPrintable(QString::number(apart)));
        QVERIFY(one.isfinite().all().item<bool>());
        QVERIFY2(!fs::exists(path("second/log.csv").toStdString()), "only the first worker keeps the log");
    }

    void workersThatWereNotStartedAlikeAreRefused() {
        const QString port = QString::number(20000 + (QCoreApplication::applicationPid() + 1) % 20000);
        const QStringList job = {"train",   "--data", dataSet(), "--epochs",         "1",
                                 "--batch", "10",     "--meet",  "127.0.0.1:" + port};
        QProcess first;
        first.start(STEPWISE_CLI, job + QStringList{"--worker", "1/2", "--folder", path("alike-1")});
        const Outcome second =
            run(job + QStringList{"--worker", "2/2", "--folder", path("alike-2"), "--learning-rate", "0.002"});
        first.kill();
        QVERIFY(first.waitForFinished());
        QCOMPARE(second.code, 2);
        QVERIFY2(second.error.contains("not started like the first one"), qPrintable(second.error));
    }

    void anInterruptedTrainingIsNoSuccess() {
        const QStringList job = {"train", "--data", dataSet(), "--batch", "10", "--folder", path("interrupted")};
        QProcess trainer;
        trainer.start(STEPWISE_CLI, job + QStringList{"--epochs", "1000", "--patience", "1000"});
        QVERIFY(trainer.waitForReadyRead(120000)); // the first epoch's line
        QVERIFY2(trainer.readAllStandardError().isEmpty(), "no progress where it is no terminal");
        trainer.terminate();
        QVERIFY(trainer.waitForFinished(60000));
        QVERIFY(trainer.exitStatus() == QProcess::NormalExit);
        QCOMPARE(trainer.exitCode(), 2);
        const QString error = QString::fromUtf8(trainer.readAllStandardError());
        QVERIFY2(error.contains("Interrupted after") && error.contains("checkpoint.pt"), qPrintable(error));
        QVERIFY(fs::exists(path("interrupted/checkpoint.pt").toStdString()));
    }

    void outputsAreTriedBeforeTheWork() {
        // Each would take an hour.
        for (const char* file : {"/nowhere/x", "/proc/x"}) {
            verifyRefused({"dataset", "--chains", "1000000", "--output", file}, file);
            verifyRefused({"evaluate", "--limit", "10000", "--output", file}, file);
        }
        verifyRefused({"train", "--data", dataSet(), "--folder", "/proc/x"}, "/proc/x");
        verifyRefused({"dataset", "--chains", "1000000", "--output", folder_.path()}, "folder");
    }

    void numbersThatAreNoneAreRefused() {
        for (const auto& [command, option] :
             {std::pair{"train", "--learning-rate"}, {"evaluate", "--budget-ms"}, {"suggest", "--budget-ms"}})
            for (const char* number : {"nan", "inf", "-1", "much"}) {
                const Outcome outcome = run({command, option, number});
                QCOMPARE(outcome.code, 2);
                QVERIFY2(outcome.error.contains(option), qPrintable(outcome.error));
            }
    }

    void calibratingTwiceTempersOnce() {
        const fs::path models = path("calibrated").toStdString();
        fs::create_directories(models);
        for (const char* file : {"manifest.json", "weights.pt"})
            fs::copy(fs::path(STEPWISE_SOURCE_DIR "/assets/models") / file, models / file);
        const double shipped = models::readCalibration(models).temperature;
        const QStringList job = {"calibrate", "--models", path("calibrated"), "--limit", "10"};
        QCOMPARE(run(job).code, 0);
        const double once = models::readCalibration(models).temperature;
        QVERIFY(once != shipped && once > 0.25 * shipped && once < 8.0 * shipped);
        QCOMPARE(run(job).code, 0); // on the same targets nothing is left to temper
        const double twice = models::readCalibration(models).temperature;
        QVERIFY2(std::abs(twice / once - 1.0) < 0.05, qPrintable(QString("%1 %2").arg(once).arg(twice)));
        // The search comes on top, and falls when the temperature changes.
        const QStringList search = {"calibrate", "--models", path("calibrated"), "--limit", "5", "--budget-ms", "50"};
        QCOMPARE(run(search).code, 0);
        const models::ModelCalibration searched = models::readCalibration(models);
        QCOMPARE(searched.temperature, twice);
        QVERIFY(searched.searched != models::SearchedConfidence{});
        QCOMPARE(run(search).code, 0);
        QVERIFY(models::readCalibration(models) == searched);
        QCOMPARE(run(job).code, 0);
        QVERIFY(models::readCalibration(models).searched == models::SearchedConfidence{});
        verifyRefused({"calibrate", "--models", "/nowhere"}, "/nowhere");
    }
};

QTEST_GUILESS_MAIN(TrainingCommandsTest)
#include "training_commands_test.moc"
