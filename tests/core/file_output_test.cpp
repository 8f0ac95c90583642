#include "core/file_output.h"

#include "core/error.h"
#include "core/hidden_name.h"
#include "core/write_error.h"
#include "support/full_disk.h"
#include "support/temporary_files.h"
#include "support/test_sounds.h"

#include <QTest>

#include <cerrno>
#include <fcntl.h>
#include <stdexcept>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace stepwise::core {

using test::errorOf;
using test::TemporaryFolder;

namespace {

mode_t modeOf(const std::filesystem::path& path) {
    struct stat status = {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 07777U : 0;
}

} // namespace

class FileOutputTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void textComesBack() {
        const TemporaryFolder folder;
        const std::string text = "line\r\nmit Umlaut: ä\n\0zero" + std::string(100000, 'x');
        writeTextFile(folder / "text.json", text);
        QCOMPARE(readTextFile(folder / "text.json"), text);
        writeTextFile(folder / "text.json", "");
        QCOMPARE(readTextFile(folder / "text.json"), std::string());
        QCOMPARE(folder.entryCount(), std::size_t{1});
    }

    void nameWithoutFolderIsWrittenHere() {
        const TemporaryFolder folder;
        const auto before = std::filesystem::current_path();
        std::filesystem::current_path(folder.path());
        writeTextFile("here.txt", "here");
        std::filesystem::current_path(before);
        QCOMPARE(test::readBytes(folder / "here.txt"), std::string("here"));
    }

    void longestNameIsWritten() {
        const TemporaryFolder folder;
        const std::string name = std::string(251, 'n') + ".txt";
        writeTextFile(folder / name, "long");
        QCOMPARE(test::readBytes(folder / name), std::string("long"));
    }

    void theFileHasNoNameBeforeItIsWhole() {
        const TemporaryFolder folder;
        writeFile(folder / "sound.flac", [&](FileContents& file) {
            file.write("x");
            file.flush(true);
            QCOMPARE(folder.entryCount(), std::size_t{0});
            QCOMPARE(file.path(), folder / "sound.flac");
        });
        QCOMPARE(test::readBytes(folder / "sound.flac"), std::string("x"));
        QCOMPARE(folder.entryCount(), std::size_t{1});
    }

    void placesInAFileAreWrittenAndReadBack() {
        const TemporaryFolder folder;
        writeFile(folder / "places.bin", [](FileContents& file) {
            file.write(std::string(300000, 'a'));
            file.seek(4);
            file.write("head");
            QCOMPARE(file.size(), std::uint64_t{300000});
            std::string read(10, ' ');
            file.seek(2);
            QCOMPARE(file.read(read.data(), read.size()), read.size());
            QCOMPARE(read, std::string("aaheadaaaa"));
            file.seek(299998);
            QCOMPARE(file.read(read.data(), read.size()), std::size_t{2});
            QCOMPARE(file.position(), std::uint64_t{300000});
        });
        const std::string whole = test::readBytes(folder / "places.bin");
        QVERIFY(whole == "aaaahead" + std::string(299992, 'a'));
    }

    void failureKeepsWhatWasThere() {
        const TemporaryFolder folder;
        test::writeBytes(folder / "kept.txt", "old");
        const auto failing = [](FileContents& file) {
            file.write("half a f");
            throw std::runtime_error("interrupted");
        };
        QVERIFY_EXCEPTION_THROWN(writeFile(folder / "kept.txt", failing), std::runtime_error);
        QCOMPARE(test::readBytes(folder / "kept.txt"), std::string("old"));
        QVERIFY_EXCEPTION_THROWN(writeFile(folder / "new.txt", failing), std::runtime_error);
        QCOMPARE(folder.entryCount(), std::size_t{1});
    }

    void linksAreFollowed() {
        const TemporaryFolder folder;
        std::filesystem::create_directory(folder / "real");
        test::writeBytes(folder / "real/file.txt", "old");
        std::filesystem::create_symlink("real/file.txt", folder / "first");
        std::filesystem::create_symlink("first", folder / "chain");
        std::filesystem::create_symlink("real/made.txt", folder / "dangling");
        std::filesystem::create_symlink("real", folder / "folder");
        writeTextFile(folder / "chain", "new");
        QCOMPARE(test::readBytes(folder / "real/file.txt"), std::string("new"));
        QVERIFY(std::filesystem::is_symlink(folder / "chain") && std::filesystem::is_symlink(folder / "first"));
        writeTextFile(folder / "dangling", "made");
        QCOMPARE(test::readBytes(folder / "real/made.txt"), std::string("made"));
        QVERIFY(std::filesystem::is_symlink(folder / "dangling"));
        writeTextFile(folder / "folder/inside.txt", "inside");
        QCOMPARE(test::readBytes(folder / "real/inside.txt"), std::string("inside"));
        std::filesystem::create_symlink("there", folder / "here");
        std::filesystem::create_symlink("here", folder / "there");
        const std::string circle = errorOf([&] { writeTextFile(folder / "here", "x"); });
        QVERIFY2(circle.find("symbolic links lead in a circle") != std::string::npos, circle.c_str());
        QVERIFY(std::filesystem::is_symlink(folder / "here"));
    }

