// Long sounds that are read ahead of what is played.
#include "core/playback_requests.h"
#include "core/resample.h"
#include "support/audio_thread_guard.h"
#include "support/test_sounds.h"

#include <QTest>

namespace stepwise::core {

using test::AudioThreadGuard;
using test::noiseSound;

constexpr double kRateHz = 44100.0;
constexpr std::size_t kLongFrames = std::size_t{130} * 44100; ///< of stereo: more than what stays in memory
constexpr std::int64_t kPage = SoundStream::kPageFrames;

/// Passes on what it gets.
class Through : public LiveStage {
public:
    void prepare(double) override {}
    void reset() noexcept override {}
    void process(const float* stereo, int frames) noexcept override { std::copy_n(stereo, 2 * frames, block_.begin()); }
    std::span<const float> tap(int) const noexcept override { return block_; }
    int latencyFrames() const noexcept override { return 0; }

private:
    std::array<float, static_cast<std::size_t>(2 * kLiveBlockFrames)> block_ = {};
};

class SoundStreamTest : public QObject {
    Q_OBJECT

    AudioBuffer samples_ = noiseSound(kRateHz, kLongFrames, 0.5, 2);
    StoredSound sound_ = stored(samples_);

    bool hasFrame(const StereoFrame& heard, std::int64_t frame) const {
        const auto i = static_cast<std::size_t>(frame);
        return heard[0] == samples_.channels[0][i] && heard[1] == samples_.channels[1][i];
    }

    /// Heard from `output`, in blocks of an odd size, while requests go on being served.
    static std::vector<StereoFrame> played(PlaybackRequests& requests, SoundSwitch& output, std::size_t frames) {
        constexpr std::size_t kBlock = 441;
        std::vector<float> block(2 * kBlock);
        std::vector<StereoFrame> heard;
        while (heard.size() < frames) {
            {
                const AudioThreadGuard guard;
                output.render(block.data(), static_cast<int>(kBlock));
            }
            for (std::size_t i = 0; i < kBlock; ++i)
                heard.push_back({block[2 * i], block[2 * i + 1]});
            requests.proceed(output, kRateHz);
            QTest::qSleep(1); // the device is ten times as fast as life
        }
        return heard;
    }

    static bool isReady(PlaybackRequests& requests, SoundSwitch& output) {
        return QTest::qWaitFor([&] {
            requests.proceed(output, kRateHz);
            return !requests.isSoundPending();
        });
    }

    /// A long sound that was heard; nobody but the requests has it any more.
    std::weak_ptr<const void> heardBefore(PlaybackRequests& requests) const {
        const StoredSound sound = stored(samples_);
        SoundSwitch output(kRateHz);
        requests.hear({sound});
        const bool isHeard = isReady(requests, output);
        requests.hear({});
        return isHeard ? sound.identity() : std::weak_ptr<const void>();
    }

    /// Where in what is heard the sound's `frame` is, from `from` on; -1 if nowhere.
    std::ptrdiff_t placeOf(const std::vector<StereoFrame>& heard, std::int64_t frame, std::size_t from = 0) const {
        for (std::size_t i = from; i + 4 < heard.size(); ++i)
            if (hasFrame(heard[i], frame) && hasFrame(heard[i + 1], frame + 1) && hasFrame(heard[i + 3], frame + 3))
                return static_cast<std::ptrdiff_t>(i);
        return -1;
    }

    bool goesOn(const std::vector<StereoFrame>& heard, std::size_t from, std::size_t to, std::int64_t frame) const {
        for (std::size_t i = from; i < to; ++i)
            if (!hasFrame(heard[i], frame + static_cast<std::int64_t>(i - from)))
                return false;
        return true;
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(sound_.isInFile()); }

    void whatIsNearIsThereAndWhatIsFarIsNot() {
        SoundStream stream(sound_);
        QCOMPARE(stream.frames(), static_cast<std::int64_t>(kLongFrames));
        QVERIFY(!stream.isReadFrom(0));
        QVERIFY(!stream.takeStarved());
        const std::array<std::int64_t, 2> places = {0, 10 * kPage + 5};
        stream.readNear(places);
        for (const std::int64_t place : places) {
            QVERIFY(stream.isReadFrom(place));
            const std::int64_t end = (place / kPage + 1 + SoundStream::kPagesAhead) * kPage;
            for (std::int64_t frame = place; frame < end; ++frame)
                QVERIFY(hasFrame(stream.frameAt(frame), frame));
        }
        QVERIFY(!stream.takeStarved());
        QVERIFY(!stream.isReadFrom(5 * kPage));
        QVERIFY(stream.frameAt(5 * kPage) == StereoFrame{});
        QVERIFY(stream.takeStarved());
        QVERIFY(!stream.takeStarved());
        QVERIFY(stream.frameAt(-1) == StereoFrame{});
        QVERIFY(stream.frameAt(stream.frames()) == StereoFrame{});
        QVERIFY(!stream.takeStarved()); // outside is silence
    }

