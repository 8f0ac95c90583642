// Sound files of all kinds, made by other programs, are read as `ffmpeg` decodes them, or it is said why not.
#include "core/audio_file.h"
#include "core/error.h"
#include "support/temporary_files.h"
#include "support/test_sounds.h"

#include <QProcess>
#include <QTest>

#include <cstring>
#include <fcntl.h>
#include <random>
#include <sndfile.h>
#include <unistd.h>

namespace stepwise::core {

using test::errorOf;
using test::TemporaryFolder;

namespace {

/// Before every command. `tone` and `noise` are inputs of ffmpeg's; `put FILE OFFSET BYTES` patches a header.
constexpr const char* kPrelude = R"(
set -e
ff() { ffmpeg -nostdin -v error -y "$@"; }
tone='-f lavfi -i sine=440:r=44100:d=1.3'
stereo='-f lavfi -i anoisesrc=r=48000:d=0.9:a=0.4:seed=1 -ac 2'
video='-f lavfi -i testsrc=s=64x48:r=10:d=1.3'
plain() { ff $tone -c:a pcm_s16le -fflags +bitexact -flags +bitexact "$1"; }
put() { printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none; }
cut() { truncate -s $(( $(stat -c %s "$1") * $2 / 100 )) "$1"; }
)";

struct Case {
    const char* file;
    const char* make;         ///< with bash, in a folder of its own
    const char* note = "";    ///< part of the only note; none
    const char* refusal = ""; ///< part of the sentence, where the file is refused
    const char* like = "";    ///< the file whose samples are expected, where ffmpeg does not read all of this one
    float tolerance = 0.0F;   ///< of a sample
    std::size_t frames = 0;   ///< expected, where neither is right
};

// clang-format off
const Case kCases[] = {
    // Plain samples
    {"u8.wav", "ff $tone -c:a pcm_u8 u8.wav"},
    {"s16.wav", "ff $stereo s16.wav"},
    {"s24.wav", "ff $stereo -c:a pcm_s24le s24.wav"},
    {"s32.wav", "ff $stereo -c:a pcm_s32le s32.wav"},
    {"f32.wav", "ff $stereo -c:a pcm_f32le f32.wav"},
    {"f64.wav", "ff $stereo -c:a pcm_f64le f64.wav"},
    {"extensible.wav", "sox -n -r 48000 -b 24 -c 6 extensible.wav synth 0.5 sine 300"},
    {"7.1.wav", "ff $stereo -ac 8 7.1.wav"},
    {"10-channels.wav", "sox -n -c 10 10-channels.wav synth 0.3 sine 300"},
    {"alaw.wav", "ff $tone -c:a pcm_alaw alaw.wav"},
    {"mulaw.wav", "ff $tone -c:a pcm_mulaw mulaw.wav"},
    {"ima-adpcm.wav", "ff $tone -c:a adpcm_ima_wav ima-adpcm.wav"},
    {"ms-adpcm.wav", "ff $tone -c:a adpcm_ms ms-adpcm.wav"},
    {"gsm.wav", "ff $tone -ar 8000 -c:a libgsm_ms gsm.wav"},
    {"mp3-in.wav", "ff $tone -c:a libmp3lame mp3-in.wav"},
    {"rf64.wav", "ff $tone -rf64 always rf64.wav"},
    {"bw64.wav", "ff $tone -rf64 always bw64.wav; put bw64.wav 0 BW64"},
    {"sound.w64", "ff $tone -c:a pcm_s24le sound.w64"},
    {"sound.aiff", "ff $tone -c:a pcm_s24be sound.aiff"},
    {"float.aifc", "ff $tone -c:a pcm_f32be -f aiff float.aifc"},
    {"sound.au", "ff $tone sound.au"},
    {"sound.caf", "ff $tone -c:a pcm_s24be sound.caf"},
    {"sound.voc", "ff $tone sound.voc"},
    {"sound.8svx", "sox -n sound.8svx rate 8000 synth 1 sine 300"},
    {"pcm.mov", "ff $tone -c:a pcm_s16le pcm.mov"},
    // Lossless
    {"sound.flac", "ff $tone sound.flac"},
    {"s24.flac", "ff $stereo -c:a flac -sample_fmt s32 s24.flac"},
    {"5.1.flac", "ff $stereo -ac 6 5.1.flac"},
    {"sound.oga", "ff $tone -c:a flac sound.oga"},
    {"alac.m4a", "ff $tone -c:a alac alac.m4a"},
    {"alac.caf", "ff $tone -c:a alac alac.caf"},
    {"sound.wv", "ff $tone -c:a wavpack sound.wv"},
    {"sound.tta", "ff $tone -c:a tta sound.tta"},
    // Lossy
    {"cbr.mp3", "ff $tone -c:a libmp3lame -b:a 128k cbr.mp3"},
    {"vbr.mp3", "ff $tone -c:a libmp3lame -q:a 4 vbr.mp3"},
    {"no-length.mp3", "ff $tone -c:a libmp3lame -q:a 4 -write_xing 0 no-length.mp3"},
    {"piped.mp3", "plain a.wav; lame --quiet -V5 - - < a.wav > piped.mp3"},
    {"tagged.mp3", "ff $tone -metadata title=x -write_id3v1 1 -c:a libmp3lame tagged.mp3"},
    {"sound.mp2", "ff $tone -c:a mp2 sound.mp2"},
    {"sound.aac", "ff $tone -c:a aac sound.aac"},
    {"tagged.aac", "ff $tone -c:a aac -f adts -write_id3v2 1 -metadata title=x tagged.aac"},
    {"sound.m4a", "ff $tone -c:a aac sound.m4a"},
    {"faststart.m4a", "ff $tone -c:a aac -movflags +faststart faststart.m4a"},
    {"edited.m4a", "ff $tone -c:a aac a.m4a; ff -ss 0.5 -i a.m4a -c copy edited.m4a"},
    {"fragments.mp4", "ff $tone -c:a aac -movflags +frag_keyframe+empty_moov -frag_duration 300000 fragments.mp4"},
    {"opus-in.mp4", "ff $stereo -c:a libopus opus-in.mp4"},
    {"opus-in.caf", "ff $stereo -c:a libopus opus-in.caf"},
    {"sound.opus", "ff $stereo -c:a libopus sound.opus"},
    {"telephone.opus", "ff $stereo -ac 1 -c:a libopus -application voip -b:a 16k telephone.opus"},
    {"sound.mka", "ff $stereo -c:a libopus sound.mka"},
    {"vorbis.webm", "ff $stereo -c:a libvorbis vorbis.webm"},
    {"sound.wma", "ff $tone -c:a wmav2 sound.wma"},
    {"sound.ac3", "ff $tone -c:a ac3 sound.ac3"},
    {"sound.dts", "ff $tone -c:a dca -strict -2 sound.dts"},
    {"sound.amr", "sox -n -r 8000 -c 1 sound.amr-nb synth 1 sine 300; mv sound.amr-nb sound.amr"},
    {"sound.gsm", "sox -n -r 8000 -c 1 sound.gsm synth 1 sine 300"},
    // Ogg Vorbis: ffmpeg's own end is up to a block off; the reference is what went in
    {"sound.ogg", "ff $stereo -t 0.5 -c:a libvorbis sound.ogg; ff -i sound.ogg like.wav", "", "", "like.wav", 2e-4F, 24000},
    {"tone.ogg", "plain a.wav; oggenc -Q a.wav -o tone.ogg; oggdec -Q -b 16 tone.ogg -o like.wav", "", "", "like.wav", 1e-4F},
    // Videos
    {"video.mp4", "ff $video $tone -c:v mpeg4 -c:a aac video.mp4"},
    {"video.mov", "ff $video $tone -c:v mpeg4 -c:a aac video.mov"},
    {"video.mkv", "ff $video $tone -c:v mpeg4 -c:a aac video.mkv"},
    {"video.webm", "ff $video $tone -c:v libvpx -c:a libopus video.webm"},
    {"video.avi", "ff $video $tone -c:v mpeg4 -c:a libmp3lame video.avi"},
    {"video.mpg", "ff $video $tone -r 25 -c:v mpeg2video -c:a mp2 video.mpg"},
    {"video.ts", "ff $video $tone -r 25 -c:v mpeg2video -c:a aac video.ts"},
    {"video.flv", "ff $video $tone -c:v flv -c:a libmp3lame video.flv"},
    {"video.3gp", "ff $video $tone -c:v mpeg4 -c:a aac video.3gp"},
    {"video.ogv", "ff $video $tone -c:v libtheora -c:a libvorbis video.ogv"},
    {"two-tracks.mp4", "ff $tone $stereo -map 0 -map 1 -c:a aac -disposition:a:0 0 -disposition:a:1 default two-tracks.mp4", "holds 2 sound tracks; number 2 was read"},
    {"silent.mp4", "ff $video -c:v mpeg4 silent.mp4", "", "is a video without any"},
    // Lengths left open, or a little wrong
    {"piped.wav", "ff $tone -f wav - | cat > piped.wav"},
    {"piped.au", "ff $tone -f au - | cat > piped.au"},
    {"piped.caf", "ff $tone -f caf - | cat > piped.caf"},
    {"piped.flac", "ff $tone -f flac - | cat > piped.flac"},
    {"piped.aiff", "ff $tone -f aiff - | cat > piped.aiff; ff $tone like.wav", "", "", "like.wav"},
    {"piped.w64", "ff $tone -f w64 - | cat > piped.w64; ff $tone like.wav", "", "", "like.wav"},
    {"piped-rf64.wav", "ff $tone -f wav -rf64 always - | cat > piped-rf64.wav; ff $tone like.wav", "", "", "like.wav"},
    {"piped-bw64.wav", "ff $tone -f wav -rf64 always - | cat > piped-bw64.wav; put piped-bw64.wav 0 BW64; ff $tone like.wav", "", "", "like.wav"},
    {"sox-piped.aiff", "sox -n -r 44100 -t aiff - synth 1 sine 440 | cat > sox-piped.aiff"},
    {"sox-piped.wav", "sox -n -r 44100 -t wav - synth 1 sine 440 | cat > sox-piped.wav"},
    {"zero.wav", "plain zero.wav; put zero.wav 40 '\\0\\0\\0\\0'"},
    {"7fffffff.wav", "plain 7fffffff.wav; put 7fffffff.wav 40 '\\xff\\xff\\xff\\x7f'"},
    {"3fffffff.wav", "plain 3fffffff.wav; put 3fffffff.wav 40 '\\xff\\xff\\xff\\x3f'"},
    {"7ffff000.wav", "plain 7ffff000.wav; put 7ffff000.wav 40 '\\x00\\xf0\\xff\\x7f'"},
    {"44-too-many.wav", "plain 44-too-many.wav; put 44-too-many.wav 40 '\\xf0\\xc0\\x01\\x00'; cp 44-too-many.wav x; head -c 115000 x > 44-too-many.wav"},
    {"open.au", "ff $tone open.au; put open.au 8 '\\xff\\xff\\xff\\xff'"},
    {"sample-count-0.flac", "ff $tone a.flac; ff -i a.flac -c copy -f flac - | cat > sample-count-0.flac"},
    {"padded.wav", "plain padded.wav; head -c 5000 /dev/zero >> padded.wav; ff $tone like.wav", "", "", "like.wav"},
    {"tag-before.flac", "ff $tone a.flac; ff $tone -c:a libmp3lame -id3v2_version 3 -metadata title=x t.mp3; head -c $((10 + $(od -An -tu1 -j9 -N1 t.mp3) + 128 * $(od -An -tu1 -j8 -N1 t.mp3))) t.mp3 | cat - a.flac > tag-before.flac"},
    // Sounds one after the other
    {"chained.ogg", "ff $tone -ac 2 -c:a libvorbis a.ogg; ff $stereo -ar 44100 -c:a libvorbis b.ogg; cat a.ogg b.ogg > chained.ogg"},
    {"chained-other-rate.ogg", "ff $tone -ac 2 -c:a libvorbis a.ogg; ff $tone -ar 22050 -ac 1 -c:a libvorbis b.ogg; cat a.ogg b.ogg > chained-other-rate.ogg", "goes on at 22050 Hz with 1 channel"},
    {"chained.opus", "ff $stereo -c:a libopus a.opus; cat a.opus a.opus > chained.opus"},
    {"twice.ogg", "ff $stereo -c:a libvorbis a.ogg; cat a.ogg a.ogg > twice.ogg"},
    {"other.opus", "ff $stereo -c:a libopus a.opus; ff $tone -ac 1 -c:a libopus b.opus; cat a.opus b.opus > other.opus"},
    {"chained.oga", "ff $stereo -c:a flac a.oga; cat a.oga a.oga > chained.oga"},
    {"joined.mp3", "ff $tone -c:a libmp3lame a.mp3; cat a.mp3 a.mp3 > joined.mp3"},
    {"chained-other-kind.ogg", "ff $tone -c:a libvorbis a.ogg; ff $tone -c:a libopus b.ogg; cat a.ogg b.ogg > chained-other-kind.ogg", "goes on with a sound of another kind, which was left out"},
    // Cut off and damaged
    {"cut.wav", "plain cut.wav; cut cut.wav 70", "promises 1.30 s of sound, but holds only 0.91 s"},
    {"cut-s24.wav", "ff $stereo -c:a pcm_s24le cut-s24.wav; cut cut-s24.wav 70", "promises 0.90 s of sound, but holds only 0.63 s"},
    {"cut.aiff", "ff $tone cut.aiff; cut cut.aiff 70", "promises 1.30 s of sound, but holds only 0.91 s"},
    {"cut.caf", "sox -n -r 44100 cut.caf synth 1 sine 300; cut cut.caf 70", "promises 1.00 s of sound, but holds only 0."},
    {"cut.w64", "ff $tone cut.w64; cut cut.w64 70", "promises 1.30 s of sound, but holds only 0.91 s"},
    {"cut.au", "ff $tone cut.au; cut cut.au 70", "promises 1.30 s of sound, but holds only 0.91 s"},
    {"cut.flac", "ff $tone cut.flac; cut cut.flac 70", "of sound, but holds only"},
    {"cut.mp3", "ff $tone -c:a libmp3lame cut.mp3; cut cut.mp3 70", "of sound, but holds only"},
    {"cut-faststart.m4a", "ff $tone -c:a aac -movflags +faststart cut-faststart.m4a; cut cut-faststart.m4a 70", "of sound, but holds only"},
    {"cut.m4a", "ff $tone -c:a aac cut.m4a; cut cut.m4a 70", "", "the index that says where its sound lies is missing"},
    {"cut.mkv", "ff $video $tone -c:v mpeg4 -c:a aac cut.mkv; cut cut.mkv 60", "of sound, but holds only"},
    {"cut.ogg", "ff -f lavfi -i sine=440:r=44100:d=5 -c:a libvorbis cut.ogg; cut cut.ogg 70", "has no mark at its end"},
    {"head-only.ogg", "ff $tone -c:a libvorbis head-only.ogg; truncate -s 200 head-only.ogg", "", "is cut off: it begins as Ogg, but ends before any of its sound"},
    {"hole.mp3", "ff $tone -c:a libmp3lame -b:a 128k hole.mp3; head -c 2000 /dev/zero | dd of=hole.mp3 bs=1 seek=8000 conv=notrunc status=none", "of its sound could not be decoded"},
    {"hole.flac", "ff $stereo hole.flac; head -c 300 /dev/zero | dd of=hole.flac bs=1 seek=60000 conv=notrunc status=none", "of its sound could not be decoded"},
    {"two-hours.wav", "plain two-hours.wav; put two-hours.wav 40 '\\x00\\x40\\xd9\\x25'", "promises 7199.49 s of sound, but holds only 1.30 s"},
    // Refused
    {"none.wav", "plain a.wav; head -c 44 a.wav > none.wav; put none.wav 40 '\\0\\0\\0\\0'", "", "holds no samples"},
    {"protected.mp4", "ff $tone -c:a aac -encryption_scheme cenc-aes-ctr -encryption_key 76a6c65c5ea762046bd749a2e632ccbb -encryption_kid a7e61c373e219033c21091fa607bf3b8 protected.mp4", "", "is protected against copying"},
    {"long.wav", "sox -D -n -r 8000 -b 8 -c 1 long.wav trim 0 601; put long.wav 40 '\\0\\0\\0\\0'", "", "is longer than 10 minutes"},
    {"picture.png", "ff $video -frames:v 1 picture.png", "", "is not a sound file, but a picture"},
    {"picture.mp3", "ff $video -frames:v 1 -f image2 a.jpg; mv a.jpg picture.mp3", "", "is not a sound file"},
    {"list.m3u8", "ff $tone -c:a aac a.ts; printf '#EXTM3U\\n#EXT-X-TARGETDURATION:2\\n#EXTINF:1.3,\\na.ts\\n#EXT-X-ENDLIST\\n' > list.m3u8", "", "is not a sound file, but text"},
    {"list.txt", "plain a.wav; printf \"ffconcat version 1.0\\nfile 'a.wav'\\n\" > list.txt", "", "is not a sound file, but text"},
    {"list.sdp", "printf 'v=0\\no=- 0 0 IN IP4 127.0.0.1\\ns=x\\nc=IN IP4 127.0.0.1\\nt=0 0\\nm=audio 5004 RTP/AVP 97\\n' > list.sdp", "", "is not a sound file, but text"},
    {"archive.wav", "printf a > a; tar czf archive.wav a", "", "is not a sound file"},
};
// clang-format on

QByteArray runShell(const TemporaryFolder& folder, const std::string& command, bool& isDone) {
    QProcess process;
    process.setWorkingDirectory(QString::fromStdString(folder.path().string()));
    process.start("bash", {"-c", QString::fromUtf8(kPrelude) + QString::fromStdString(command)});
    isDone = process.waitForFinished(60000) && process.exitCode() == 0;
    if (!isDone)
        qWarning("%s: %s", command.c_str(), process.readAllStandardError().constData());
    return process.readAllStandardOutput();
}

/// Interleaved, as the `ffmpeg` program decodes it.
std::vector<float> ffmpegSamples(const TemporaryFolder& folder, const std::string& file) {
    bool isDone = false;
    const QByteArray bytes = runShell(
        folder, "ffmpeg -nostdin -v error -i " + file + " -f f32le -c:a pcm_f32le - 2>/dev/null || true", isDone);
    std::vector<float> samples(static_cast<std::size_t>(bytes.size()) / sizeof(float));
    std::memcpy(samples.data(), bytes.data(), samples.size() * sizeof(float));
    return samples;
}

std::vector<float> interleaved(const AudioBuffer& audio) {
    std::vector<float> samples;
    samples.reserve(audio.frames() * audio.channelCount());
    for (std::size_t i = 0; i < audio.frames(); ++i)
        for (const std::vector<float>& channel : audio.channels)
            samples.push_back(channel[i]);
    return samples;
}

} // namespace

