// Session files and the safety of work: round trips, damage, a full disk, kill -9, recovery.
#include "core/sound_blob.h"
#include "core/synth.h"
#include "support/full_disk.h"
#include "support/temporary_files.h"
#include "support/test_sounds.h"
#include "ui/file_path.h"
#include "ui/session.h"
#include "ui/work_edit.h"

#include <QProcess>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QtTest>

#include <random>
#include <sys/stat.h>

using namespace stepwise;
using namespace stepwise::ui;
using effects::EffectId;

namespace {

constexpr const char* kSaveForever = "--save-forever";
constexpr const char* kWorkIn = "--work-in";

constexpr std::size_t kFrames = 20000;
constexpr std::size_t kReferenceFrames = 800; ///< of the stored file

Sound sound(double amplitude, std::size_t frames) {
    return std::make_shared<const core::AudioBuffer>(test::noiseSound(44100.0, frames, amplitude, 2));
}

/// Two rounds, everything in use.
Work fullWork(std::size_t frames = kFrames) {
    Work work;
    work.input = {sound(0.5, frames), "drÿ \"lead\".wav"};
    work.target = {sound(0.25, frames), "target.flac"};
    models::TimelineStep first;
    first.step = effects::defaultStep(EffectId::distortion);
    first.suggested = first.step;
    first.confidence = 0.7123F;
    first.alternatives = {{effects::defaultStep(EffectId::phaser), 0.2F},
                          {effects::defaultStep(EffectId::hallReverb), 0.1F}};
    models::TimelineStep second = first;
    second.step = effects::defaultStep(EffectId::equalizer);
    second.suggested = second.step;
    takeSuggestions(work, idsFrom(work, 0), {}, {first, second}, 1);
    effects::Step turned = first.step;
    turned.values[1] = 0.123456789F;
    setStepValues(work, 0, turned);
    acceptStep(work, 0, true);
    startRound(work, 0);
    insertStep(work, 0, effects::defaultStep(EffectId::distortion));
    return work;
}

bool sameSound(const NamedSound& a, const NamedSound& b) {
    return a.name == b.name && static_cast<bool>(a.audio) == static_cast<bool>(b.audio) &&
           (!a.audio || *a.audio.load() == *b.audio.load());
}

bool sameStep(const WorkStep& a, const WorkStep& b) {
    const auto sameAlternative = [](const models::Alternative& x, const models::Alternative& y) {
        return x.step == y.step && x.confidence == y.confidence;
    };
    return a.id == b.id && a.step == b.step && a.isOn == b.isOn && a.isAccepted == b.isAccepted &&
           a.suggested == b.suggested && a.confidence == b.confidence && a.heard == b.heard &&
           std::equal(a.alternatives.begin(), a.alternatives.end(), b.alternatives.begin(), b.alternatives.end(),
                      sameAlternative);
}

bool sameSteps(const Work& a, const Work& b) {
    return a.currentRound == b.currentRound &&
           std::equal(a.rounds.begin(), a.rounds.end(), b.rounds.begin(), b.rounds.end(),
                      [](const Round& x, const Round& y) {
                          return x.id == y.id && x.parentRound == y.parentRound && x.parentStep == y.parentStep &&
                                 std::equal(x.steps.begin(), x.steps.end(), y.steps.begin(), y.steps.end(), sameStep);
                      });
}

bool same(const Work& a, const Work& b) {
    return sameSteps(a, b) && sameSound(a.input, b.input) && sameSound(a.target, b.target);
}

/// Saves states whose input's name counts up, and prints the number after each save.
int saveForever(const char* path) {
    StoredSounds sounds;
    Work work = fullWork();
    for (int i = 0;; ++i) {
        work.input.name = std::to_string(i);
        writeSession(path, work, sounds);
        std::printf("%d\n", i);
        std::fflush(stdout);
    }
}

/// Works on in a program of its own: one edit, an automatic save, and then nothing.
int workIn(QCoreApplication& application, const QString& folder) {
    WorkDocument document;
    Session session(document, folder);
    QObject::connect(&session, &Session::finished, &application, [] {
        std::printf("saved\n");
        std::fflush(stdout);
    });
    document.edit("all", [](Work& work) { return work = fullWork(), true; });
    return application.exec();
}

} // namespace

class SessionTest : public QObject {
    Q_OBJECT

    test::TemporaryFolder folder_;
    StoredSounds sounds_;