    void theEndIsReadAndNothingBehindIt() {
        SoundStream stream(sound_);
        const std::array<std::int64_t, 1> places = {stream.frames() - 10};
        stream.readNear(places);
        QVERIFY(stream.isReadFrom(places[0]));
        for (std::int64_t frame = places[0]; frame < stream.frames(); ++frame)
            QVERIFY(hasFrame(stream.frameAt(frame), frame));
    }

    void pagesGiveWayOnceTheyAreNotWanted() {
        SoundStream stream(sound_);
        const std::int64_t last = stream.frames() / kPage;
        for (std::int64_t page = 0; page < last; ++page) {
            const std::array<std::int64_t, 2> places = {page * kPage + 100, 3 * kPage};
            stream.readNear(places);
            QVERIFY(stream.isReadFrom(places[0]) && stream.isReadFrom(places[1]));
            QVERIFY(hasFrame(stream.frameAt(places[0]), places[0]));
            if (page > 0) // is being faded out, perhaps
                QVERIFY(hasFrame(stream.frameAt((page - 1) * kPage + 200), (page - 1) * kPage + 200));
        }
        int present = 0;
        for (std::int64_t page = 0; page < last; ++page)
            present += stream.frameAt(page * kPage) == StereoFrame{} ? 0 : 1;
        QVERIFY2(present <= static_cast<int>(SoundStream::kSlots), qPrintable(QString::number(present)));
    }

    void monoIsHeardOnBothSides() {
        SoundStream stream(stored(noiseSound(kRateHz, 2 * kLongFrames, 0.5, 1)));
        const std::array<std::int64_t, 1> places = {0};
        stream.readNear(places);
        QVERIFY(stream.frameAt(7)[0] != 0.0F);
        QCOMPARE(stream.frameAt(7)[0], stream.frameAt(7)[1]);
    }

    void aLongSoundIsHeardAsItIs() {
        PlaybackRequests requests;
        SoundSwitch output(kRateHz);
        requests.hear({sound_});
        requests.move(0.0);
        requests.proceed(output, kRateHz);
        QVERIFY(requests.isSoundPending()); // nothing is read yet
        QVERIFY(isReady(requests, output));
        output.setActive(true);
        const std::vector<StereoFrame> heard = played(requests, output, 10 * static_cast<std::size_t>(kPage));
        QVERIFY(goesOn(heard, 0, heard.size(), 0));
        QCOMPARE(requests.starvations(), 0);
    }

    void aMoveWaitsUntilItIsRead() {
        PlaybackRequests requests;
        SoundSwitch output(kRateHz);
        requests.hear({sound_});
        QVERIFY(isReady(requests, output));
        output.setActive(true);
        played(requests, output, 5000);
        requests.move(100.0);
        QCOMPARE(requests.positionSeconds(output, kRateHz), 100.0);
        const std::vector<StereoFrame> heard = played(requests, output, 100000);
        constexpr std::int64_t kThere = 4410000;
        const std::ptrdiff_t start = placeOf(heard, kThere + 1000);
        QVERIFY(start >= 0);
        QVERIFY(goesOn(heard, static_cast<std::size_t>(start), heard.size(), kThere + 1000));
        QCOMPARE(requests.starvations(), 0);
        QVERIFY(requests.positionSeconds(output, kRateHz) > 100.0);
    }

    void aLoopBeginsWhereItIsRead() {
        PlaybackRequests requests;
        SoundSwitch output(kRateHz);
        requests.hear({sound_});
        requests.setLoopRegion(50.0, 50.5);
        requests.move(50.4);
        QVERIFY(isReady(requests, output));
        output.setActive(true);
        const std::vector<StereoFrame> heard = played(requests, output, 50000);
        constexpr std::int64_t kStart = 50 * 44100;
        const std::ptrdiff_t again = placeOf(heard, kStart + 1000, 4410);
        QVERIFY(again >= 0);
        QVERIFY(goesOn(heard, static_cast<std::size_t>(again), static_cast<std::size_t>(again) + 20000, kStart + 1000));
        QCOMPARE(requests.starvations(), 0);
    }

