// Sounds that may lie in temporary files, and what is measured of them piece by piece.
#include "core/audio_file.h"
#include "core/comparison.h"
#include "core/file_output.h"
#include "core/loudness.h"
#include "core/resample.h"
#include "core/sound_blob.h"
#include "core/temporary_file.h"
#include "support/full_disk.h"
#include "support/temporary_files.h"
#include "support/test_sounds.h"

#include <QTemporaryDir>
#include <QTest>

namespace stepwise::core {

using test::errorOf;
using test::noiseSound;

constexpr std::size_t kLongFrames = kMostBytesInMemory / sizeof(float) + 1;

class StoredSoundTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void embeddedSoundsAskForNoMoreThanTheyHold() {
        constexpr std::size_t kFlacFramesAt = 22; // STREAMINFO's last four bytes of 36 bits
        std::string flac = textOf(encodeSound(stored(AudioBuffer(44100.0, 1, 1000))));
        QCOMPARE(decodeSound(sourceOf(flac)).frames(), std::size_t{1000});
        flac.replace(kFlacFramesAt, 4, "\xff\xff\xff\xff");
        const QByteArray folder = qgetenv("TMPDIR"); // where room for so much would be made
        qputenv("TMPDIR", "/nowhere");
        QVERIFY_EXCEPTION_THROWN(decodeSound(sourceOf(flac)), DamagedSound);
        qputenv("TMPDIR", folder);
    }

    void embeddedSoundsAreOfTheKindsThatAreWritten() {
        const QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath("sound.wav").toStdString();
        const auto decodedFrames = [&](SampleFormat format) {
            writeAudioFile(path, noiseSound(44100.0, 1000, 0.5), format);
            return decodeSound(sourceOf(readTextFile(path))).frames();
        };
        QCOMPARE(decodedFrames(SampleFormat::float32), std::size_t{1000});
        QVERIFY_EXCEPTION_THROWN(decodedFrames(SampleFormat::pcm16), DamagedSound);
    }

    void embeddedSoundsAreFinite() {
        std::string wav = textOf(encodeSound(stored(noiseSound(44100.0, 1000, 0.5))));
        wav.replace(wav.size() - 4, 4, std::string("\0\0\xc0\x7f", 4));
        std::vector<float> last(1, 1.0F);
        decodeSound(sourceOf(wav)).read(0, 999, last);
        QCOMPARE(last[0], 0.0F);
    }

    void onlyLongSoundsLieInFiles() {
        const StoredSound brief(44100.0, 1, kLongFrames - 1);
        QVERIFY(!brief.isInFile());
        QCOMPARE(brief.bytesInMemory(), kMostBytesInMemory);
        const StoredSound wide(44100.0, 2, kLongFrames - 1);
        QVERIFY(wide.isInFile());
        QCOMPARE(wide.bytesInMemory(), std::size_t{0});
        QCOMPARE(wide.bytesInFile(), 2 * kMostBytesInMemory);
        QVERIFY(!wide.inMemory());
        const auto buffer = std::make_shared<const AudioBuffer>(44100.0, 1, kLongFrames);
        QVERIFY(StoredSound(buffer).inMemory() == buffer);
    }

    void whatIsWrittenIsRead_data() {
        QTest::addColumn<qulonglong>("frames");
        QTest::newRow("in memory") << qulonglong{5000};
        QTest::newRow("in a file") << qulonglong{kLongFrames};
    }
    void whatIsWrittenIsRead() {
        QFETCH(qulonglong, frames);
        const AudioBuffer sound = noiseSound(48000.0, frames, 0.5, 2);
        StoredSound copy = stored(sound);
        QVERIFY(*copy.load() == sound);
        std::vector<float> end(100, 1.0F);
        copy.read(1, frames - 30, end);
        QVERIFY(std::equal(end.begin(), end.begin() + 30, sound.channels[1].end() - 30));
        QVERIFY(std::all_of(end.begin() + 30, end.end(), [](float sample) { return sample == 0.0F; }));
        copy.write(0, frames - 1, std::vector<float>{0.25F, 9.0F}); // one too many
        copy.read(0, frames - 1, end);
        QCOMPARE(end[0], 0.25F);
        copy.read(1, 0, end);
        QVERIFY(std::equal(end.begin(), end.end(), sound.channels[1].begin()));
    }

    void paddingIsSilent() {
        const AudioBuffer sound = noiseSound(44100.0, 1000, 0.5, 2);
        const AudioBuffer padded = paddedTo(sound, 100.0);
        QCOMPARE(padded.frames(), std::size_t{4410000});
        for (std::size_t c = 0; c < 2; ++c) {
            QVERIFY(std::equal(sound.channels[c].begin(), sound.channels[c].end(), padded.channels[c].begin()));
            QVERIFY(std::all_of(padded.channels[c].begin() + 1000, padded.channels[c].end(),
                                [](float sample) { return sample == 0.0F; }));
        }
        QVERIFY(paddedTo(sound, 0.001) == sound);
    }