    std::filesystem::path file(const char* name) const { return folder_ / name; }

    /// The sentence when reading a session of these bytes.
    std::string sentenceFor(const std::string& bytes) {
        test::writeBytes(file("bad.stepwise"), bytes);
        return test::errorOf([&] { readSession(file("bad.stepwise")); });
    }

    /// The path of a session that is there.
    QString stored(const test::TemporaryFolder& folder, const char* name) {
        writeSession(folder / name, fullWork(), sounds_);
        return fromPath(folder / name);
    }

private Q_SLOTS:
    void initTestCase() {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName("StepwiseTest");
        QCoreApplication::setApplicationName("session_test");
        QSettings().clear();
    }

    void soundsComeBackSampleForSample() {
        core::AudioBuffer coarse(48000.0, 2, 3000);
        for (std::size_t i = 0; i < 3000; ++i) {
            coarse.channels[0][i] = static_cast<float>(static_cast<int>(i * 5591) % 16777216 - 8388608) / 8388608.0F;
            coarse.channels[1][i] = -1.0F;
        }
        const std::string flac = core::textOf(core::encodeSound(core::stored(coarse)));
        QCOMPARE(QByteArray(flac.data(), 4), QByteArray("fLaC"));
        QVERIFY(*core::decodeSound(core::sourceOf(flac)).load() == coarse);
        core::AudioBuffer fine(44100.0, std::vector<float>{1e-9F, -3.5F, 0.3333333F});
        QVERIFY(*core::decodeSound(core::encodeSound(core::stored(fine))).load() == fine);
        const core::AudioBuffer longer = test::noiseSound(44100.0, std::size_t{200} * 44100, 0.5, 1);
        const core::StoredSound again = core::decodeSound(core::encodeSound(core::stored(longer)));
        QVERIFY(again.isInFile());
        QVERIFY(*again.load() == longer);
        // libsndfile writes the last block while it closes the file, and does not say when that fails.
        for (const std::size_t missing : {std::size_t{1}, std::size_t{100}, flac.size() / 2}) {
            const test::FullDisk full(flac.size() - missing);
            QVERIFY(!test::errorOf([&] { core::encodeSound(core::stored(coarse)); }).empty());
        }
        QVERIFY(!test::errorOf([&] { core::decodeSound(core::sourceOf("nothing at all")); }).empty());
        QVERIFY(!test::errorOf([&] { core::decodeSound(core::sourceOf(flac.substr(0, flac.size() / 2))); }).empty());
    }

    void whatIsSavedOpensTheSame() {
        const Work work = fullWork();
        writeSession(file("full.stepwise"), work, sounds_, "/home/me/lead.stepwise");
        const OpenedSession opened = readSession(file("full.stepwise"));
        QVERIFY(same(opened.work, work));
        QVERIFY(opened.work.lastId >= work.lastId - 1);
        QVERIFY(opened.notes.empty());
        QCOMPARE(opened.savedAs, std::string("/home/me/lead.stepwise"));
        writeSession(file("empty.stepwise"), Work{}, sounds_);
        QVERIFY(same(readSession(file("empty.stepwise")).work, Work{}));
    }

    /// Made by `session_test --write-reference`, once and for ever.
    void aStoredFileOfVersion1Opens() {
        const OpenedSession opened = readSession(STEPWISE_SOURCE_DIR "/tests/ui/session_version_1.stepwise");
        QVERIFY(same(opened.work, fullWork(kReferenceFrames)));
        QVERIFY(opened.notes.empty());
    }

    void newerVersionsAreRefusedWithASentence() {
        writeSession(file("now.stepwise"), fullWork(), sounds_);
        std::string bytes = test::readBytes(file("now.stepwise"));
        bytes[8] = static_cast<char>(kSessionVersion + 1);
        const std::string sentence = sentenceFor(bytes);
        QVERIFY2(sentence.find("newer Stepwise") != std::string::npos, sentence.c_str());
        QVERIFY(sentence.find("bad.stepwise") != std::string::npos);
    }

