// The desktop program starts, draws its window and ends; says how long that took with a warm disk. Told to end by a
// signal it ends in order.
#include <QCryptographicHash>
#include <QDir>
#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <filesystem>

class StartTest : public QObject {
    Q_OBJECT

    static constexpr int kRuns = 5;
    static constexpr int kEndsWithinMs = 10000;

    /// With settings and sessions of its own.
    static QProcessEnvironment environmentIn(const QTemporaryDir& home) {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("HOME", home.path());
        for (const char* name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"})
            environment.insert(name, home.filePath(QString(name).toLower()));
        return environment;
    }

    static QDir autosavesIn(const QTemporaryDir& home) {
        return QDir(home.filePath("xdg_data_home/Stepwise/Stepwise/autosave"));
    }

    /// Starts the program, tells it to end a while after it began its work, and says whether it ended in order.
    static bool endsInOrder(const QTemporaryDir& home, int signal) {
        QProcess program;
        program.setProcessEnvironment(environmentIn(home));
        program.start(STEPWISE_DESKTOP, QStringList());
        const bool hasBegun =
            QTest::qWaitFor([&] { return !autosavesIn(home).entryList({"*.lock"}, QDir::Files).isEmpty(); }, 20000);
        QTest::qWait(2000);
        ::kill(static_cast<::pid_t>(program.processId()), signal);
        const bool hasEnded = program.waitForFinished(kEndsWithinMs);
        if (!hasEnded)
            program.kill();
        program.waitForFinished();
        return hasBegun && hasEnded && program.exitStatus() == QProcess::NormalExit && program.exitCode() == 0;
    }

    /// Until the window is drawn; what follows, networks and demo, loads in the background. Negative if it is not.
    /// Other programs that keep the processors busy do not count.
    static double startMs(const QProcessEnvironment& environment) {
        QProcess program;
        program.setProcessEnvironment(environment);
        QElapsedTimer clock;
        clock.start();
        program.start(STEPWISE_DESKTOP, {"--report-start"});
        program.waitForReadyRead(20000);
        const double ms = static_cast<double>(clock.nsecsElapsed()) / 1e6;
        const QList<QByteArray> said = program.readAllStandardOutput().trimmed().split(' ');
        const bool isDrawn = said.size() == 2 && said.first() == "drawn";
        const bool hasEnded = program.waitForFinished(20000) && program.exitStatus() == QProcess::NormalExit;
        return isDrawn && hasEnded && program.exitCode() == 0 ? ms - said.last().toDouble() : -1.0;
    }

private Q_SLOTS:
    void theWindowIsDrawn() {
        const QTemporaryDir home;
        const QProcessEnvironment environment = environmentIn(home);
        QVERIFY(startMs(environment) > 0.0); // warms the disk
        std::vector<double> times;
        for (int i = 0; i < kRuns; ++i) {
            times.push_back(startMs(environment));
            QVERIFY(times.back() > 0.0);
        }
        std::sort(times.begin(), times.end());
        qInfo("from start to a drawn window: median %.0f ms of %d runs (%.0f to %.0f ms)", times[kRuns / 2], kRuns,
              times.front(), times.back());
    }

    void itEndsInOrderWhenItIsTold() {
        for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
            const QTemporaryDir home;
            QVERIFY2(endsInOrder(home, signal), ::strsignal(signal));
            QCOMPARE(autosavesIn(home).entryList(QDir::Files), QStringList()); // of the demo nobody worked on
        }
    }

    /// As bytes that are no UTF-8, from the command line or a file manager. What is open is locked.
    void itOpensNamesInOldEncodings() {
        const QTemporaryDir home;
        const std::filesystem::path folder = home.path().toStdString();
        std::filesystem::create_directory(folder / "run");
        std::filesystem::permissions(folder / "run", std::filesystem::perms::owner_all);
        const std::filesystem::path session = folder / "w\xF6rk.stepwise";
        std::filesystem::copy_file(STEPWISE_SESSION, session);
        QProcessEnvironment environment = environmentIn(home);
        environment.insert("XDG_RUNTIME_DIR", home.filePath("run"));
        QProcess program;
        program.setProcessEnvironment(environment);
        program.start("sh", {"-c", R"(exec "$0" "$1/w$(printf '\366')rk.stepwise")", STEPWISE_DESKTOP, home.path()});
        const QByteArray key = QCryptographicHash::hash(
            QByteArray::fromStdString(std::filesystem::canonical(session).native()), QCryptographicHash::Sha1);
        const QString lock = home.filePath("run/stepwise/open/" + key.toHex() + ".lock");
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(lock), 20000);
        program.terminate();
        QVERIFY(program.waitForFinished(kEndsWithinMs));
        QVERIFY(!QFile::exists(lock));
    }

    void itEndsDuringAQuestion() {
        const QTemporaryDir home;
        QVERIFY(autosavesIn(home).mkpath("."));
        const QString left = autosavesIn(home).filePath("left.stepwise");
        QVERIFY(QFile::copy(STEPWISE_SESSION, left)); // whether to recover it
        QVERIFY(endsInOrder(home, SIGTERM));
        QVERIFY(QFile::exists(left));
    }
};

QTEST_GUILESS_MAIN(StartTest)
#include "start_test.moc"
