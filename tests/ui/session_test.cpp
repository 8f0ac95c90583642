// The safety of work: saving, opening, automatic saves, recovery after kill -9.
#include "support/full_disk.h"
#include "support/full_work.h"
#include "support/temporary_files.h"
#include "ui/file_path.h"
#include "ui/session.h"

#include <QProcess>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QtTest>

#include <algorithm>

using namespace stepwise;
using namespace stepwise::ui;
using test::fullWork;
using test::same;

namespace {

constexpr const char* kWorkIn = "--work-in";

/// Works on in a program of its own: one edit, an automatic save, and then nothing.
/// Or opens the session that is named.
int workIn(QCoreApplication& application, const QString& folder, const QString& sessionFile) {
    WorkDocument document;
    Session session(document, folder);
    QObject::connect(&session, &Session::finished, &application, [] {
        std::printf("done\n");
        std::fflush(stdout);
    });
    if (!sessionFile.isEmpty())
        session.open(sessionFile);
    else
        document.edit("all", [](Work& work) { return work = fullWork(), true; });
    return application.exec();
}

} // namespace

class SessionTest : public QObject {
    Q_OBJECT

    std::unique_ptr<test::TemporaryFolder> folder_;
    std::unique_ptr<WorkDocument> document_;
    std::unique_ptr<Session> session_;
    StoredSounds sounds_;

    QString path(const char* name) const { return fromPath(*folder_ / name); }

    /// The path of a session that is there.
    QString stored(const char* name) {
        writeSession(*folder_ / name, fullWork(), sounds_);
        return path(name);
    }

    void doEverything(std::size_t frames = 20000) {
        document_->edit("all", [&](Work& work) { return work = fullWork(frames), true; });
    }

    void removeFirst() {
        document_->edit("remove", [](Work& work) { return removeStep(work, 0); });
    }

    /// In another window.
    void saveElsewhere(const QString& path) {
        Work work = fullWork();
        work.rounds[0].steps.pop_back();
        writeSession(toPath(path), work, sounds_);
    }

    bool hasAutosave() const { return QFile::exists(session_->autosaveFile()); }

private Q_SLOTS:
    void initTestCase() {
        QCoreApplication::setOrganizationName("StepwiseTest");
        QCoreApplication::setApplicationName("session_test");
        QSettings().clear();
    }
    void init() {
        folder_ = std::make_unique<test::TemporaryFolder>();
        document_ = std::make_unique<WorkDocument>();
        session_ = std::make_unique<Session>(*document_, path("autosave"));
    }
    void cleanup() {
        session_.reset();
        document_.reset();
        folder_.reset();
    }

    void unsavedWorkIsSavedAutomaticallyAndRecovered() {
        const QString autosaves = path("other");
        const Work work = fullWork();
        {
            // A program that was killed: its automatic save and its lock stay.
            WorkDocument document;
            Session session(document, autosaves);
            document.edit("all", [&](Work& one) { return one = work, true; });
            QTRY_VERIFY(QFile::exists(session.autosaveFile()) && !session.isBusy());
            QVERIFY(QFile::copy(session.autosaveFile(), autosaves + "/dead.stepwise"));
            QCOMPARE(session.leftovers().size(), 1); // its own is not left over
            Session other(document, autosaves);
            QCOMPARE(other.leftovers().size(), 1); // nor that of a program still at work
        }
        WorkDocument document;
        Session session(document, autosaves);
        const QList<Leftover> leftovers = session.leftovers();
        QCOMPARE(leftovers.size(), 1);
        session.recover(leftovers[0]);
        QTRY_VERIFY(!session.isBusy());
        QVERIFY(same(document.work(), work));
        QVERIFY(session.isModified() && session.needsSaving());
        QVERIFY(session.leftovers().isEmpty());
        QVERIFY(QFile::exists(session.autosaveFile()));
        session.save(path("kept.stepwise"));
        QTRY_VERIFY(!session.isBusy() && !session.isModified());
        QVERIFY(!QFile::exists(session.autosaveFile()));
    }