    void modesAreKept() {
        const TemporaryFolder folder;
        for (const mode_t mode : {0600U, 0640U, 0777U, 0666U}) {
            test::writeBytes(folder / "kept.txt", "old");
            QCOMPARE(::chmod((folder / "kept.txt").c_str(), mode), 0);
            writeTextFile(folder / "kept.txt", "new");
            QCOMPARE(modeOf(folder / "kept.txt"), mode);
        }
        const mode_t before = ::umask(027);
        writeTextFile(folder / "new.txt", "new");
        ::umask(before);
        QCOMPARE(modeOf(folder / "new.txt"), mode_t{0640});
    }

    void ownersAreKept() {
        if (::geteuid() != 0)
            QSKIP("Only root may give a file to others.");
        const TemporaryFolder folder;
        test::writeBytes(folder / "theirs.txt", "old");
        QCOMPARE(::chown((folder / "theirs.txt").c_str(), 65534, 65534), 0);
        writeTextFile(folder / "theirs.txt", "new");
        struct stat status = {};
        QCOMPARE(::stat((folder / "theirs.txt").c_str(), &status), 0);
        QCOMPARE(status.st_uid, uid_t{65534});
        QCOMPARE(status.st_gid, gid_t{65534});
    }

    /// As root, too, whom the system would let write it.
    void readOnlyFilesAreRefused() {
        const TemporaryFolder folder;
        test::writeBytes(folder / "precious.txt", "old");
        QCOMPARE(::chmod((folder / "precious.txt").c_str(), 0444), 0);
        for (const std::string& sentence : {errorOf([&] { writeTextFile(folder / "precious.txt", "new"); }),
                                            errorOf([&] { requireWritable(folder / "precious.txt"); })})
            QVERIFY2(sentence.find("precious.txt: cannot be written, since it is read-only.") != std::string::npos,
                     sentence.c_str());
        QCOMPARE(test::readBytes(folder / "precious.txt"), std::string("old"));
    }

    void filesOfOthersAreRefused() {
        if (::geteuid() != 0)
            QSKIP("Only root can be two users.");
        const TemporaryFolder folder;
        QCOMPARE(::chmod(folder.path().c_str(), 0777), 0);
        test::writeBytes(folder / "private.txt", "old");
        QCOMPARE(::chmod((folder / "private.txt").c_str(), 0644), 0);
        std::string sentence;
        {
            const test::AsOrdinaryUser ordinary;
            sentence = errorOf([&] { writeTextFile(folder / "private.txt", "new"); });
        }
        QVERIFY2(sentence.find("it is read-only") != std::string::npos, sentence.c_str());
        QCOMPARE(::chmod(folder.path().c_str(), 01777), 0); // as /tmp
        QCOMPARE(::chmod((folder / "private.txt").c_str(), 0666), 0);
        {
            const test::AsOrdinaryUser ordinary;
            sentence = errorOf([&] { requireWritable(folder / "private.txt"); });
        }
        QVERIFY2(sentence.find("belongs to another user") != std::string::npos, sentence.c_str());
    }

    void devicesAndPipesAreWrittenInto() {
        const TemporaryFolder folder;
        writeTextFile("/dev/null", "gone");
        QVERIFY(std::filesystem::is_character_file("/dev/null"));
        const std::string full = errorOf([&] { writeTextFile("/dev/full", "x"); });
        QCOMPARE(full, std::string("/dev/full: cannot be written, since the disk is full."));
        QVERIFY(std::filesystem::is_character_file("/dev/full"));
        QCOMPARE(::mkfifo((folder / "pipe").c_str(), 0600), 0);
        requireWritable(folder / "pipe"); // without its reader seeing an end
        const std::string text(300000, 'p');
        std::string read;
        std::thread reader([&] { read = test::readBytes(folder / "pipe"); });
        writeTextFile(folder / "pipe", text);
        reader.join();
        QVERIFY(read == text);
        QVERIFY(std::filesystem::is_fifo(folder / "pipe"));
        QCOMPARE(folder.entryCount(), std::size_t{1});
    }