class SoundFormatsTest : public QObject {
    Q_OBJECT

    static void verifyRefused(const TemporaryFolder& folder, const Case& row) {
        const std::string sentence = errorOf([&] { readAudioFile(folder / row.file); });
        qInfo("| %-24s | %9s | %9s | %s |", row.file, "-", "-", sentence.substr(sentence.find(": ") + 2).c_str());
        QVERIFY2(sentence.find(row.refusal) != std::string::npos, sentence.c_str());
        QVERIFY2(sentence.find(row.file) != std::string::npos && sentence.ends_with('.'), sentence.c_str());
    }

    static void verifyRead(const TemporaryFolder& folder, const Case& row) {
        const std::vector<float> expected = ffmpegSamples(folder, *row.like != '\0' ? row.like : row.file);
        const LoadedAudio loaded = readAudioFile(folder / row.file);
        const std::vector<float> read = interleaved(loaded.audio);
        const std::size_t channels = loaded.audio.channelCount();
        const std::string note = loaded.notes.empty() ? "" : loaded.notes.front();
        const std::size_t frames = row.frames != 0 ? row.frames : expected.size() / channels;
        qInfo("| %-24s | %9zu | %9zu | %s |", row.file, frames, loaded.audio.frames(), note.c_str());
        QCOMPARE(loaded.audio.frames(), frames);
        QVERIFY(frames > 0);
        float worst = 0.0F;
        for (std::size_t i = 0; i < std::min(read.size(), expected.size()); ++i)
            worst = std::max(worst, std::abs(read[i] - expected[i]));
        QVERIFY2(worst <= row.tolerance, qPrintable(QString::number(static_cast<double>(worst))));
        QCOMPARE(loaded.notes.size(), std::size_t{*row.note != '\0' ? 1U : 0U});
        QVERIFY2(note.find(row.note) != std::string::npos, note.c_str());
    }

private Q_SLOTS:
    void initTestCase() { qInfo("| %-24s | %9s | %9s | note or sentence |", "file", "expected", "read"); }

