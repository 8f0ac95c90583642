// Session files: round trips, damage, old and new versions, a full disk, kill -9.
#include "core/sound_blob.h"
#include "support/full_disk.h"
#include "support/full_work.h"
#include "support/temporary_files.h"
#include "ui/session_file.h"

#include <QProcess>
#include <QtTest>

#include <random>
#include <sys/stat.h>

using namespace stepwise;
using namespace stepwise::ui;
using test::fullWork;
using test::same;

namespace {

constexpr const char* kSaveForever = "--save-forever";
constexpr std::size_t kReferenceFrames = 800; ///< of the stored file

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

} // namespace

class SessionFileTest : public QObject {
    Q_OBJECT

    test::TemporaryFolder folder_;
    StoredSounds sounds_;

    std::filesystem::path file(const char* name) const { return folder_ / name; }

    /// The sentence when reading a session of these bytes.
    std::string sentenceFor(const std::string& bytes) {
        test::writeBytes(file("bad.stepwise"), bytes);
        return test::errorOf([&] { readSession(file("bad.stepwise")); });
    }

private Q_SLOTS:
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
        writeSession(file("full.stepwise"), work, sounds_, {"/home/me/lead.stepwise", "1 2 3 4 5"});
        const OpenedSession opened = readSession(file("full.stepwise"));
        QVERIFY(same(opened.work, work));
        QVERIFY(opened.work.lastId >= work.lastId - 1);
        QVERIFY(opened.notes.empty());
        QCOMPARE(opened.savedAs.path, std::string("/home/me/lead.stepwise"));
        QCOMPARE(opened.savedAs.stamp, std::string("1 2 3 4 5"));
        writeSession(file("empty.stepwise"), Work{}, sounds_);
        QVERIFY(same(readSession(file("empty.stepwise")).work, Work{}));
    }

    /// Made by `session_file_test --write-reference`, once and for ever.
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
        QVERIFY(test::sameSteps(opened.work, work));
        QVERIFY(!opened.work.input.audio);
        QCOMPARE(opened.work.input.name, work.input.name);
        QVERIFY(test::sameSound(opened.work.target, work.target));
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
        QVERIFY(test::sameSteps(opened.work, work));
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

    void readingEndsAtThePieceWhereItIsGivenUp() {
        Work work = fullWork();
        work.input.audio = test::noise(0.5, 200000);
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
            QVERIFY(test::sameSteps(opened.work, fullWork()));
            const int found = std::stoi(opened.work.input.name);
            QVERIFY2(found == last || found == last + 1, qPrintable(QString("%1 %2").arg(found).arg(last)));
        }
        writeSession(path, fullWork(), sounds_);
        QCOMPARE(folder.entryCount(), std::size_t{1}); // what the killed left beside it is cleared away
    }
};

int main(int argc, char** argv) {
    if (argc == 3 && std::string_view(argv[1]) == kSaveForever)
        return saveForever(argv[2]);
    QCoreApplication application(argc, argv);
    if (argc == 3 && std::string_view(argv[1]) == "--write-reference") {
        StoredSounds sounds;
        writeSession(argv[2], fullWork(kReferenceFrames), sounds);
        return 0;
    }
    SessionFileTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "session_file_test.moc"