    void openDescriptorsAreWrittenInto() {
        const TemporaryFolder folder;
        test::writeBytes(folder / "open.txt", "before ");
        const int open = ::open((folder / "open.txt").c_str(), O_WRONLY | O_APPEND);
        const std::string name = "/dev/fd/" + std::to_string(open);
        writeTextFile(name, "after");
        QCOMPARE(test::readBytes(folder / "open.txt"), std::string("before after"));
        std::filesystem::create_symlink(name, folder / "link");
        writeTextFile(folder / "link", " all");
        ::close(open);
        QCOMPARE(test::readBytes(folder / "open.txt"), std::string("before after all"));
        const int reading = ::open((folder / "open.txt").c_str(), O_RDONLY);
        const std::string sentence = errorOf([&] { requireWritable("/dev/fd/" + std::to_string(reading)); });
        ::close(reading);
        QVERIFY2(sentence.find("it is not open for writing") != std::string::npos, sentence.c_str());
    }

    void aTryChangesNothing() {
        const TemporaryFolder folder;
        test::writeBytes(folder / "there.txt", "old");
        const auto writtenBefore = std::filesystem::last_write_time(folder / "there.txt");
        const auto changedBefore = std::filesystem::last_write_time(folder.path());
        requireWritable(folder / "there.txt");
        requireWritable(folder / "new.txt");
        QCOMPARE(folder.entryCount(), std::size_t{1});
        QVERIFY(std::filesystem::last_write_time(folder / "there.txt") == writtenBefore);
        QVERIFY(std::filesystem::last_write_time(folder.path()) == changedBefore);
        QVERIFY(!errorOf([&] { requireWritable(folder / "no/such/file.txt"); }).empty());
        QVERIFY(!errorOf([&] { requireWritable(folder.path()); }).empty());
        QVERIFY(!errorOf([&] { requireWritable(folder / (std::string(256, 'n'))); }).empty());
        QVERIFY(!errorOf([&] { requireWritable("/proc/nothing"); }).empty());
    }

    void inputsAreKnownUnderEveryName() {
        const TemporaryFolder folder;
        std::filesystem::create_directory(folder / "inner");
        test::writeBytes(folder / "input.wav", "x");
        test::writeBytes(folder / "other.wav", "x");
        std::filesystem::create_symlink("input.wav", folder / "link.wav");
        std::filesystem::create_hard_link(folder / "input.wav", folder / "second.wav");
        const std::vector<std::filesystem::path> inputs = {folder / "missing.wav", folder / "link.wav"};
        for (const char* name : {"input.wav", "link.wav", "second.wav", "inner/../input.wav", "./input.wav"}) {
            const std::string sentence = errorOf([&] { requireNoneOf(folder / name, inputs); });
            QVERIFY2(sentence.find("link.wav, which is an input") != std::string::npos, name);
        }
        requireNoneOf(folder / "other.wav", inputs);
        requireNoneOf(folder / "missing.wav", inputs);
        requireNoneOf("/dev/null", std::vector<std::filesystem::path>{"/dev/null"});
    }

    /// Of this version and of earlier ones; nothing else in the folder is touched.
    void whatKilledProgramsLeftIsClearedAway() {
        const TemporaryFolder folder;
        const ::pid_t ended = ::fork();
        if (ended == 0)
            ::_exit(0);
        ::waitpid(ended, nullptr, 0);
        const std::string left = ".stepwise-" + std::to_string(ended);
        const std::string ours = ".stepwise-" + std::to_string(::getpid());
        const std::vector<std::string> kept = {ours + "-0123abcd",      ".stepwise-notes", ".stepwise-12",
                                               left + "-0123abcd-copy", left + "-0123abc", "0123abcd"};
        for (const std::string& name : kept)
            test::writeBytes(folder / name, "x");
        for (const std::string& name : {left + "-0123abcd", left + "-89abcdef.wav"})
            test::writeBytes(folder / name, "x");
        writeTextFile(folder / "new.txt", "new");
        QCOMPARE(folder.entryCount(), kept.size() + 1);
        for (const std::string& name : kept)
            QVERIFY2(std::filesystem::exists(folder / name), name.c_str());
    }

    /// Else a file that is opened later would hold what is printed.
    void closedStreamsStayApart() {
        const TemporaryFolder folder;
        const ::pid_t child = ::fork();
        if (child == 0) {
            for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
                ::close(stream);
            holdStandardStreams();
            const int opened = ::open((folder / "opened.txt").c_str(), O_WRONLY | O_CREAT, 0600);
            ::_exit(opened > STDERR_FILENO && writeAll(STDOUT_FILENO, "x") == EBADF &&
                            writeAll(STDERR_FILENO, "x") == EBADF
                        ? 0
                        : 1);
        }
        int status = -1;
        ::waitpid(child, &status, 0);
        QCOMPARE(status, 0);
    }