    void longSoundsArePaddedInFiles() {
        const AudioBuffer sound = noiseSound(44100.0, 100000, 0.5, 2);
        const StoredSound padded = paddedTo(stored(sound), 300.0);
        QVERIFY(padded.isInFile());
        QCOMPARE(padded.frames(), std::size_t{300 * 44100});
        QVERIFY(*padded.load() == paddedTo(sound, 300.0));
        const StoredSound same = stored(sound);
        QVERIFY(paddedTo(same, 0.1) == same);
        QVERIFY(!(stored(sound) == same)); // equal, but another one
    }

    void whatIsTooLongIsShortened_data() {
        QTest::addColumn<qulonglong>("frames");
        QTest::addColumn<qulonglong>("kept");
        QTest::addColumn<bool>("isInFile");
        QTest::newRow("in memory") << qulonglong{5000} << qulonglong{3000} << false;
        QTest::newRow("in a file") << qulonglong{2 * kLongFrames} << qulonglong{kLongFrames} << true;
        QTest::newRow("from a file into memory") << qulonglong{kLongFrames} << qulonglong{1000} << false;
        QTest::newRow("not at all") << qulonglong{5000} << qulonglong{6000} << false;
    }
    void whatIsTooLongIsShortened() {
        QFETCH(qulonglong, frames);
        QFETCH(qulonglong, kept);
        QFETCH(bool, isInFile);
        const AudioBuffer sound = noiseSound(44100.0, frames, 0.5, 2);
        StoredSound shortened = stored(sound);
        shortened.shorten(kept);
        QCOMPARE(shortened.isInFile(), isInFile);
        QCOMPARE(shortened.frames(), std::size_t{std::min(frames, kept)});
        for (std::size_t c = 0; c < 2; ++c)
            QVERIFY(std::ranges::equal(shortened.load()->channels[c],
                                       std::span(sound.channels[c]).first(shortened.frames())));
        std::vector<float> past(4, 1.0F);
        shortened.read(0, kept, past);
        QVERIFY(frames < kept || past == std::vector<float>(4, 0.0F));
    }

    void anOverviewShowsPeaksWhereTheyAre() {
        for (const std::size_t frames : {std::size_t{20000}, 2 * kLongFrames}) {
            AudioBuffer sound(44100.0, 1, frames);
            for (std::size_t i = frames / 2; i < frames / 2 + frames / 4; ++i)
                sound.channels[0][i] = i % 2 == 0 ? 0.5F : -0.25F;
            const StoredSound kept = stored(sound);
            QCOMPARE(kept.isInFile(), frames > kLongFrames);
            const std::vector<float> peaks = kept.overview(100);
            for (std::size_t i = 0; i < peaks.size(); ++i) // parts at its ends may see a little of it
                QVERIFY(i == 49 || i == 50 || i == 74 || i == 75 || peaks[i] == (i > 50 && i < 74 ? 0.5F : 0.0F));
            QCOMPARE(kept.overview(0).size(), std::size_t{0});
        }
        QVERIFY(StoredSound().overview(3) == std::vector<float>(3, 0.0F));
        QCOMPARE(stored(AudioBuffer(44100.0, {0.1F, -0.7F})).overview(5).size(), std::size_t{5});
    }

    void silenceIsKnownByItsLevel() {
        AudioBuffer sound(44100.0, 2, kLongFrames);
        sound.channels[1].back() = -0.01F;
        for (const StoredSound& kept : {stored(sound), StoredSound(std::make_shared<const AudioBuffer>(sound))}) {
            QVERIFY(!staysBelow(kept, 0.01F));
            QVERIFY(staysBelow(kept, 0.0101F));
        }
    }

    void longSoundsAreConvertedInPieces() {
        const AudioBuffer sound = noiseSound(44100.0, kLongFrames / 2 + 1, 0.5, 2);
        const StoredSound converted = resample(stored(sound), 48000.0);
        QVERIFY(converted.isInFile());
        const AudioBuffer expected = resample(sound, 48000.0);
        const auto got = converted.load();
        QCOMPARE(got->frames(), expected.frames());
        for (std::size_t c = 0; c < 2; ++c)
            for (std::size_t i = 0; i < expected.frames(); ++i)
                QVERIFY(std::abs(got->channels[c][i] - expected.channels[c][i]) < 1e-6F);
    }

