#include "core/audio_file.h"

#include "core/error.h"
#include "support/full_disk.h"
#include "support/temporary_files.h"
#include "support/test_sounds.h"

#include <QTest>

#include <algorithm>
#include <limits>
#include <sys/stat.h>

/// libsndfile 1.2 leaks its Vorbis state on some damaged headers.
extern "C" const char* __lsan_default_suppressions() {
    return "leak:libvorbis";
}

namespace stepwise::core {

using test::errorOf;
using test::noiseSound;
using test::sineSound;
using test::TemporaryFolder;

class AudioFileTest : public QObject {
    Q_OBJECT

    static float largestDifference(const AudioBuffer& a, const AudioBuffer& b) {
        float worst = 0.0F;
        for (std::size_t c = 0; c < a.channelCount(); ++c)
            for (std::size_t i = 0; i < a.frames(); ++i)
                worst = std::max(worst, std::abs(a.channels[c][i] - b.channels[c][i]));
        return worst;
    }

    static void verifySentence(const std::string& sentence, const std::string& file, const std::string& reason) {
        QVERIFY2(sentence.find(file) != std::string::npos, sentence.c_str());
        QVERIFY2(sentence.find(reason) != std::string::npos, sentence.c_str());
        QVERIFY2(sentence.ends_with('.') && sentence.find('\n') == std::string::npos, sentence.c_str());
    }

    static std::string readError(const std::filesystem::path& path) {
        return errorOf([&] { readAudioFile(path); });
    }

    static void extensions() {
        QTest::addColumn<QString>("extension");
        for (const char* extension : {"wav", "flac", "ogg", "aiff", "aif", "au", "caf", "w64", "rf64", "WAV"})
            QTest::addRow("%s", extension) << QString(extension);
    }

private Q_SLOTS:
    void everyFormatComesBack_data() { extensions(); }
    void everyFormatComesBack() {
        QFETCH(QString, extension);
        const TemporaryFolder folder;
        const std::filesystem::path path = folder / ("sound." + extension.toStdString());
        const bool isLossy = extension == "ogg";
        const bool isInteger = extension == "flac";
        // Six channels of Vorbis are 5.1, whose last one keeps the bass alone.
        for (const std::size_t channels : {1U, 2U, isLossy ? 5U : 6U})
            for (const std::size_t frames : {1U, 2U, 5U, 777U, 50000U}) {
                const AudioBuffer sound = sineSound(500.0, 44100.0, frames, 0.7, channels);
                writeAudioFile(path, sound);
                const LoadedAudio loaded = readAudioFile(path);
                QVERIFY(loaded.notes.empty());
                QCOMPARE(loaded.audio.sampleRateHz, 44100.0);
                QCOMPARE(loaded.audio.channelCount(), channels);
                QCOMPARE(loaded.audio.frames(), frames);
                const float tolerance = isLossy ? 0.2F : isInteger ? 0x1p-23F : 0.0F;
                QVERIFY(largestDifference(loaded.audio, sound) <= tolerance);
            }
        QCOMPARE(folder.entryCount(), std::size_t{1});
    }

    void everySampleFormatComesBack_data() {
        QTest::addColumn<int>("format");
        QTest::addColumn<QString>("extension");
        QTest::addColumn<float>("tolerance");
        for (const char* extension : {"wav", "flac", "aiff", "w64"}) {
            QTest::addRow("16 bit %s", extension)
                << static_cast<int>(SampleFormat::pcm16) << QString(extension) << 0x1p-15F;
            QTest::addRow("24 bit %s", extension)
                << static_cast<int>(SampleFormat::pcm24) << QString(extension) << 0x1p-23F;
        }
        QTest::addRow("float wav") << static_cast<int>(SampleFormat::float32) << QString("wav") << 0.0F;
    }
    void everySampleFormatComesBack() {
        QFETCH(int, format);
        QFETCH(QString, extension);
        QFETCH(float, tolerance);
        const TemporaryFolder folder;
        const std::filesystem::path path = folder / ("sound." + extension.toStdString());
        const AudioBuffer sound = noiseSound(48000.0, 5000, 0.99, 2);
        writeAudioFile(path, sound, static_cast<SampleFormat>(format));
        QVERIFY(largestDifference(readAudioFile(path).audio, sound) <= tolerance);
    }