    void filesOfOtherPrograms_data() {
        QTest::addColumn<int>("index");
        int index = 0;
        for (const Case& row : kCases)
            QTest::addRow("%s", row.file) << index++;
    }
    void filesOfOtherPrograms() {
        QFETCH(int, index);
        const Case& row = kCases[index];
        const TemporaryFolder folder;
        bool isMade = false;
        runShell(folder, row.make, isMade);
        QVERIFY2(isMade && std::filesystem::exists(folder / row.file), "The file could not be made.");
        try {
            if (*row.refusal != '\0')
                verifyRefused(folder, row);
            else
                verifyRead(folder, row);
        } catch (const Error& error) {
            QFAIL(error.what());
        }
    }

    void plainSamplesAreThoseOfLibsndfile_data() {
        QTest::addColumn<QString>("make");
        for (const char* arguments :
             {"-c:a pcm_u8 a.wav", "-c:a pcm_s16le a.wav", "-c:a pcm_s24le a.wav", "-c:a pcm_s32le a.wav",
              "-c:a pcm_f32le a.wav", "-c:a pcm_f64le a.wav", "-c:a pcm_s24be a.aiff", "-c:a pcm_s8 a.aiff", "a.flac",
              "-sample_fmt s32 a.flac", "-c:a pcm_alaw a.wav", "-c:a pcm_mulaw a.au"})
            QTest::addRow("%s", arguments) << QString("ff $stereo %1").arg(arguments);
    }
    void plainSamplesAreThoseOfLibsndfile() {
        QFETCH(QString, make);
        const TemporaryFolder folder;
        bool isMade = false;
        runShell(folder, make.toStdString(), isMade);
        QVERIFY(isMade);
        const std::filesystem::path path = folder / make.section(' ', -1).toStdString();
        SF_INFO info = {};
        SNDFILE* file = sf_open(path.c_str(), SFM_READ, &info);
        QVERIFY(file != nullptr);
        std::vector<float> expected(static_cast<std::size_t>(info.frames * info.channels));
        sf_readf_float(file, expected.data(), info.frames);
        sf_close(file);
        QVERIFY(interleaved(readAudioFile(path).audio) == expected);
    }