    void workOfAKilledProgramIsOffered() {
        QProcess program;
        program.start(QCoreApplication::applicationFilePath(), {kWorkIn, path("autosave")});
        QVERIFY(program.waitForReadyRead(20000));
        QVERIFY(session_->leftovers().isEmpty()); // it is still at work
        program.kill();
        QVERIFY(program.waitForFinished());
        QCOMPARE(session_->leftovers().size(), 1);
        session_->recover(session_->leftovers()[0]);
        QTRY_VERIFY(!session_->isBusy());
        QVERIFY(same(document_->work(), fullWork()));
        QVERIFY(session_->leftovers().isEmpty());
    }

    /// Sounds that are only chosen are files already.
    void onlyWhatNeedsSavingIsSavedAutomatically() {
        document_->edit("sounds", [](Work& work) {
            const Work full = fullWork();
            work.input = full.input;
            work.target = full.target;
            return true;
        });
        QVERIFY(session_->isModified() && !session_->needsSaving());
        QTest::qWait(Session::kAutosaveAfterMs + 500);
        QVERIFY(!session_->isBusy() && !hasAutosave());
        session_->autosaveNow();
        QVERIFY(!session_->isBusy());
    }

    void theAutomaticSaveGoesWhenNothingNeedsSavingAnyMore() {
        doEverything();
        session_->save(path("one.stepwise"));
        QTRY_VERIFY(!session_->isBusy());
        removeFirst();
        session_->autosaveNow();
        QTRY_VERIFY(!session_->isBusy());
        QVERIFY(hasAutosave());
        document_->history().undo();
        QVERIFY(!session_->needsSaving() && !hasAutosave());
        document_->history().redo();
        session_->autosaveNow();
        document_->history().undo(); // while it is written
        QTRY_VERIFY(!session_->isBusy());
        QVERIFY(!hasAutosave());
    }

    void unsavedWorkIsKeptIfTheProgramMustEnd() {
        doEverything();
        session_->save(path("one.stepwise"));
        session_->keepUnsaved();
        session_ = std::make_unique<Session>(*document_, path("autosave"));
        QVERIFY(same(readSession(*folder_ / "one.stepwise").work, fullWork()));
        QVERIFY(session_->leftovers().isEmpty());
        removeFirst();
        session_->keepUnsaved();
        const Work unsaved = document_->work();
        session_ = std::make_unique<Session>(*document_, path("autosave"));
        QCOMPARE(session_->leftovers().size(), 1);
        session_->recover(session_->leftovers()[0]);
        QTRY_VERIFY(!session_->isBusy());
        QVERIFY(same(document_->work(), unsaved) && session_->needsSaving());
    }

    /// What was to follow a save may be a question.
    void nothingFollowsASaveWhenTheProgramMustEnd() {
        doEverything();
        bool isGoneOn = false;
        session_->save(path("one.stepwise"), [&] { isGoneOn = true; });
        removeFirst();
        session_->keepUnsaved();
        QCoreApplication::processEvents();
        QVERIFY(!isGoneOn && hasAutosave());
        QVERIFY(same(readSession(*folder_ / "one.stepwise").work, fullWork()));
    }

    /// It was begun before it was known how long the one before takes.
    void anEditDuringAnAutomaticSaveRestsToo() {
        doEverything(6'000'000);
        const QSignalSpy finished(session_.get(), &Session::finished);
        session_->autosaveNow();
        removeFirst();
        QTRY_VERIFY_WITH_TIMEOUT(!finished.isEmpty(), 60000);
        QTest::qWait(2 * Session::kAutosaveAfterMs);
        QCOMPARE(finished.size(), 1);
    }