    void aSessionThatHasNoRoomIsNotTakenForADamagedOne() {
        Work work;
        work.input = {core::stored(test::noiseSound(44100.0, std::size_t{200} * 44100, 0.5, 1)), "long.wav"};
        StoredSounds sounds;
        writeSession(file("long.stepwise"), work, sounds);
        const QByteArray before = qgetenv("TMPDIR");
        qputenv("TMPDIR", "/no/such/folder");
        const std::string sentence = test::errorOf([&] { readSession(file("long.stepwise")); });
        before.isNull() ? qunsetenv("TMPDIR") : qputenv("TMPDIR", before);
        QVERIFY2(sentence.find("long.stepwise: cannot be opened") != std::string::npos, sentence.c_str());
        QVERIFY2(sentence.find("/no/such/folder") != std::string::npos, sentence.c_str());
        QVERIFY(readSession(file("long.stepwise")).notes.empty());
    }

    void ofDamagedSoundsTheRestOpens() {
        const Work work = fullWork();
        writeSession(file("whole.stepwise"), work, sounds_);
        std::string bytes = test::readBytes(file("whole.stepwise"));
        bytes[bytes.find("INPT") + 500] = static_cast<char>(~bytes[bytes.find("INPT") + 500]);
        test::writeBytes(file("hurt.stepwise"), bytes);
        const OpenedSession opened = readSession(file("hurt.stepwise"));
        QVERIFY(sameSteps(opened.work, work));
        QVERIFY(!opened.work.input.audio);
        QCOMPARE(opened.work.input.name, work.input.name);
        QVERIFY(sameSound(opened.work.target, work.target));
        QCOMPARE(opened.notes.size(), std::size_t{1});
        QVERIFY(opened.notes[0].find("hurt.stepwise") != std::string::npos);
        QVERIFY(opened.notes[0].find(work.input.name) != std::string::npos);
    }

    void ofATruncatedFileTheStepsOpen() {
        const Work work = fullWork();
        writeSession(file("whole.stepwise"), work, sounds_);
        const std::string bytes = test::readBytes(file("whole.stepwise"));
        test::writeBytes(file("cut.stepwise"), bytes.substr(0, bytes.find("TARG") + 600));
        const OpenedSession opened = readSession(file("cut.stepwise"));
        QVERIFY(sameSteps(opened.work, work));
        QVERIFY(opened.work.input.audio && !opened.work.target.audio);
        QCOMPARE(opened.notes.size(), std::size_t{1});
    }

    void damagedStepsAreReadFromTheirSecondCopy() {
        const Work work = fullWork();
        writeSession(file("whole.stepwise"), work, sounds_);
        std::string bytes = test::readBytes(file("whole.stepwise"));
        bytes[100] = static_cast<char>(~bytes[100]);
        test::writeBytes(file("hurt.stepwise"), bytes);
        QVERIFY(same(readSession(file("hurt.stepwise")).work, work));
    }

    void anyDamageGivesASentenceAndNoCrash() {
        writeSession(file("whole.stepwise"), fullWork(), sounds_);
        const std::string bytes = test::readBytes(file("whole.stepwise"));
        std::mt19937 random(7);
        for (int i = 0; i < 200; ++i) {
            std::string hurt = bytes.substr(0, i % 3 == 0 ? random() % bytes.size() : bytes.size());
            for (int k = 0; k < 20 && !hurt.empty(); ++k)
                hurt[random() % (k < 10 ? std::min<std::size_t>(hurt.size(), 4000) : hurt.size())] =
                    static_cast<char>(random());
            const std::string sentence = sentenceFor(hurt);
            if (!sentence.empty())
                QVERIFY2(sentence.find("bad.stepwise") != std::string::npos, sentence.c_str());
        }
        QVERIFY(!sentenceFor("").empty());
        QVERIFY(!sentenceFor("STEPWISE").empty());
        QVERIFY(!test::errorOf([&] { readSession(folder_.path()); }).empty());
        QVERIFY(!test::errorOf([&] { readSession("/nowhere/x.stepwise"); }).empty());
    }

    void aFullDiskLeavesTheOldFile() {
        Work work = fullWork();
        writeSession(file("precious.stepwise"), work, sounds_);
        const std::string before = test::readBytes(file("precious.stepwise"));
        const std::size_t entries = folder_.entryCount();
        // First while the same sounds are written again, then while new ones are stored.
        for (const Work& next : {work, fullWork()}) {
            std::string sentence;
            {
                const test::FullDisk full(20000);
                sentence = test::errorOf([&] { writeSession(file("precious.stepwise"), next, sounds_); });
            }
            QVERIFY2(sentence.find("precious.stepwise") != std::string::npos, sentence.c_str());
            QVERIFY(test::readBytes(file("precious.stepwise")) == before);
            QCOMPARE(folder_.entryCount(), entries);
        }
    }