    void ratesComeBack() {
        const TemporaryFolder folder;
        for (const double rateHz : {8000.0, 11025.0, 44100.0, 96000.0, 192000.0, 768000.0}) {
            writeAudioFile(folder / "rate.wav", noiseSound(rateHz, 100, 0.5));
            QCOMPARE(readAudioFile(folder / "rate.wav").audio.sampleRateHz, rateHz);
        }
    }

    void writingThatIsGivenUpLeavesTheOldFile() {
        const TemporaryFolder folder;
        const AudioBuffer old = noiseSound(44100.0, 100, 0.5);
        writeAudioFile(folder / "sound.wav", old);
        const AudioBuffer longer = noiseSound(44100.0, 100000, 0.5);
        std::vector<double> shares;
        const auto write = [&](double end) {
            writeAudioFile(folder / "sound.wav", borrowed(longer), {.onPiece = [&](double share) {
                               shares.push_back(share);
                               if (share >= end)
                                   throw Error("given up");
                           }});
        };
        QCOMPARE(errorOf([&] { write(0.5); }), std::string("given up"));
        QVERIFY(shares.back() >= 0.5 && shares.back() < 1.0);
        QCOMPARE(readAudioFile(folder / "sound.wav").audio, old);
        write(2.0);
        QCOMPARE(shares.back(), 1.0);
        QCOMPARE(readAudioFile(folder / "sound.wav").audio, longer);
    }

    void aGainIsAppliedOnTheWay() {
        const TemporaryFolder folder;
        const AudioBuffer sound(44100.0, std::vector<float>{0.5F, -0.25F});
        writeAudioFile(folder / "loud.wav", borrowed(sound), {.gainDb = 20.0 * std::log10(2.0)});
        const AudioBuffer read = readAudioFile(folder / "loud.wav").audio;
        QVERIFY(std::abs(read.channels[0][0] - 1.0F) < 1e-6F && std::abs(read.channels[0][1] + 0.5F) < 1e-6F);
    }

    void loudIntegersAreClampedFloatsKept() {
        const TemporaryFolder folder;
        AudioBuffer sound(44100.0, 1, 4);
        sound.channels[0] = {2.5F, -2.5F, 1.0F, -1.0F};
        for (const SampleFormat format : {SampleFormat::pcm16, SampleFormat::pcm24}) {
            const double cutDb = writeAudioFile(folder / "loud.wav", sound, format);
            QVERIFY2(std::abs(cutDb - 20.0 * std::log10(2.5)) < 1e-6, qPrintable(QString::number(cutDb)));
            const AudioBuffer loaded = readAudioFile(folder / "loud.wav").audio;
            const std::vector<float> expected = {1.0F, -1.0F, 1.0F, -1.0F};
            for (std::size_t i = 0; i < expected.size(); ++i)
                QVERIFY(std::abs(loaded.channels[0][i] - expected[i]) < 1e-4F);
        }
        QVERIFY(writeAudioFile(folder / "loud.flac", sound) > 7.9);
        for (const char* name : {"loud.wav", "loud.ogg"})
            QCOMPARE(writeAudioFile(folder / name, sound), 0.0);
        QCOMPARE(readAudioFile(folder / "loud.wav").audio, sound);
        const AudioBuffer loudSine = sineSound(500.0, 44100.0, 20000, 2.5);
        QCOMPARE(writeAudioFile(folder / "loud.ogg", loudSine), 0.0);
        QVERIFY(std::ranges::max(readAudioFile(folder / "loud.ogg").audio.channels[0]) > 2.0F);
        sound.channels[0] = {0.5F, -1.0F, 1.0F, 0.0F};
        QCOMPARE(writeAudioFile(folder / "full.flac", sound), 0.0);
    }