    void aFolderThatIsNotThereIsNamed() {
        const QByteArray before = qgetenv("TMPDIR");
        qputenv("TMPDIR", "/no/such/folder");
        const std::string sentence = errorOf([] { StoredSound(44100.0, 1, kLongFrames); });
        before.isNull() ? qunsetenv("TMPDIR") : qputenv("TMPDIR", before);
        QVERIFY2(sentence.find("/no/such/folder") != std::string::npos, sentence.c_str());
    }

    void aFullDiskIsSaid() {
        StoredSound sound(44100.0, 1, kLongFrames);
        const test::FullDisk full(20000);
        const std::string sentence = errorOf([&] { sound.write(0, 0, std::vector<float>(10000)); });
        QVERIFY2(sentence.find("temporary file cannot be written") != std::string::npos, sentence.c_str());
    }

    void filesHaveNoNames() {
        const test::TemporaryFolder folder;
        const QByteArray before = qgetenv("TMPDIR");
        qputenv("TMPDIR", folder.path().c_str());
        TemporaryFile file;
        file.write(3, "abc", 3);
        QCOMPARE(folder.entryCount(), std::size_t{0});
        before.isNull() ? qunsetenv("TMPDIR") : qputenv("TMPDIR", before);
        QCOMPARE(file.size(), std::uint64_t{6});
        char bytes[4] = {};
        QCOMPARE(file.read(4, bytes, 4), std::size_t{2});
        QCOMPARE(QByteArray(bytes, 2), QByteArray("bc"));
    }

    void monoIsTheSameInPieces_data() {
        QTest::addColumn<double>("rateHz");
        QTest::addColumn<int>("channels");
        for (const double rateHz : {44100.0, 48000.0, 22050.0})
            for (const int channels : {1, 2, 3})
                QTest::addRow("%.0f Hz, %d channels", rateHz, channels) << rateHz << channels;
    }
    void monoIsTheSameInPieces() {
        QFETCH(double, rateHz);
        QFETCH(int, channels);
        const AudioBuffer sound = noiseSound(rateHz, 200000, 0.5, static_cast<std::size_t>(channels));
        const std::vector<float> expected = toAnalysisMono(sound);
        const StoredMono mono(stored(sound));
        QCOMPARE(mono.frames(), expected.size());
        std::vector<float> piece(70001);
        for (std::size_t start = 0; start < mono.frames(); start += piece.size()) {
            mono.read(start, piece);
            for (std::size_t i = 0; i < piece.size() && start + i < expected.size(); ++i)
                QVERIFY(std::abs(piece[i] - expected[start + i]) < 1e-6F);
        }
        QCOMPARE(integratedLoudnessLufs(mono.reader(), mono.frames(), kAnalysisRateHz),
                 integratedLoudnessLufs(AudioBuffer(kAnalysisRateHz, expected)));
    }

    void measuresAreTheSameInPieces_data() {
        QTest::addColumn<double>("rateHz");
        QTest::addColumn<int>("frames");
        QTest::newRow("as long as the target") << 44100.0 << 150000;
        QTest::newRow("shorter") << 44100.0 << 90000;
        QTest::newRow("longer") << 44100.0 << 190000;
        QTest::newRow("a little longer") << 44100.0 << 150100;
        QTest::newRow("at another rate") << 48000.0 << 163265;
    }
    void measuresAreTheSameInPieces() {
        QFETCH(double, rateHz);
        QFETCH(int, frames);
        const AudioBuffer target = test::sineSound(700.0, 44100.0, 150000, 0.5, 2);
        const AudioBuffer sound = noiseSound(rateHz, static_cast<std::size_t>(frames), 0.1, 2);
        const Comparison comparison(sound, target, {.align = false});
        const MeasuredSound whole = comparison.measureMel(sound);
        int powers = 0;
        const MeasuredSound pieces = comparison.measurePiecewise(stored(sound), [&](const Spectrogram& power) {
            ++powers;
            QVERIFY(power.frames >= comparison.targetDb().frames);
        });
        QCOMPARE(powers, 1);
        QCOMPARE(pieces.trimDb, whole.trimDb);
        for (const ErrorColumn& column : kErrorColumns)
            QVERIFY(std::abs(pieces.errors.*column.value - whole.errors.*column.value) <=
                    1e-5 * std::abs(whole.errors.*column.value));
        QVERIFY(pieces.melDb.values.empty());
        QCOMPARE(pieces.windowsDb.size(), whole.windowsDb.size());
        for (std::size_t i = 0; i < whole.windowsDb.size(); ++i)
            for (std::size_t k = 0; k < whole.windowsDb[i].values.size(); ++k)
                QVERIFY(std::abs(pieces.windowsDb[i].values[k] - whole.windowsDb[i].values[k]) < 0.01F);
    }
};

} // namespace stepwise::core

QTEST_GUILESS_MAIN(stepwise::core::StoredSoundTest)
#include "stored_sound_test.moc"