    void anAutomaticSaveThatFailsSaysSo() {
        const QSignalSpy failed(session_.get(), &Session::failed);
        const QSignalSpy noted(session_.get(), &Session::noted);
        doEverything();
        {
            const test::FullDisk full(20000);
            session_->autosaveNow();
            QTRY_VERIFY(!session_->isBusy());
        }
        QCOMPARE(failed.size(), 0);
        QCOMPARE(noted.size(), 1);
        QVERIFY2(noted[0][0].toString().startsWith("Your work could not be saved automatically: "),
                 qPrintable(noted[0][0].toString()));
    }

    /// At most a twentieth of the time goes into them.
    void automaticSavesOfLongSoundsAreFarApart() {
        doEverything(6'000'000);
        const QSignalSpy finished(session_.get(), &Session::finished);
        QElapsedTimer clock;
        clock.start();
        session_->autosaveNow();
        while (finished.isEmpty())
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        const qint64 tookMs = clock.restart();
        QVERIFY2(tookMs > 2 * Session::kAutosaveAfterMs / Session::kAutosaveRests, qPrintable(QString::number(tookMs)));
        const QDateTime first = QFileInfo(session_->autosaveFile()).lastModified();
        removeFirst();
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(session_->autosaveFile()).lastModified() != first, 240000);
        qInfo("an automatic save took %lld ms, the next one came after %lld ms", tookMs, clock.elapsed());
        QVERIFY(clock.elapsed() > Session::kAutosaveRests * tookMs * 3 / 4);
    }

    void whatIsMadeOfTheWorkIsNamedAfterIt() {
        QCOMPARE(session_->baseName(), QString("Untitled"));
        doEverything();
        QCOMPARE(session_->baseName(), QString("target"));
        session_->save(path("my lead.stepwise"));
        QTRY_VERIFY(!session_->isBusy());
        QCOMPARE(session_->baseName(), QString("my lead"));
    }

    void aSaveThatFailsLeavesTheAutomaticOne() {
        const QSignalSpy failed(session_.get(), &Session::failed);
        doEverything();
        {
            const test::FullDisk full(20000);
            session_->save(path("one.stepwise"));
            QTRY_COMPARE(failed.size(), 1);
        }
        QVERIFY(!QFile::exists(session_->autosaveFile()));
        QTRY_VERIFY(QFile::exists(session_->autosaveFile()));
    }

    void openingCanBeGivenUp() {
        const QString one = stored("one.stepwise");
        const QSignalSpy opened(session_.get(), &Session::opened);
        session_->open(one);
        QVERIFY(session_->canCancel());
        session_->cancel();
        QTRY_VERIFY(!session_->isBusy());
        QCOMPARE(opened.size(), 0);
        QVERIFY(!document_->work().input.audio);
        session_->save(one);
        QVERIFY(!session_->canCancel());
        QTRY_VERIFY(!session_->isBusy());
    }

    void aSaveDoesNotNameTheWorkThatCameAfterIt() {
        doEverything();
        bool isDone = false;
        session_->save(path("one.stepwise"), [&] { isDone = true; });
        session_->startNew();
        QTRY_VERIFY(!session_->isBusy());
        QVERIFY(session_->path().isEmpty() && !session_->isModified() && !isDone);
        QVERIFY(same(readSession(*folder_ / "one.stepwise").work, fullWork()));
    }

    void whatWasChangedMeanwhileIsNotReplaced() {
        const QSignalSpy noted(session_.get(), &Session::noted);
        session_->open(stored("one.stepwise"));
        document_->edit("all", [](Work& work) { return work = fullWork(), work.rounds[0].steps.resize(1), true; });
        QTRY_VERIFY(!session_->isBusy());
        QCOMPARE(document_->work().rounds[0].steps.size(), std::size_t{1});
        QVERIFY(noted.size() == 1 && noted[0][0].toString().contains("was not opened"));
    }

    /// A save waits for the automatic one before it, and nothing takes its place.
    void everySaveIsWritten() {
        const QString other = stored("other.stepwise");
        doEverything();
        session_->autosaveNow();
        QVERIFY(session_->isBusy() && !session_->isWorking());
        const QSignalSpy started(session_.get(), &Session::started);
        session_->save(path("one.stepwise"));
        QVERIFY(session_->isSaving() && session_->isWorking() && !session_->canCancel());
        QCOMPARE(started.size(), 1);
        QCOMPARE(started[0][0].toString(), QString("Saving one.stepwise"));
        removeFirst();
        session_->save(path("two.stepwise"));
        session_->open(other);
        QTRY_COMPARE(session_->path(), other);
        QTRY_VERIFY(!session_->isBusy());
        QVERIFY(same(readSession(*folder_ / "one.stepwise").work, fullWork()));
        QVERIFY(readSession(*folder_ / "two.stepwise").work.rounds[1].steps.empty());
    }

    void aSaveThatWaitsIsWrittenThoughTheProgramEnds() {
        doEverything();
        session_->autosaveNow();
        session_->save(path("one.stepwise"));
        session_->save(path("two.stepwise"));
        session_.reset();
        for (const char* name : {"one.stepwise", "two.stepwise"})
            QVERIFY(same(readSession(*folder_ / name).work, fullWork()));
    }

    void openingThatWaitsCanBeGivenUp() {
        doEverything();
        session_->autosaveNow();
        session_->save(path("one.stepwise"));
        session_->open(stored("other.stepwise"));
        QVERIFY(session_->canCancel());
        session_->cancel();
        QVERIFY(!session_->canCancel() && session_->isSaving());
        QTRY_VERIFY(!session_->isBusy());
        QCOMPARE(session_->path(), path("one.stepwise"));
    }

    void howFarASessionIsIsShown() {
        Work work = fullWork();
        work.input.audio = test::noise(0.5, 200000);
        document_->edit("all", [&](Work& one) { return one = work, true; });
        QSignalSpy shares(session_.get(), &Session::progressed);
        session_->save(path("one.stepwise"));
        QTRY_VERIFY(!session_->isBusy());
        QVERIFY(shares.size() > 5);
        QCOMPARE(shares.last()[0].toDouble(), 1.0);
        shares.clear();
        session_->open(path("one.stepwise"));
        QTRY_VERIFY(!session_->isBusy());
        QVERIFY(shares.size() > 5);
        for (qsizetype i = 1; i < shares.size(); ++i)
            QVERIFY(shares[i][0].toDouble() >= shares[i - 1][0].toDouble());
        QCOMPARE(shares.last()[0].toDouble(), 1.0);
        shares.clear();
        removeFirst();
        session_->autosaveNow();
        QTRY_VERIFY(!session_->isBusy());
        QVERIFY(shares.empty());
    }

    void whatCannotBeRecoveredIsNamed() {
        QVERIFY(session_->unreadableLeftovers().isEmpty());
        test::writeBytes(*folder_ / "autosave/hurt.stepwise", "STEPWISE and then nothing of use");
        writeSession(*folder_ / "autosave/whole.stepwise", fullWork(), sounds_);
        QCOMPARE(session_->leftovers().size(), 1);
        const QStringList sentences = session_->unreadableLeftovers();
        QCOMPARE(sentences.size(), 1);
        QVERIFY2(sentences[0].contains("hurt.stepwise"), qPrintable(sentences[0]));
    }

    void ofTwoThatAreOpenedTheSecondStays() {
        const QString first = stored("one.stepwise");
        const QString second = stored("two.stepwise");
        session_->open(first);
        session_->open(second);
        QTRY_VERIFY(!session_->isBusy());
        QCOMPARE(session_->path(), second);
    }

    void savingOpeningAndRecentFiles() {
        doEverything();
        const QString one = path("one.stepwise");
        bool isDone = false;
        session_->save(one, [&] { isDone = true; });
        QTRY_VERIFY(isDone);
        QCOMPARE(session_->path(), one);
        QCOMPARE(session_->name(), QString("one.stepwise"));
        QVERIFY(!session_->isModified());
        document_->edit("accept", [](Work& work) { return acceptStep(work, 0, true); });
        QVERIFY(session_->needsSaving());
        document_->history().undo();
        QVERIFY(!session_->needsSaving());
        session_->startNew();
        QVERIFY(session_->path().isEmpty() && document_->work().round().steps.empty());
        session_->open(one);
        QTRY_COMPARE(session_->path(), one);
        QVERIFY(same(document_->work(), fullWork()));
        QVERIFY(!session_->isModified());
        QCOMPARE(session_->recentFiles().first(), one);
        QFile::remove(one);
        QVERIFY(!session_->recentFiles().contains(one));
        const QSignalSpy failures(session_.get(), &Session::failed);
        session_->open(one);
        QTRY_COMPARE(failures.count(), 1);
        QVERIFY(same(document_->work(), fullWork()));
    }

    /// Another window, or another machine through a shared folder.
    void whatSomebodyElseSavedIsNotWrittenOver() {
        doEverything();
        const QString one = path("one.stepwise");
        session_->save(one);
        QTRY_VERIFY(!session_->isBusy());
        saveElsewhere(one);
        const std::string theirs = test::readBytes(toPath(one));
        removeFirst();
        std::vector<RefusedSave> refused;
        connect(session_.get(), &Session::saveRefused, this, [&](const RefusedSave& save) { refused.push_back(save); });
        bool isDone = false;
        session_->save(one, [&] { isDone = true; });
        QTRY_COMPARE(refused.size(), std::size_t{1});
        QTRY_VERIFY(!session_->isBusy());
        QVERIFY(refused[0].change == SessionChange::changed && refused[0].path == one);
        QVERIFY(test::readBytes(toPath(one)) == theirs);
        QVERIFY(session_->isModified() && !isDone);
        session_->save(refused[0].path, refused[0].then, IfChanged::overwrite);
        QTRY_VERIFY(isDone && !session_->isBusy());
        QVERIFY(test::readBytes(toPath(one)) != theirs && !session_->isModified());
        removeFirst();
        session_->save(one); // it is this window's again
        QTRY_VERIFY(!session_->isBusy() && !session_->isModified());
        QCOMPARE(refused.size(), std::size_t{1});
    }

    void whatIsOpenedIsNotWrittenOverEither() {
        const QString one = stored("one.stepwise");
        session_->open(one);
        QTRY_VERIFY(!session_->isBusy());
        saveElsewhere(one);
        removeFirst();
        const QSignalSpy refused(session_.get(), &Session::saveRefused);
        session_->save(one);
        QTRY_COMPARE(refused.size(), 1);
        session_->open(one); // reloads
        QTRY_VERIFY(!session_->isBusy() && !session_->isModified());
        removeFirst();
        session_->save(one);
        QTRY_VERIFY(!session_->isBusy() && !session_->isModified());
        QCOMPARE(refused.size(), 1);
    }

    void aFileThatIsGoneIsNotMadeAgainUnasked() {
        const QString one = stored("one.stepwise");
        session_->open(one);
        QTRY_VERIFY(!session_->isBusy());
        QVERIFY(QFile::remove(one));
        removeFirst();
        SessionChange change = SessionChange::none;
        connect(session_.get(), &Session::saveRefused, this, [&](const RefusedSave& save) { change = save.change; });
        session_->save(one);
        QTRY_VERIFY(change == SessionChange::gone && !session_->isBusy());
        QVERIFY(!QFile::exists(one));
    }

    /// By a backup or a synchronised folder: the contents count.
    void aFileThatWasOnlyTouchedIsWritten() {
        const QString one = stored("one.stepwise");
        session_->open(one);
        QTRY_VERIFY(!session_->isBusy());
        const std::string bytes = test::readBytes(toPath(one));
        QVERIFY(QFile::remove(one));
        QTest::qWait(20);
        test::writeBytes(toPath(one), bytes);
        removeFirst();
        const QSignalSpy refused(session_.get(), &Session::saveRefused);
        session_->save(one);
        QTRY_VERIFY(!session_->isBusy() && !session_->isModified());
        QCOMPARE(refused.size(), 0);
    }

    /// As many bytes, and the time of the change put back, as synchronising programs do.
    void contentsThatDifferAreNoticedWhateverTheTimeSays() {
        const QString one = stored("one.stepwise");
        session_->open(one);
        QTRY_VERIFY(!session_->isBusy());
        const auto time = std::filesystem::last_write_time(toPath(one));
        Work other = fullWork();
        std::swap(other.rounds[0].steps[0].step.values[1], other.rounds[0].steps[0].step.values[2]);
        const auto bytes = std::filesystem::file_size(toPath(one));
        writeSession(toPath(one), other, sounds_);
        std::filesystem::resize_file(toPath(one), bytes);
        std::filesystem::last_write_time(toPath(one), time);
        removeFirst();
        const QSignalSpy refused(session_.get(), &Session::saveRefused);
        session_->save(one);
        QTRY_COMPARE(refused.size(), 1);
    }

    void savesThatFollowEachOtherAreNotMistakenForSomebodyElses() {
        doEverything();
        session_->save(path("one.stepwise"));
        QTRY_VERIFY(!session_->isBusy());
        const QSignalSpy refused(session_.get(), &Session::saveRefused);
        for (int i = 0; i < 3; ++i) {
            document_->edit("accept", [&](Work& work) { return acceptStep(work, 1, i % 2 == 0); });
            session_->save(path("one.stepwise"));
        }
        QTRY_VERIFY(!session_->isBusy() && !session_->isModified());
        QCOMPARE(refused.size(), 0);
    }

    /// The program ends and cannot ask: neither the other's work is lost nor this one's.
    void aProgramThatEndsWritesOverNothing() {
        const QString one = stored("one.stepwise");
        session_->open(one);
        QTRY_VERIFY(!session_->isBusy());
        saveElsewhere(one);
        const std::string theirs = test::readBytes(toPath(one));
        removeFirst();
        const Work mine = document_->work();
        session_->autosaveNow();
        session_->save(one); // waits for the automatic save
        session_.reset();
        QVERIFY(test::readBytes(toPath(one)) == theirs);
        session_ = std::make_unique<Session>(*document_, path("autosave"));
        QCOMPARE(session_->leftovers().size(), 1);
        QVERIFY(session_->leftovers()[0].isSessionChanged);
        const QSignalSpy noted(session_.get(), &Session::noted);
        session_->recover(session_->leftovers()[0]);
        QTRY_VERIFY(!session_->isBusy());
        QVERIFY(same(document_->work(), mine));
        QVERIFY(noted.size() == 1 && noted[0][0].toString().contains("Save asks"));
        const QSignalSpy refused(session_.get(), &Session::saveRefused);
        session_->save(one);
        QTRY_COMPARE(refused.size(), 1);
        QVERIFY(test::readBytes(toPath(one)) == theirs);
    }

    void recoveredWorkOfAnUnchangedSessionIsSavedUnasked() {
        const QString one = stored("one.stepwise");
        session_->open(one);
        QTRY_VERIFY(!session_->isBusy());
        removeFirst();
        session_->keepUnsaved();
        session_ = std::make_unique<Session>(*document_, path("autosave"));
        QVERIFY(!session_->leftovers()[0].isSessionChanged);
        session_->recover(session_->leftovers()[0]);
        QTRY_VERIFY(!session_->isBusy());
        const QSignalSpy refused(session_.get(), &Session::saveRefused);
        session_->save(one);
        QTRY_VERIFY(!session_->isBusy() && !session_->isModified());
        QCOMPARE(refused.size(), 0);
    }

    void aSessionThatAnotherWindowHasOpenSaysSo() {
        const QString one = stored("one.stepwise");
        const QSignalSpy noted(session_.get(), &Session::noted);
        const auto timesSaid = [&] {
            return std::ranges::count_if(noted, [](const QList<QVariant>& note) {
                return note[0].toString().startsWith("one.stepwise is open in another window");
            });
        };
        {
            WorkDocument document;
            Session other(document, path("autosave"));
            other.open(one);
            QTRY_VERIFY(!other.isBusy());
            session_->open(one);
            QTRY_VERIFY(!session_->isBusy());
            QCOMPARE(timesSaid(), 1);
            QVERIFY(same(document_->work(), fullWork()));
        }
        session_->open(one); // the other window is closed
        QTRY_VERIFY(!session_->isBusy());
        session_->open(one); // and this one may open it again
        QTRY_VERIFY(!session_->isBusy());
        QCOMPARE(timesSaid(), 1);
        WorkDocument document;
        Session other(document, path("autosave"));
        const QSignalSpy otherNoted(&other, &Session::noted);
        document.edit("all", [](Work& work) { return work = fullWork(), true; });
        std::filesystem::create_directory_symlink(folder_->path(), *folder_ / "link");
        other.save(path("link/one.stepwise"));
        QTRY_VERIFY(!other.isBusy());
        QVERIFY(std::ranges::any_of(otherNoted, [](const QList<QVariant>& note) {
            return note[0].toString().startsWith("one.stepwise is open in another window");
        }));
    }

    void whatAKilledProgramHadOpenIsOpenNoMore() {
        const QString one = stored("one.stepwise");
        QProcess program;
        program.start(QCoreApplication::applicationFilePath(), {kWorkIn, path("autosave"), one});
        QVERIFY(program.waitForReadyRead(20000));
        const QSignalSpy noted(session_.get(), &Session::noted);
        session_->open(one);
        QTRY_VERIFY(!session_->isBusy());
        QCOMPARE(noted.size(), 1);
        program.kill();
        QVERIFY(program.waitForFinished());
        session_->open(one);
        QTRY_VERIFY(!session_->isBusy());
        QCOMPARE(noted.size(), 1);
    }

    /// Names of files are bytes; this one's folder and name are Latin 1.
    void namesInOldEncodingsAreKept() {
        const std::filesystem::path folder = *folder_ / "S\xFC\xDF";
        std::filesystem::create_directory(folder);
        const std::filesystem::path file = folder / "caf\xE9.stepwise";
        const QString one = fromPath(file);
        doEverything();
        const QSignalSpy noted(session_.get(), &Session::noted);
        session_->save(one);
        QTRY_VERIFY(!session_->isBusy() && !session_->isModified());
        QVERIFY(std::filesystem::exists(file));
        QCOMPARE(std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator()), 1);
        QCOMPARE(session_->name(), QString::fromUtf8("caf\uFFFD.stepwise"));
        QCOMPARE(session_->baseName(), QString("caf_"));
        QVERIFY(noted[0][0].toString().endsWith(QString::fromUtf8("/S\uFFFD\uFFFD/caf\uFFFD.stepwise.")));
        QCOMPARE(session_->recentFiles().first(), one);
        removeFirst();
        const Work unsaved = document_->work();
        session_->keepUnsaved();
        session_ = std::make_unique<Session>(*document_, path("autosave"));
        QCOMPARE(session_->leftovers()[0].name, QString::fromUtf8("caf\uFFFD.stepwise"));
        session_->recover(session_->leftovers()[0]);
        QTRY_VERIFY(!session_->isBusy());
        QVERIFY(session_->path() == one && same(document_->work(), unsaved));
        session_->save(session_->path());
        QTRY_VERIFY(!session_->isBusy() && !session_->isModified());
        session_->startNew();
        session_->open(session_->recentFiles().first());
        QTRY_VERIFY(!session_->isBusy());
        QVERIFY(session_->path() == one && same(document_->work(), unsaved));
    }
};

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    QStandardPaths::setTestModeEnabled(true); // the same folders for the programs that the tests start
    if (argc >= 3 && std::string_view(argv[1]) == kWorkIn)
        return workIn(application, argv[2], argc > 3 ? argv[3] : "");
    SessionTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "session_test.moc"
