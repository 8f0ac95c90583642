#include "core/file_set.h"

#include "core/error.h"
#include "core/file_output.h"
#include "core/random.h"
#include "support/full_disk.h"
#include "support/temporary_files.h"
#include "support/test_sounds.h"

#include <QTest>

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <set>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stepwise::core {

using test::errorOf;
using test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

constexpr int kShortSet = 3;
constexpr int kLongSet = 6;

std::string nameOf(int number) {
    return "step-" + std::to_string(number) + ".wav";
}

/// All files say which set they are of; odd sets are longer.
void writeSet(const fs::path& folder, int set) {
    const int count = set % 2 == 0 ? kShortSet : kLongSet;
    FileSet files(folder);
    for (int number = 0; number < count; ++number)
        files.write(nameOf(number), std::to_string(set));
    for (int number = count; number < kLongSet; ++number)
        files.remove(nameOf(number));
    files.commit();
}

/// The one set that the folder holds, whole and alone; -1 for anything else.
int setIn(const fs::path& folder) {
    std::set<std::string> names;
    std::set<std::string> contents;
    for (const auto& entry : fs::directory_iterator(folder)) {
        names.insert(entry.path().filename().string());
        contents.insert(test::readBytes(entry.path()));
    }
    const int set = contents.size() == 1 ? std::atoi(contents.begin()->c_str()) : -1;
    const auto count = static_cast<std::size_t>(set % 2 == 0 ? kShortSet : kLongSet);
    return names.size() == count && names.contains(nameOf(0)) && names.contains(nameOf(static_cast<int>(count) - 1))
               ? set
               : -1;
}

/// Runs `body` in a process of its own.
template <class Body>
::pid_t fork(const Body& body) {
    const ::pid_t child = ::fork();
    if (child == 0) {
        try {
            body();
        } catch (...) {
            ::_exit(1);
        }
        ::_exit(0);
    }
    return child;
}

/// Waits for it, and for what it leaves running.
int waitForAll(::pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    while (::waitpid(-1, nullptr, 0) > 0) {
    }
    return status;
}

} // namespace

class FileSetTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QCOMPARE(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0); }

    void nothingIsSeenBeforeItIsWhole() {
        const TemporaryFolder folder;
        {
            FileSet files(folder.path());
            files.write("one.txt", "1");
            files.write("two.txt", "2");
            QCOMPARE(folder.entryCount(), std::size_t{0});
        }
        QCOMPARE(folder.entryCount(), std::size_t{0});
        writeSet(folder.path(), 2);
        QCOMPARE(setIn(folder.path()), 2);
    }

    void filesOfALongerSetGo() {
        const TemporaryFolder folder;
        writeSet(folder.path(), 1);
        QCOMPARE(setIn(folder.path()), 1);
        test::writeBytes(folder / "mine.txt", "mine");
        fs::create_directory(folder / "more");
        writeSet(folder.path(), 2);
        QCOMPARE(test::readBytes(folder / "mine.txt"), std::string("mine"));
        QVERIFY(fs::is_directory(folder / "more"));
        fs::remove(folder / "mine.txt");
        fs::remove(folder / "more");
        QCOMPARE(setIn(folder.path()), 2);
    }

    void foldersAreMadeWithTheFiles() {
        const TemporaryFolder folder;
        {
            const FileSet files(folder / "a/b");
            files.requireWritable("x.txt");
        }
        QCOMPARE(folder.entryCount(), std::size_t{0});
        writeSet(folder / "a/../a/b/", 1);
        QCOMPARE(setIn(folder / "a/b"), 1);
        fs::create_symlink("made", folder / "link");
        writeSet(folder / "link", 2);
        QVERIFY(fs::is_symlink(folder / "link"));
        QCOMPARE(setIn(folder / "made"), 2);
    }

    void linksInTheFolderAreFollowed() {
        const TemporaryFolder folder;
        fs::create_directory(folder / "real");
        fs::create_directory(folder / "set");
        test::writeBytes(folder / "real/file.wav", "old");
        fs::create_symlink(folder / "real/file.wav", folder / "set" / nameOf(0));
        writeSet(folder / "set", 2);
        QVERIFY(fs::is_symlink(folder / "set" / nameOf(0)));
        QCOMPARE(test::readBytes(folder / "real/file.wav"), std::string("2"));
        fs::remove(folder / "set" / nameOf(1));
        fs::create_symlink(nameOf(0), folder / "set" / nameOf(1));
        const std::string sentence = errorOf([&] { writeSet(folder / "set", 4); });
        QVERIFY2(sentence.find("leads to the same place") != std::string::npos, sentence.c_str());
        QCOMPARE(test::readBytes(folder / "real/file.wav"), std::string("2"));
    }

    void badFoldersAreNamed() {
        const TemporaryFolder folder;
        test::writeBytes(folder / "file", "x");
        for (const char* name : {"file", "file/inner"}) {
            const std::string sentence = errorOf([&] { FileSet files(folder / name); });
            QVERIFY2(sentence.find("is a file, not a folder") != std::string::npos, sentence.c_str());
        }
        QVERIFY(!errorOf([] { FileSet files("/proc/nothing"); }).empty());
        QVERIFY(!errorOf([&] { FileSet files(folder / std::string(300, 'n')); }).empty());
        fs::create_directory(folder / nameOf(1));
        const std::string sentence = errorOf([&] { writeSet(folder.path(), 1); });
        QVERIFY2(sentence.find("step-1.wav: cannot be written, since it is a folder") != std::string::npos,
                 sentence.c_str());
        QCOMPARE(folder.entryCount(), std::size_t{2});
    }

    void aFailureLeavesTheOldSet() {
        const TemporaryFolder folder;
        writeSet(folder.path(), 1);
        {
            const test::FullDisk limit(1000);
            FileSet files(folder.path());
            files.write(nameOf(0), "2");
            const std::string sentence = errorOf([&] { files.write(nameOf(1), std::string(5000, 'x')); });
            QVERIFY2(sentence.find("ulimit -f") != std::string::npos, sentence.c_str());
        }
        QCOMPARE(setIn(folder.path()), 1);
    }

    /// What fails in the middle of the commit is undone: here a name that has become a folder meanwhile.
    void aCommitThatFailsIsUndone() {
        const TemporaryFolder folder;
        writeSet(folder.path(), 1);
        for (int blocked = 0; blocked < kLongSet; ++blocked) {
            FileSet files(folder.path());
            for (int number = 0; number < kLongSet; ++number)
                files.write(nameOf(number), "3");
            files.remove("other.txt");
            const fs::path aside = folder / "aside";
            fs::rename(folder / nameOf(blocked), aside);
            fs::create_directory(folder / nameOf(blocked));
            const std::string sentence = errorOf([&] { files.commit(); });
            QVERIFY2(sentence.find(nameOf(blocked) + ": cannot be written") != std::string::npos, sentence.c_str());
            fs::remove(folder / nameOf(blocked));
            fs::rename(aside, folder / nameOf(blocked));
            QCOMPARE(setIn(folder.path()), 1);
        }
    }

    void modesAndReadOnlyFilesAreKept() {
        const TemporaryFolder folder;
        writeSet(folder.path(), 1);
        QCOMPARE(::chmod((folder / nameOf(1)).c_str(), 0600), 0);
        writeSet(folder.path(), 3);
        struct stat status = {};
        QCOMPARE(::stat((folder / nameOf(1)).c_str(), &status), 0);
        QCOMPARE(status.st_mode & 07777U, 0600U);
        QCOMPARE(::chmod((folder / nameOf(5)).c_str(), 0444), 0);
        const FileSet files(folder.path());
        const std::string sentence = errorOf([&] { files.requireWritable(nameOf(5)); });
        QVERIFY2(sentence.find("it is read-only") != std::string::npos, sentence.c_str());
    }

    /// Signals put an end to a program that writes one set after the other: what is left is always one whole set.
    void anyInterruptionLeavesOneSet_data() {
        QTest::addColumn<int>("signal");
        QTest::newRow("SIGINT") << SIGINT;
        QTest::newRow("SIGTERM") << SIGTERM;
        QTest::newRow("SIGKILL") << SIGKILL;
    }
    void anyInterruptionLeavesOneSet() {
        QFETCH(const int, signal);
        // In memory, where it is there: signals then come in the middle of commits, not of waiting for a disk.
        const QTemporaryDir memory("/dev/shm/stepwise-XXXXXX");
        const TemporaryFolder disk;
        const fs::path folder = memory.isValid() ? fs::path(memory.path().toStdString()) : disk.path();
        Random random(static_cast<std::uint64_t>(signal));
        writeSet(folder, 0);
        int set = 0;
        for (int kill = 0; kill < 100; ++kill) {
            int ready[2] = {-1, -1};
            QCOMPARE(::pipe(ready), 0);
            const ::pid_t writer = fork([&] {
                ::setpgid(0, 0);
                std::signal(signal, SIG_DFL);
                if (::write(ready[1], "!", 1) != 1)
                    return;
                for (int next = set + 1;; ++next)
                    writeSet(folder, next);
            });
            char byte = ' ';
            QCOMPARE(::read(ready[0], &byte, 1), ::ssize_t{1});
            ::close(ready[0]);
            ::close(ready[1]);
            ::usleep(static_cast<unsigned>(1000 + random.below(10000)));
            ::kill(signal == SIGKILL ? -writer : writer, signal);
            const int status = waitForAll(writer);
            QVERIFY(WIFSIGNALED(status) && WTERMSIG(status) == signal);
            const int left = setIn(folder);
            QVERIFY2(left >= set, qPrintable(QString("%1 after %2").arg(left).arg(set)));
            set = left;
        }
        QVERIFY(set > 0);
    }

    /// Where there is no /proc, files cannot be made without a name.
    void foldersThatNeedHiddenNames() {
        if (::geteuid() != 0)
            QSKIP("Only root may change the root folder.");
        const TemporaryFolder folder;
        fs::create_directory(folder / "out");
        const int status = waitForAll(fork([&] {
            if (::chroot(folder.path().c_str()) != 0 || ::chdir("/") != 0)
                ::_exit(2);
            writeSet("out", 1);
            writeSet("out", 2);
            FileSet files("out");
            files.write(nameOf(0), "3");
            if (std::distance(fs::directory_iterator("out"), fs::directory_iterator()) != kShortSet + 1)
                ::_exit(3);
            writeTextFile("single.txt", "old");
            writeTextFile("single.txt", "single");
        }));
        QCOMPARE(status, 0);
        // The set that was not committed has left its hidden file, since its process ended at once.
        writeSet(folder / "out", 2);
        QCOMPARE(setIn(folder / "out"), 2);
        QCOMPARE(test::readBytes(folder / "single.txt"), std::string("single"));
        QCOMPARE(folder.entryCount(), std::size_t{2});
    }
};

} // namespace stepwise::core

QTEST_APPLESS_MAIN(stepwise::core::FileSetTest)
#include "file_set_test.moc"