    void equalSoundsGiveEqualFiles() {
        const TemporaryFolder folder;
        const AudioBuffer sound = noiseSound(44100.0, 1000, 0.5);
        writeAudioFile(folder / "first.wav", sound);
        QTest::qSleep(1100); // a time stamp would differ
        writeAudioFile(folder / "second.wav", sound);
        QVERIFY(test::readBytes(folder / "first.wav") == test::readBytes(folder / "second.wav"));
    }

    void longestSoundIsReadALongerOneNot() {
        const TemporaryFolder folder;
        const auto frames = static_cast<std::size_t>(kMaxSoundSeconds * 8000.0);
        writeAudioFile(folder / "long.wav", AudioBuffer(8000.0, 1, frames), SampleFormat::pcm16);
        QCOMPARE(readAudioFile(folder / "long.wav").audio.frames(), frames);
        writeAudioFile(folder / "longer.wav", AudioBuffer(8000.0, 1, frames + 1), SampleFormat::pcm16);
        verifySentence(readError(folder / "longer.wav"), "longer.wav", "is longer than 10 minutes");
    }

    void longSoundsAreReadIntoFiles() {
        const TemporaryFolder folder;
        AudioBuffer sound = noiseSound(48000.0, std::size_t{100} * 48000, 0.5, 2);
        for (const char* name : {"long.wav", "long.flac", "long.ogg"}) {
            writeAudioFile(folder / name, sound);
            const LoadedSound loaded = readSoundFile(folder / name);
            QVERIFY(loaded.sound.isInFile());
            const LoadedAudio whole = readAudioFile(folder / name);
            QVERIFY(*loaded.sound.load() == whole.audio);
            QVERIFY(loaded.notes == whole.notes);
            QCOMPARE(whole.audio.frames(), sound.frames());
        }
        sound.channels[1][70000] = std::numeric_limits<float>::quiet_NaN();
        writeAudioFile(folder / "broken.wav", sound);
        QCOMPARE(readSoundFile(folder / "broken.wav").notes.size(), std::size_t{1});
        writeAudioFile(folder / "short.wav", noiseSound(48000.0, 48000, 0.5, 2));
        QVERIFY(!readSoundFile(folder / "short.wav").sound.isInFile());
    }

    void nonFiniteSamplesBecomeSilenceAndAreNoted() {
        const TemporaryFolder folder;
        AudioBuffer sound = noiseSound(44100.0, 100, 0.5, 2);
        sound.channels[0][3] = std::numeric_limits<float>::quiet_NaN();
        sound.channels[1][5] = std::numeric_limits<float>::infinity();
        sound.channels[1][99] = -std::numeric_limits<float>::infinity();
        writeAudioFile(folder / "broken.wav", sound);
        const LoadedAudio loaded = readAudioFile(folder / "broken.wav");
        QCOMPARE(loaded.notes, std::vector<std::string>{"3 samples were not a number and were made silent."});
        sound.channels[0][3] = sound.channels[1][5] = sound.channels[1][99] = 0.0F;
        QCOMPARE(loaded.audio, sound);
    }

    void missingDirectoryAndEmptyAreNamed() {
        const TemporaryFolder folder;
        verifySentence(readError(folder / "gone.wav"), "gone.wav", "does not exist");
        std::filesystem::create_directory(folder / "folder.wav");
        verifySentence(readError(folder / "folder.wav"), "folder.wav", "is a folder");
        test::writeBytes(folder / "empty.wav", "");
        verifySentence(readError(folder / "empty.wav"), "empty.wav", "is empty");
        QCOMPARE(::mkfifo((folder / "pipe.wav").c_str(), 0600), 0);
        verifySentence(readError(folder / "pipe.wav"), "pipe.wav", "is a pipe, not a file that can be read");
    }

    void whatIsNotSoundIsNamed() {
        const TemporaryFolder folder;
        test::writeBytes(folder / "text.wav", "Dear diary, this is not a sound at all.\n");
        verifySentence(readError(folder / "text.wav"), "text.wav", "is not a sound file");
        test::writeBytes(folder / "zeros.flac", std::string(100000, '\0'));
        verifySentence(readError(folder / "zeros.flac"), "zeros.flac", "is not a sound file");
        test::writeBytes(folder / "head.wav", "RIFF");
        verifySentence(readError(folder / "head.wav"), "head.wav", "is not a sound file");
    }