    void whatIsNoFileIsRefused() {
        const std::filesystem::path pipe = file("pipe.stepwise");
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        for (const std::filesystem::path& path : {pipe, std::filesystem::path("/dev/zero")})
            QVERIFY(test::errorOf([&] { readSession(path); }).find("not a file that can be read") != std::string::npos);
        std::filesystem::remove(pipe);
    }

    void killedWhileSavingTwentyTimes() {
        const test::TemporaryFolder folder;
        const std::string path = (folder / "killed.stepwise").string();
        writeSession(path, fullWork(), sounds_);
        std::mt19937 random(std::random_device{}());
        for (int i = 0; i < 20; ++i) {
            QProcess saver;
            saver.start(QCoreApplication::applicationFilePath(), {kSaveForever, QString::fromStdString(path)});
            QVERIFY(saver.waitForReadyRead(20000));
            QTest::qSleep(static_cast<int>(random() % 60));
            saver.kill();
            QVERIFY(saver.waitForFinished());
            const QList<QByteArray> saved = saver.readAllStandardOutput().split('\n');
            const int last = saved[saved.size() - 2].toInt(); // the line after the last line break may be cut
            const OpenedSession opened = readSession(path);
            QVERIFY(opened.notes.empty());
            QVERIFY(sameSteps(opened.work, fullWork()));
            const int found = std::stoi(opened.work.input.name);
            QVERIFY2(found == last || found == last + 1, qPrintable(QString("%1 %2").arg(found).arg(last)));
        }
        writeSession(path, fullWork(), sounds_);
        QCOMPARE(folder.entryCount(), std::size_t{1}); // what the killed left beside it is cleared away
    }

    void unsavedWorkIsSavedAutomaticallyAndRecovered() {
        const test::TemporaryFolder folder;
        const QString autosaves = fromPath(folder.path());
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
        session.save(fromPath(folder / "kept.stepwise"));
        QTRY_VERIFY(!session.isBusy() && !session.isModified());
        QVERIFY(!QFile::exists(session.autosaveFile()));
    }

    void workOfAKilledProgramIsOffered() {
        const test::TemporaryFolder folder;
        QProcess program;
        program.start(QCoreApplication::applicationFilePath(), {kWorkIn, fromPath(folder.path())});
        QVERIFY(program.waitForReadyRead(20000));
        WorkDocument document;
        Session session(document, fromPath(folder.path()));
        QVERIFY(session.leftovers().isEmpty()); // it is still at work
        program.kill();
        QVERIFY(program.waitForFinished());
        QCOMPARE(session.leftovers().size(), 1);
        session.recover(session.leftovers()[0]);
        QTRY_VERIFY(!session.isBusy());
        QVERIFY(same(document.work(), fullWork()));
        QVERIFY(session.leftovers().isEmpty());
    }

    void aSaveThatFailsLeavesTheAutomaticOne() {
        const test::TemporaryFolder folder;
        WorkDocument document;
        Session session(document, fromPath(folder / "autosave"));
        const QSignalSpy failed(&session, &Session::failed);
        document.edit("all", [](Work& work) { return work = fullWork(), true; });
        {
            const test::FullDisk full(20000);
            session.save(fromPath(folder / "one.stepwise"));
            QTRY_COMPARE(failed.size(), 1);
        }
        QVERIFY(!QFile::exists(session.autosaveFile()));
        QTRY_VERIFY(QFile::exists(session.autosaveFile()));
    }

    void openingCanBeGivenUp() {
        const test::TemporaryFolder folder;
        const QString path = stored(folder, "one.stepwise");
        WorkDocument document;
        Session session(document, fromPath(folder / "autosave"));
        const QSignalSpy opened(&session, &Session::opened);
        session.open(path);
        QVERIFY(session.canCancel());
        session.cancel();
        QTRY_VERIFY(!session.isBusy());
        QCOMPARE(opened.size(), 0);
        QVERIFY(!document.work().input.audio);
        session.save(path);
        QVERIFY(!session.canCancel());
        QTRY_VERIFY(!session.isBusy());
    }

