#include "core/file_output.h"

#include "core/error.h"
#include "support/temporary_files.h"
#include "support/test_sounds.h"

#include <QTest>

#include <stdexcept>
#include <sys/stat.h>

namespace stepwise::core {

using test::errorOf;
using test::TemporaryFolder;

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

    void temporaryKeepsTheExtensionAndTheFolder() {
        const TemporaryFolder folder;
        std::filesystem::path used;
        replaceFile(folder / "sound.flac", [&](const std::filesystem::path& temporary) {
            used = temporary;
            test::writeBytes(temporary, "x");
        });
        QCOMPARE(used.extension().string(), std::string(".flac"));
        QCOMPARE(used.parent_path(), folder.path());
        QVERIFY(!std::filesystem::exists(used));
    }

    void failureKeepsWhatWasThere() {
        const TemporaryFolder folder;
        test::writeBytes(folder / "kept.txt", "old");
        const auto failing = [](const std::filesystem::path& temporary) {
            test::writeBytes(temporary, "half a f");
            throw std::runtime_error("interrupted");
        };
        QVERIFY_EXCEPTION_THROWN(replaceFile(folder / "kept.txt", failing), std::runtime_error);
        QCOMPARE(test::readBytes(folder / "kept.txt"), std::string("old"));
        QVERIFY_EXCEPTION_THROWN(replaceFile(folder / "new.txt", failing), std::runtime_error);
        QCOMPARE(folder.entryCount(), std::size_t{1});
    }

    void writerThatWritesNothingIsAnError() {
        const TemporaryFolder folder;
        const std::string sentence =
            errorOf([&] { replaceFile(folder / "nothing.txt", [](const std::filesystem::path&) {}); });
        QVERIFY2(sentence.find("nothing.txt") != std::string::npos, sentence.c_str());
        QCOMPARE(folder.entryCount(), std::size_t{0});
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

    void fullDiskIsAnError() {
        const std::string sentence = errorOf([] {
            const TemporaryFolder folder;
            replaceFile(folder / "full.txt", [&](const std::filesystem::path& temporary) {
                std::filesystem::create_symlink("/dev/full", temporary);
                std::ofstream stream(temporary);
                stream << std::string(100000, 'x');
                stream.close();
                if (!stream)
                    throw Error("full");
            });
        });
        QCOMPARE(sentence, std::string("full"));
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