    void filesInTheMakingAreRemovedWhenTheProgramIsTerminated() {
        const TemporaryFolder folder;
        const HiddenFile hidden(folder.path());
        QVERIFY(std::filesystem::exists(hidden.path()));
        const ::pid_t child = ::fork(); // it is for programs that end, and gives no memory back
        if (child == 0) {
            removeHiddenFiles();
            ::_exit(0);
        }
        ::waitpid(child, nullptr, 0);
        QVERIFY(!std::filesystem::exists(hidden.path()));
        ::close(hidden.descriptor());
    }

    void badTargetsAreNamed() {
        const TemporaryFolder folder;
        const std::string missing = errorOf([&] { writeTextFile(folder / "no/such/file.txt", "x"); });
        QVERIFY2(missing.find("no/such") != std::string::npos, missing.c_str());
        QVERIFY2(missing.find("does not exist") != std::string::npos, missing.c_str());
        const std::string directory = errorOf([&] { writeTextFile(folder.path(), "x"); });
        QVERIFY2(directory.find("is a folder") != std::string::npos, directory.c_str());
        QVERIFY(!errorOf([] { writeTextFile("", "x"); }).empty());
        QCOMPARE(folder.entryCount(), std::size_t{0});
    }

    void readOnlyFolderIsNamed() {
        const TemporaryFolder folder;
        std::filesystem::create_directory(folder / "locked");
        QCOMPARE(::chmod((folder / "locked").c_str(), 0555), 0);
        QCOMPARE(::chmod(folder.path().c_str(), 0755), 0);
        std::string sentence;
        {
            const test::AsOrdinaryUser ordinary;
            sentence = errorOf([&] { writeTextFile(folder / "locked/file.txt", "x"); });
        }
        QVERIFY2(sentence.find("locked/file.txt") != std::string::npos, sentence.c_str());
        QVERIFY2(sentence.find("read-only") != std::string::npos, sentence.c_str());
    }

    void reasonsAreTheRealOnes() {
        const TemporaryFolder folder;
        test::writeBytes(folder / "kept.txt", "old");
        {
            const test::FullDisk limit(100000);
            const std::string sentence = errorOf([&] { writeTextFile(folder / "kept.txt", std::string(200000, 'x')); });
            QCOMPARE(sentence, (folder / "kept.txt").string() +
                                   ": cannot be written, since it would be larger than the "
                                   "limit that this user has for a file (ulimit -f).");
        }
        QCOMPARE(test::readBytes(folder / "kept.txt"), std::string("old"));
        QCOMPARE(folder.entryCount(), std::size_t{1});
        QCOMPARE(reasonOf(EFBIG), std::string("it would be larger than the file system allows"));
        QCOMPARE(reasonOf(ENOSPC), std::string("the disk is full"));
        const std::string longName = errorOf([&] { writeTextFile(folder / std::string(300, 'n'), "x"); });
        QVERIFY2(longName.find("its name is too long") != std::string::npos, longName.c_str());
        const std::string inFile = errorOf([&] { writeTextFile(folder / "kept.txt/new.txt", "x"); });
        QVERIFY2(inFile.find("is a file, not a folder") != std::string::npos, inFile.c_str());
    }

    void badTextFilesAreNamed() {
        const TemporaryFolder folder;
        const std::string missing = errorOf([&] { readTextFile(folder / "gone.json"); });
        QVERIFY2(missing.find("gone.json: the file does not exist") != std::string::npos, missing.c_str());
        const std::string directory = errorOf([&] { readTextFile(folder.path()); });
        QVERIFY2(directory.find("is a folder") != std::string::npos, directory.c_str());
        test::writeBytes(folder / "big.json", std::string(1001, ' '));
        const std::string big = errorOf([&] { readTextFile(folder / "big.json", 1000); });
        QVERIFY2(big.find("big.json: is larger than 1000 bytes") != std::string::npos, big.c_str());
        QCOMPARE(readTextFile(folder / "big.json", 1001).size(), std::size_t{1001});
        QVERIFY(!errorOf([] { readTextFile("/dev/zero"); }).empty());
    }

    void unreadableTextFileIsNamed() {
        const TemporaryFolder folder;
        test::writeBytes(folder / "secret.json", "{}");
        QCOMPARE(::chmod((folder / "secret.json").c_str(), 0), 0);
        QCOMPARE(::chmod(folder.path().c_str(), 0755), 0);
        std::string sentence;
        {
            const test::AsOrdinaryUser ordinary;
            sentence = errorOf([&] { readTextFile(folder / "secret.json"); });
        }
        QVERIFY2(sentence.find("secret.json: the file cannot be read") != std::string::npos, sentence.c_str());
    }
};

} // namespace stepwise::core

QTEST_APPLESS_MAIN(stepwise::core::FileOutputTest)
#include "file_output_test.moc"