    void aSaveDoesNotNameTheWorkThatCameAfterIt() {
        const test::TemporaryFolder folder;
        const QString path = fromPath(folder / "one.stepwise");
        WorkDocument document;
        Session session(document, fromPath(folder / "autosave"));
        document.edit("all", [](Work& work) { return work = fullWork(), true; });
        bool isDone = false;
        session.save(path, [&] { isDone = true; });
        session.startNew();
        QTRY_VERIFY(!session.isBusy());
        QVERIFY(session.path().isEmpty() && !session.isModified() && !isDone);
        QVERIFY(same(readSession(folder / "one.stepwise").work, fullWork()));
    }

    void whatWasChangedMeanwhileIsNotReplaced() {
        const test::TemporaryFolder folder;
        WorkDocument document;
        Session session(document, fromPath(folder / "autosave"));
        const QSignalSpy noted(&session, &Session::noted);
        session.open(stored(folder, "one.stepwise"));
        document.edit("all", [](Work& work) { return work = fullWork(), work.rounds[0].steps.resize(1), true; });
        QTRY_VERIFY(!session.isBusy());
        QCOMPARE(document.work().rounds[0].steps.size(), std::size_t{1});
        QVERIFY(noted.size() == 1 && noted[0][0].toString().contains("was not opened"));
    }

    /// A save waits for the automatic one before it, and nothing takes its place.
    void everySaveIsWritten() {
        const test::TemporaryFolder folder;
        const QString other = stored(folder, "other.stepwise");
        WorkDocument document;
        Session session(document, fromPath(folder / "autosave"));
        document.edit("all", [](Work& work) { return work = fullWork(), true; });
        session.autosaveNow();
        QVERIFY(session.isBusy() && !session.isWorking());
        const QSignalSpy started(&session, &Session::started);
        session.save(fromPath(folder / "one.stepwise"));
        QVERIFY(session.isSaving() && session.isWorking() && !session.canCancel());
        QCOMPARE(started.size(), 1);
        QCOMPARE(started[0][0].toString(), QString("Saving one.stepwise"));
        document.edit("accept", [](Work& work) { return removeStep(work, 0); });
        session.save(fromPath(folder / "two.stepwise"));
        session.open(other);
        QTRY_COMPARE(session.path(), other);
        QTRY_VERIFY(!session.isBusy());
        QVERIFY(same(readSession(folder / "one.stepwise").work, fullWork()));
        QVERIFY(readSession(folder / "two.stepwise").work.rounds[1].steps.empty());
    }

    void aSaveThatWaitsIsWrittenThoughTheProgramEnds() {
        const test::TemporaryFolder folder;
        WorkDocument document;
        {
            Session session(document, fromPath(folder / "autosave"));
            document.edit("all", [](Work& work) { return work = fullWork(), true; });
            session.autosaveNow();
            session.save(fromPath(folder / "one.stepwise"));
            session.save(fromPath(folder / "two.stepwise"));
        }
        for (const char* name : {"one.stepwise", "two.stepwise"})
            QVERIFY(same(readSession(folder / name).work, fullWork()));
    }

    void openingThatWaitsCanBeGivenUp() {
        const test::TemporaryFolder folder;
        WorkDocument document;
        Session session(document, fromPath(folder / "autosave"));
        document.edit("all", [](Work& work) { return work = fullWork(), true; });
        session.autosaveNow();
        session.save(fromPath(folder / "one.stepwise"));
        session.open(stored(folder, "other.stepwise"));
        QVERIFY(session.canCancel());
        session.cancel();
        QVERIFY(!session.canCancel() && session.isSaving());
        QTRY_VERIFY(!session.isBusy());
        QCOMPARE(session.path(), fromPath(folder / "one.stepwise"));
    }

    void howFarASessionIsIsShown() {
        const test::TemporaryFolder folder;
        Work work = fullWork();
        work.input.audio = sound(0.5, 200000);
        WorkDocument document;
        Session session(document, fromPath(folder / "autosave"));
        document.edit("all", [&](Work& one) { return one = work, true; });
        QSignalSpy shares(&session, &Session::progressed);
        session.save(fromPath(folder / "one.stepwise"));
        QTRY_VERIFY(!session.isBusy());
        QVERIFY(shares.size() > 5);
        QCOMPARE(shares.last()[0].toDouble(), 1.0);
        shares.clear();
        session.open(fromPath(folder / "one.stepwise"));
        QTRY_VERIFY(!session.isBusy());
        QVERIFY(shares.size() > 5);
        for (qsizetype i = 1; i < shares.size(); ++i)
            QVERIFY(shares[i][0].toDouble() >= shares[i - 1][0].toDouble());
        QCOMPARE(shares.last()[0].toDouble(), 1.0);
        shares.clear();
        document.edit("accept", [](Work& one) { return removeStep(one, 0); });
        session.autosaveNow();
        QTRY_VERIFY(!session.isBusy());
        QVERIFY(shares.empty());
    }

