#include "core/audio_file.h"

#include "core/error.h"
#include "core/file_output.h"
#include "support/signals.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>
#include <limits>

using namespace stepwise;
namespace fs = std::filesystem;

namespace {

core::AudioBuffer tone(double rateHz, std::size_t channels, std::size_t frames) {
    core::AudioBuffer audio(rateHz, channels, frames);
    for (std::size_t c = 0; c < channels; ++c)
        audio.channels[c] = test::sine(200.0 + 100.0 * static_cast<double>(c), rateHz, frames, 0.5);
    return audio;
}

} // namespace

class AudioFileTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;

    fs::path path(const char* name) const { return folder_.filePath(name).toStdString(); }

    QString reasonFor(const fs::path& file) const {
        try {
            core::readAudioFile(file);
        } catch (const core::Error& error) {
            return error.what();
        }
        return {};
    }

private Q_SLOTS:
    void everyFormatComesBack_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<double>("tolerance");
        QTest::newRow("wav") << "a.wav" << 0.0;
        QTest::newRow("flac") << "a.flac" << 1e-6;
        QTest::newRow("aiff") << "a.aiff" << 0.0;
        QTest::newRow("au") << "a.au" << 0.0;
        QTest::newRow("caf") << "a.caf" << 0.0;
        QTest::newRow("w64") << "a.W64" << 0.0;
        QTest::newRow("ogg") << "a.ogg" << 0.05;
    }
    void everyFormatComesBack() {
        QFETCH(const QString, name);
        QFETCH(const double, tolerance);
        const core::AudioBuffer audio = tone(44100.0, 2, 10000);
        core::writeAudioFile(path(name.toUtf8()), audio);
        const core::AudioBuffer back = core::readAudioFile(path(name.toUtf8())).audio;
        QCOMPARE(back.channelCount(), std::size_t{2});
        QCOMPARE(back.frames(), audio.frames());
        for (std::size_t i = 0; i < audio.frames(); ++i)
            QVERIFY(std::abs(static_cast<double>(back.channels[1][i]) - audio.channels[1][i]) <= tolerance);
    }

    void ratesChannelsAndLengths() {
        for (const double rateHz : {8000.0, 22050.0, 48000.0, 192000.0})
            for (const std::size_t channels : {1U, 2U, 6U})
                for (const std::size_t frames : {1U, 5000U}) {
                    const core::AudioBuffer audio = tone(rateHz, channels, frames);
                    core::writeAudioFile(path("b.wav"), audio);
                    QVERIFY(core::readAudioFile(path("b.wav")).audio == audio);
                }
    }

    void integerFormatsClip() {
        core::writeAudioFile(path("c.wav"), core::AudioBuffer(44100.0, std::vector<float>{2.0F, -3.0F, 0.25F}),
                             core::SampleFormat::pcm16);
        const auto back = core::readAudioFile(path("c.wav")).audio.channels[0];
        QVERIFY(back[0] > 0.999F && back[1] < -0.999F && std::abs(back[2] - 0.25F) < 1e-4F);
    }

    void badSamplesAreSilencedAndNoted() {
        const float nan = std::numeric_limits<float>::quiet_NaN();
        core::writeAudioFile(path("d.wav"), core::AudioBuffer(44100.0, std::vector<float>{0.5F, nan, -nan, 0.25F}));
        const core::LoadedAudio loaded = core::readAudioFile(path("d.wav"));
        QVERIFY(loaded.audio.channels[0] == (std::vector<float>{0.5F, 0.0F, 0.0F, 0.25F}));
        QCOMPARE(loaded.notes.size(), std::size_t{1});
        QVERIFY(QString::fromStdString(loaded.notes[0]).startsWith("2 samples"));
    }

    void badFilesAreNamedWithTheReason() {
        core::writeTextFile(path("text.wav"), "this is no sound, just some text that was renamed");
        core::writeTextFile(path("empty.wav"), "");
        core::writeAudioFile(path("whole.wav"), tone(44100.0, 1, 20000));
        const std::string bytes = core::readTextFile(path("whole.wav"));
        core::writeTextFile(path("cut.wav"), bytes.substr(0, bytes.size() / 2));
        core::writeTextFile(path("header.wav"), bytes.substr(0, 30));
        std::string none = bytes.substr(0, bytes.find("data") + 4) + std::string(4, '\0');
        core::writeTextFile(path("none.wav"), none);
        const std::pair<const char*, const char*> cases[] = {
            {"missing.wav", "does not exist"}, {"text.wav", "not a sound file"},   {"empty.wav", "is empty"},
            {"cut.wav", "truncated"},          {"header.wav", "not a sound file"}, {"none.wav", "no samples"}};
        for (const auto& [name, part] : cases) {
            const QString reason = reasonFor(path(name));
            QVERIFY2(reason.contains(name) && reason.contains(part), qPrintable(QString("%1: %2").arg(name, reason)));
            QVERIFY(!reason.contains('\n'));
        }
        QVERIFY(reasonFor(folder_.path().toStdString()).contains("is a folder"));
    }

    void tooLongIsRefused() {
        core::writeAudioFile(path("long.wav"), core::AudioBuffer(8000.0, 1, 8000 * 601));
        QVERIFY(reasonFor(path("long.wav")).contains("longer than 10 minutes"));
        core::writeAudioFile(path("ten.wav"), core::AudioBuffer(8000.0, 1, 8000 * 600));
        QCOMPARE(core::readAudioFile(path("ten.wav")).audio.seconds(), 600.0);
    }

    void writingSaysWhatIsWrong() {
        const core::AudioBuffer audio = tone(44100.0, 1, 10);
        for (const char* bad : {"/nowhere/x.wav", "/proc/x.wav"})
            QVERIFY_EXCEPTION_THROWN(core::writeAudioFile(bad, audio), core::Error);
        QVERIFY_EXCEPTION_THROWN(core::writeAudioFile(path("x.unknown"), audio), core::Error);
        QVERIFY_EXCEPTION_THROWN(core::writeAudioFile(path("x.wav"), core::AudioBuffer()), core::Error);
        QVERIFY(!fs::exists(path("x.wav")));
    }
};

QTEST_APPLESS_MAIN(AudioFileTest)
#include "audio_file_test.moc"