    void switchingBetweenLongSoundsKeepsThePlace() {
        AudioBuffer turned = samples_;
        applyGain(turned, -1.0F);
        const StoredSound other = stored(turned);
        PlaybackRequests requests;
        SoundSwitch output(kRateHz);
        requests.hear({sound_});
        requests.move(60.0);
        QVERIFY(isReady(requests, output));
        output.setActive(true);
        for (int turn = 0; turn < 6; ++turn) {
            played(requests, output, 20000);
            const std::int64_t place = output.position();
            requests.hear({turn % 2 == 0 ? other : sound_});
            requests.proceed(output, kRateHz);
            QVERIFY(turn == 0 || !requests.isSoundPending()); // both are read by now
            std::vector<StereoFrame> heard = played(requests, output, 20000);
            if (turn % 2 == 0)
                for (StereoFrame& frame : heard)
                    frame = {-frame[0], -frame[1]};
            QVERIFY(goesOn(heard, 15000, 20000, place + 15000));
        }
        QCOMPARE(requests.starvations(), 0);
    }

    void aLongSoundOfAnotherRateIsConvertedFirst() {
        PlaybackRequests requests;
        SoundSwitch output(48000.0);
        requests.hear({sound_});
        QVERIFY(QTest::qWaitFor(
            [&] {
                requests.proceed(output, 48000.0);
                return !requests.isSoundPending();
            },
            60000));
        output.setActive(true);
        std::vector<float> block(2 * 4800);
        output.render(block.data(), 4800);
        const AudioBuffer expected =
            resample(AudioBuffer(kRateHz, std::vector<float>(samples_.channels[0].begin(),
                                                             samples_.channels[0].begin() + 44100)),
                     48000.0);
        for (std::size_t i = 0; i < 4800; ++i)
            QVERIFY(std::abs(block[2 * i] - expected.channels[0][i]) < 1e-3F);
    }

    void whatCannotBeConvertedIsSaidAndTriedAgain() {
        const QByteArray before = qgetenv("TMPDIR");
        qputenv("TMPDIR", "/no/such/folder");
        PlaybackRequests requests;
        SoundSwitch output(48000.0);
        requests.hear({sound_});
        std::string trouble;
        const bool isSaid = QTest::qWaitFor([&] {
            requests.proceed(output, 48000.0);
            trouble = requests.takeTrouble();
            return !trouble.empty();
        });
        before.isNull() ? qunsetenv("TMPDIR") : qputenv("TMPDIR", before);
        QVERIFY(isSaid);
        QVERIFY2(trouble.find("/no/such/folder") != std::string::npos, trouble.c_str());
        requests.restart();
        QVERIFY(QTest::qWaitFor(
            [&] {
                requests.proceed(output, 48000.0);
                return !requests.isSoundPending();
            },
            60000));
    }

    void whatIsPastTheEndOfALoopIsReadWhereItIsHeard_data() {
        QTest::addColumn<double>("seconds");
        QTest::addColumn<double>("loopStart");
        QTest::addColumn<double>("loopEnd");
        QTest::addColumn<double>("heardAt");
        QTest::newRow("moved behind the loop") << 100.0 << 30.0 << 50.0 << 40.0;
        QTest::newRow("moved past the end of the sound") << 150.0 << 0.0 << 0.0 << 20.0;
        QTest::newRow("a region that the sound does not have") << 129.7 << 200.0 << 300.0 << 129.7;
    }
    void whatIsPastTheEndOfALoopIsReadWhereItIsHeard() {
        QFETCH(double, seconds);
        QFETCH(double, loopStart);
        QFETCH(double, loopEnd);
        QFETCH(double, heardAt);
        PlaybackRequests requests;
        SoundSwitch output(kRateHz);
        requests.setLoopRegion(loopStart, loopEnd);
        requests.hear({sound_});
        QVERIFY(isReady(requests, output));
        output.setActive(true);
        played(requests, output, 5000);
        requests.move(seconds);
        const std::vector<StereoFrame> heard = played(requests, output, 60000); // across the end, in the last row
        const auto there = static_cast<std::int64_t>(heardAt * kRateHz);
        const std::ptrdiff_t start = placeOf(heard, there + 1000);
        QVERIFY(start >= 0);
        QVERIFY(goesOn(heard, static_cast<std::size_t>(start), static_cast<std::size_t>(start) + 10000, there + 1000));
        QCOMPARE(requests.starvations(), 0);
    }