    void readingEndsAtThePieceWhereItIsGivenUp() {
        Work work = fullWork();
        work.input.audio = sound(0.5, 200000);
        writeSession(file("long.stepwise"), work, sounds_);
        const std::string before = test::readBytes(file("long.stepwise"));
        for (const double end : {0.0, 0.02, 0.3, 0.9}) {
            int callsAfter = -1;
            const auto giveUp = [&](double share) {
                if (share >= end && ++callsAfter == 0)
                    throw effects::Cancelled{};
            };
            QVERIFY_THROWS_EXCEPTION(effects::Cancelled, readSession(file("long.stepwise"), giveUp));
            QCOMPARE(callsAfter, 0);
            callsAfter = -1;
            StoredSounds fresh;
            QVERIFY_THROWS_EXCEPTION(effects::Cancelled, writeSession(file("long.stepwise"), work, fresh, {}, giveUp));
            QVERIFY(test::readBytes(file("long.stepwise")) == before);
        }
    }

    void whatCannotBeRecoveredIsNamed() {
        const test::TemporaryFolder folder;
        const QString autosaves = fromPath(folder / "autosave");
        WorkDocument document;
        Session session(document, autosaves);
        QVERIFY(session.unreadableLeftovers().isEmpty());
        test::writeBytes(folder / "autosave/hurt.stepwise", "STEPWISE and then nothing of use");
        writeSession(folder / "autosave/whole.stepwise", fullWork(), sounds_);
        QCOMPARE(session.leftovers().size(), 1);
        const QStringList sentences = session.unreadableLeftovers();
        QCOMPARE(sentences.size(), 1);
        QVERIFY2(sentences[0].contains("hurt.stepwise"), qPrintable(sentences[0]));
    }

    void ofTwoThatAreOpenedTheSecondStays() {
        const test::TemporaryFolder folder;
        const QString first = stored(folder, "one.stepwise");
        const QString second = stored(folder, "two.stepwise");
        WorkDocument document;
        Session session(document, fromPath(folder / "autosave"));
        session.open(first);
        session.open(second);
        QTRY_VERIFY(!session.isBusy());
        QCOMPARE(session.path(), second);
    }

    void savingOpeningAndRecentFiles() {
        const test::TemporaryFolder folder;
        WorkDocument document;
        Session session(document, fromPath(folder / "autosave"));
        document.edit("all", [](Work& work) { return work = fullWork(), true; });
        const QString path = fromPath(folder / "one.stepwise");
        bool isDone = false;
        session.save(path, [&] { isDone = true; });
        QTRY_VERIFY(isDone);
        QCOMPARE(session.path(), path);
        QCOMPARE(session.name(), QString("one.stepwise"));
        QVERIFY(!session.isModified());
        document.edit("accept", [](Work& work) { return acceptStep(work, 0, true); });
        QVERIFY(session.needsSaving());
        document.history().undo();
        QVERIFY(!session.needsSaving());
        session.startNew();
        QVERIFY(session.path().isEmpty() && document.work().round().steps.empty());
        session.open(path);
        QTRY_COMPARE(session.path(), path);
        QVERIFY(same(document.work(), fullWork()));
        QVERIFY(!session.isModified());
        QCOMPARE(session.recentFiles().first(), path);
        QFile::remove(path);
        QVERIFY(!session.recentFiles().contains(path));
        const QSignalSpy failures(&session, &Session::failed);
        session.open(path);
        QTRY_COMPARE(failures.count(), 1);
        QVERIFY(same(document.work(), fullWork()));
    }
};

int main(int argc, char** argv) {
    if (argc == 3 && std::string_view(argv[1]) == kSaveForever)
        return saveForever(argv[2]);
    QCoreApplication application(argc, argv);
    if (argc == 3 && std::string_view(argv[1]) == kWorkIn)
        return workIn(application, argv[2]);
    if (argc == 3 && std::string_view(argv[1]) == "--write-reference") {
        StoredSounds sounds;
        writeSession(argv[2], fullWork(kReferenceFrames), sounds);
        return 0;
    }
    SessionTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "session_test.moc"