    void unreadableFileIsNamed() {
        const TemporaryFolder folder;
        writeAudioFile(folder / "secret.wav", noiseSound(44100.0, 100, 0.5));
        QCOMPARE(::chmod((folder / "secret.wav").c_str(), 0), 0);
        QCOMPARE(::chmod(folder.path().c_str(), 0755), 0);
        std::string sentence;
        {
            const test::AsOrdinaryUser ordinary;
            sentence = readError(folder / "secret.wav");
        }
        verifySentence(sentence, "secret.wav", "permission denied");
    }

    void fileWithoutSamplesIsNamed() {
        const TemporaryFolder folder;
        writeAudioFile(folder / "none.wav", noiseSound(44100.0, 1, 0.5), SampleFormat::pcm16);
        std::string bytes = test::readBytes(folder / "none.wav");
        const std::size_t data = bytes.find("data");
        bytes.resize(data + 8);
        std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(data) + 4, bytes.end(), '\0');
        test::writeBytes(folder / "none.wav", bytes);
        verifySentence(readError(folder / "none.wav"), "none.wav", "holds no samples");
    }

    void whatACutOffFileHoldsIsReadAndNoted_data() { extensions(); }
    void whatACutOffFileHoldsIsReadAndNoted() {
        QFETCH(QString, extension);
        const TemporaryFolder folder;
        const std::filesystem::path path = folder / ("cut." + extension.toStdString());
        const AudioBuffer sound = noiseSound(44100.0, 60000, 0.5, 2);
        for (const double share : {0.5, 0.6, 0.97}) {
            writeAudioFile(path, sound);
            AudioBuffer whole = readAudioFile(path).audio;
            const auto bytes = static_cast<double>(std::filesystem::file_size(path));
            std::filesystem::resize_file(path, static_cast<std::uintmax_t>(share * bytes));
            const LoadedAudio loaded = readAudioFile(path);
            const double readShare = static_cast<double>(loaded.audio.frames()) / 60000.0;
            QVERIFY2(readShare > share - 0.4 && readShare < share + 0.02, qPrintable(QString::number(readShare)));
            for (std::vector<float>& channel : whole.channels)
                channel.resize(loaded.audio.frames());
            QVERIFY(largestDifference(loaded.audio, whole) < (extension == "ogg" ? 1e-4F : 0.0F + 1e-9F));
            QCOMPARE(loaded.notes.size(), std::size_t{1});
            QVERIFY2(loaded.notes[0].starts_with("The file ") && loaded.notes[0].ends_with("read."),
                     loaded.notes[0].c_str());
            QVERIFY(loaded.notes[0].find(" s of sound") != std::string::npos);
        }
    }

    void anUnfinishedBeginningIsNamed() {
        const TemporaryFolder folder;
        for (const char* name : {"cut.ogg", "cut.flac", "cut.wav", "cut.aiff", "cut.w64"}) {
            writeAudioFile(folder / name, noiseSound(44100.0, 60000, 0.5, 2));
            std::filesystem::resize_file(folder / name, 30);
            verifySentence(readError(folder / name), name, "");
        }
    }

    void aMissingTrifleIsPassedOver() {
        const TemporaryFolder folder;
        writeAudioFile(folder / "cut.wav", noiseSound(44100.0, 1000, 0.5), SampleFormat::pcm16);
        std::filesystem::resize_file(folder / "cut.wav", std::filesystem::file_size(folder / "cut.wav") - 1);
        const LoadedAudio loaded = readAudioFile(folder / "cut.wav");
        QCOMPARE(loaded.audio.frames(), std::size_t{999});
        QVERIFY(loaded.notes.empty());
    }