    void aPlaceThatTheOtherSoundDoesNotHaveIsHeardInItsLoop() {
        AudioBuffer longer(kRateHz, 2, 2 * kLongFrames);
        const StoredSound other = stored(longer);
        PlaybackRequests requests;
        SoundSwitch output(kRateHz);
        requests.hear({other});
        requests.move(200.0);
        QVERIFY(isReady(requests, output));
        output.setActive(true);
        played(requests, output, 5000);
        requests.hear({sound_});
        const std::vector<StereoFrame> heard = played(requests, output, 60000);
        QVERIFY(placeOf(heard, 71 * 44100) >= 0); // 200 s less 130 s, and one
        QCOMPARE(requests.starvations(), 0);
    }

    void aSoundThatIsNotHeardIsNotConverted() {
        PlaybackRequests requests;
        SoundSwitch output(48000.0);
        const auto input = std::make_shared<const AudioBuffer>(noiseSound(48000.0, 48000, 0.5, 2));
        requests.hear({sound_, 1.0F, std::make_shared<Through>(), input, 0});
        requests.proceed(output, 48000.0);
        QVERIFY(!requests.isSoundPending());
        QVERIFY(requests.isLive());
        requests.hear({sound_, 1.0F, std::make_shared<Through>(), input, -1});
        requests.proceed(output, 48000.0);
        QVERIFY(requests.isSoundPending()); // now it is
    }

    void soundsThatNobodyHasAreLetGo() {
        PlaybackRequests requests;
        const std::weak_ptr<const void> file = heardBefore(requests);
        QVERIFY(!file.expired());
        SoundSwitch output(kRateHz);
        QTRY_VERIFY((requests.proceed(output, kRateHz), file.expired()));
    }

    void soundsAreLetGoWhenPlaybackStops() {
        PlaybackRequests requests;
        const std::weak_ptr<const void> file = heardBefore(requests);
        QTest::qSleep(100); // the reading thread has nothing left to do
        QVERIFY(!file.expired());
        requests.restart();
        QTRY_VERIFY(file.expired());
    }

    void theStagesInputIsReadWhereItRepeatsByItself() {
        const StoredSound target = stored(AudioBuffer(kRateHz, 2, 2 * kLongFrames));
        PlaybackRequests requests;
        SoundSwitch output(kRateHz);
        requests.setLoopRegion(30.0, 250.0);
        requests.hear({target, 1.0F, std::make_shared<Through>(), sound_, -1});
        requests.move(129.0);
        QVERIFY(isReady(requests, output));
        output.setActive(true);
        played(requests, output, std::size_t{9} * 44100); // at 130 s it goes back to 30 s, and on to 38 s
        QCOMPARE(requests.starvations(), 0);
    }

    void theStageFollowsWhereItsInputIsShorter_data() {
        QTest::addColumn<double>("loopStart");
        QTest::addColumn<double>("loopEnd");
        QTest::newRow("whole sounds") << 0.0 << 0.0;
        QTest::newRow("a region longer than the input") << 30.0 << 250.0;
    }
    void theStageFollowsWhereItsInputIsShorter() {
        QFETCH(double, loopStart);
        QFETCH(double, loopEnd);
        const StoredSound target = stored(AudioBuffer(kRateHz, 2, 2 * kLongFrames));
        const auto stage = std::make_shared<Through>();
        PlaybackRequests requests;
        SoundSwitch output(kRateHz);
        requests.setLoopRegion(loopStart, loopEnd);
        requests.hear({target, 1.0F, stage, sound_, -1});
        requests.move(150.0);
        QVERIFY(isReady(requests, output));
        output.setActive(true);
        played(requests, output, 50000);
        requests.hear({target, 1.0F, stage, sound_, 0});
        const std::vector<StereoFrame> heard = played(requests, output, 100000);
        const auto there = static_cast<std::int64_t>((loopStart + 22.0) * kRateHz); // 151 s less 130 s, and one
        const std::ptrdiff_t start = placeOf(heard, there);
        QVERIFY(start >= 0);
        QVERIFY(goesOn(heard, static_cast<std::size_t>(start), static_cast<std::size_t>(start) + 20000, there));
        QCOMPARE(requests.starvations(), 0);
    }
};

} // namespace stepwise::core

QTEST_GUILESS_MAIN(stepwise::core::SoundStreamTest)
#include "sound_stream_test.moc"