    void textAndRandomBytesAreNoSound() {
        const TemporaryFolder folder;
        std::string text;
        while (text.size() < 20000)
            text += "Dear diary, this is line " + std::to_string(text.size()) + " of what is not a sound at all.\r\n";
        std::mt19937 random(7);
        std::string noise(100000, '\0');
        for (char& byte : noise)
            byte = static_cast<char>(random());
        for (const char* extension :
             {"txt",  "wav", "mp3",  "aac", "au",  "snd",  "gsm", "vox", "ul",  "al",  "raw",  "sw",
              "g722", "ogg", "flac", "mp4", "mkv", "aiff", "dts", "ac3", "srt", "ass", "html", "mod"}) {
            const std::filesystem::path path = folder / (std::string("no-sound.") + extension);
            for (const std::string& bytes : {text, noise, noise.substr(0, 700), std::string(100000, '\0')}) {
                test::writeBytes(path, bytes);
                const std::string sentence = errorOf([&] { readAudioFile(path); });
                QVERIFY2(sentence.find("is not a sound file") != std::string::npos, (path.string() + sentence).c_str());
            }
        }
    }

    void nothingIsPrinted() {
        const TemporaryFolder folder;
        bool isMade = false;
        runShell(folder,
                 "ff $tone -c:a libmp3lame a.mp3; dd if=/dev/urandom of=a.mp3 bs=1 count=3000 seek=5000 conv=notrunc "
                 "status=none",
                 isMade);
        QVERIFY(isMade);
        const int printed = ::open((folder / "printed").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
        const int kept = ::dup(STDERR_FILENO);
        QVERIFY(printed >= 0 && kept >= 0);
        ::dup2(printed, STDERR_FILENO);
        const LoadedAudio loaded = readAudioFile(folder / "a.mp3");
        ::dup2(kept, STDERR_FILENO);
        ::close(kept);
        ::close(printed);
        QVERIFY(!loaded.notes.empty());
        QCOMPARE(std::filesystem::file_size(folder / "printed"), std::uintmax_t{0});
    }

    void readingAVideoCanBeGivenUp() {
        const TemporaryFolder folder;
        bool isMade = false;
        runShell(folder, "ff -f lavfi -i sine=440:r=44100:d=20 -c:a aac a.m4a", isMade);
        QVERIFY(isMade);
        std::vector<double> shares;
        const auto read = [&](double end) {
            readSoundFile(folder / "a.m4a", [&](double share) {
                shares.push_back(share);
                if (share >= end)
                    throw Error("given up");
            });
        };
        QCOMPARE(errorOf([&] { read(0.5); }), std::string("given up"));
        QVERIFY(shares.size() > 2 && shares.back() >= 0.5 && shares.back() < 1.0);
        shares.clear();
        read(2.0);
        QVERIFY(std::ranges::is_sorted(shares));
        QCOMPARE(shares.back(), 1.0);
    }
};

} // namespace stepwise::core

QTEST_APPLESS_MAIN(stepwise::core::SoundFormatsTest)
#include "sound_formats_test.moc"