    void streamedWavOfUnknownLengthIsRead() {
        const TemporaryFolder folder;
        const AudioBuffer sound = noiseSound(44100.0, 1000, 0.5);
        writeAudioFile(folder / "streamed.wav", sound);
        std::string bytes = test::readBytes(folder / "streamed.wav");
        const std::size_t data = bytes.find("data");
        std::fill_n(bytes.begin() + 4, 4, '\xff');
        std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(data) + 4, 4, '\xff');
        test::writeBytes(folder / "streamed.wav", bytes);
        QCOMPARE(readAudioFile(folder / "streamed.wav").audio, sound);
    }

    void damagedHeadersNeverCrash() {
        const TemporaryFolder folder;
        for (const char* extension : {"wav", "flac", "aiff", "w64", "rf64", "au", "caf", "ogg"}) {
            const std::filesystem::path path = folder / (std::string("damaged.") + extension);
            writeAudioFile(path, noiseSound(44100.0, 500, 0.5, 2));
            const std::string whole = test::readBytes(path);
            for (std::size_t at = 0; at < std::min<std::size_t>(whole.size(), 100); ++at)
                for (const char value : {'\0', '\xff'}) {
                    std::string bytes = whole;
                    bytes[at] = value;
                    test::writeBytes(path, bytes);
                    try {
                        const LoadedAudio loaded = readAudioFile(path);
                        QVERIFY(loaded.audio.frames() > 0);
                    } catch (const Error& error) {
                        QVERIFY(std::string(error.what()).find("damaged.") != std::string::npos);
                    }
                }
        }
    }

    void badTargetsAreNamedAndLeaveNothing() {
        const TemporaryFolder folder;
        const AudioBuffer sound = noiseSound(44100.0, 100, 0.5);
        const auto writeError = [&](const std::string& name, const AudioBuffer& what) {
            return errorOf([&] { writeAudioFile(folder / name, what); });
        };
        verifySentence(writeError("sound.xyz", sound), "sound.xyz", "extension");
        verifySentence(writeError("sound", sound), "sound", "extension");
        verifySentence(writeError("no/such/sound.wav", sound), "no/such/sound.wav", "does not exist");
        verifySentence(writeError("none.wav", AudioBuffer(44100.0, 1, 0)), "none.wav", "no samples");
        verifySentence(writeError("none.wav", AudioBuffer()), "none.wav", "no samples");
        verifySentence(writeError("wide.flac", AudioBuffer(44100.0, 9, 10)), "wide.flac", "9 channels");
        verifySentence(writeError("still.wav", AudioBuffer(0.0, 1, 10)), "still.wav", "cannot be written");
        QCOMPARE(folder.entryCount(), std::size_t{0});
    }

    /// Without a sample having been written, and whatever the disk.
    void formatsSayTheirLimits() {
        const TemporaryFolder folder;
        const auto refused = [&](const char* name, const SoundShape& shape, const char* part) {
            verifySentence(errorOf([&] { requireWritableAudio(folder / name, shape); }), name, part);
        };
        for (const double rateHz : {8000.0, 44100.0, 96000.0, 192000.0, 384000.0, 768000.0})
            for (const char* name : {"x.wav", "x.aiff", "x.au", "x.caf", "x.w64", "x.rf64"})
                requireWritableAudio(folder / name, {rateHz, 2, 1000});
        for (const double rateHz : {8000.0, 44100.0, 192000.0})
            for (const char* name : {"x.ogg", "x.flac"})
                requireWritableAudio(folder / name, {rateHz, 2, 1000});
        refused("x.ogg", {384000.0, 1, 1000}, "an Ogg Vorbis file does not take a rate of 384000 Hz");
        refused("x.flac", {768000.0, 2, 1000}, "a FLAC file does not take a rate of 768000 Hz");
        refused("x.flac", {48000.0, 16, 1000}, "a FLAC file does not take 16 channels");
        refused("x.flac", {768000.0, 16, 1000}, "a FLAC file does not take 16 channels at 768000 Hz");
        const SoundShape fiveGiB = {768000.0, 4, 335544320};
        for (const char* name : {"x.wav", "x.aiff", "x.au"})
            refused(name, fiveGiB, "holds less than 4 GiB, but the sound has 5.00");
        for (const char* name : {"x.caf", "x.w64", "x.rf64"})
            requireWritableAudio(folder / name, fiveGiB);
        QCOMPARE(folder.entryCount(), std::size_t{0});
    }

    void fileSizeLimitIsNamed() {
        const TemporaryFolder folder;
        for (const char* name : {"x.wav", "x.flac", "x.ogg", "x.caf"}) {
            const test::FullDisk limit(1000);
            verifySentence(errorOf([&] { writeAudioFile(folder / name, noiseSound(44100.0, 20000, 0.5)); }), name,
                           "the limit that this user has for a file");
        }
        QCOMPARE(folder.entryCount(), std::size_t{0});
    }

    void readOnlyFolderIsNamed() {
        const TemporaryFolder folder;
        QCOMPARE(::chmod(folder.path().c_str(), 0555), 0);
        std::string sentence;
        {
            const test::AsOrdinaryUser ordinary;
            sentence = errorOf([&] { writeAudioFile(folder / "sound.wav", noiseSound(44100.0, 100, 0.5)); });
        }
        QCOMPARE(::chmod(folder.path().c_str(), 0755), 0);
        verifySentence(sentence, "sound.wav", "read-only");
    }

    void failedWriteKeepsTheOldFile() {
        const TemporaryFolder folder;
        const AudioBuffer sound = noiseSound(44100.0, 100, 0.5);
        writeAudioFile(folder / "kept.flac", sound, SampleFormat::pcm16);
        const std::string before = test::readBytes(folder / "kept.flac");
        QVERIFY(!errorOf([&] { writeAudioFile(folder / "kept.flac", AudioBuffer(44100.0, 9, 10)); }).empty());
        QVERIFY(test::readBytes(folder / "kept.flac") == before);
        QCOMPARE(folder.entryCount(), std::size_t{1});
    }

    void patternsNameWhatCanBeReadAndWritten() {
        const std::vector<std::string> patterns = readableAudioPatterns();
        for (const char* pattern : {"*.wav", "*.flac", "*.ogg", "*.aiff", "*.mp3", "*.opus"})
            QVERIFY(std::ranges::find(patterns, pattern) != patterns.end());
        const TemporaryFolder folder;
        QVERIFY(writableAudioPatterns().size() > 5);
        for (const std::string& pattern : writableAudioPatterns())
            writeAudioFile(folder / ("sound" + pattern.substr(1)), noiseSound(44100.0, 100, 0.5));
    }

    void readingCanBeGivenUp() {
        const TemporaryFolder folder;
        writeAudioFile(folder / "sound.wav", noiseSound(44100.0, 100000, 0.5));
        std::vector<double> shares;
        const auto read = [&](double end) {
            readSoundFile(folder / "sound.wav", [&](double share) {
                shares.push_back(share);
                if (share >= end)
                    throw Error("given up");
            });
        };
        QCOMPARE(errorOf([&] { read(0.5); }), std::string("given up"));
        QVERIFY(shares.size() > 2 && shares.back() >= 0.5 && shares.back() < 1.0);
        read(2.0);
        QCOMPARE(shares.back(), 1.0);
    }

    void mixIsTheMeanOfTheChannels() {
        AudioBuffer sound(44100.0, 3, 2);
        sound.channels = {{0.3F, 0.0F}, {0.6F, 0.0F}, {0.0F, -0.9F}};
        const std::vector<float> mono = mixToMono(sound);
        QVERIFY(std::abs(mono[0] - 0.3F) < 1e-6F);
        QVERIFY(std::abs(mono[1] + 0.3F) < 1e-6F);
        QVERIFY(mixToMono(AudioBuffer()).empty());
        applyGain(sound, 2.0F);
        QCOMPARE(sound.channels[1][0], 1.2F);
    }
};

} // namespace stepwise::core

QTEST_APPLESS_MAIN(stepwise::core::AudioFileTest)
#include "audio_file_test.moc"
