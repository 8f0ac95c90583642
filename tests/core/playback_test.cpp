#include "core/playback.h"

#include "core/error.h"
#include "core/output_stream.h"
#include "core/playback_requests.h"
#include "core/resample.h"
#include "support/jack_server.h"
#include "support/temporary_files.h"
#include "support/test_sounds.h"

#include <QTest>
#include <QTimer>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

namespace stepwise::core {

using test::errorOf;
using test::JackServer;
using test::noiseSound;
using test::sineSound;

constexpr double kDeviceRateHz = 44100.0;
constexpr float kRecorderStep = 0x1p-22F; ///< the recorder writes 24 bits

/// Runs at usual rates alone, and is silent.
class Silence : public LiveStage {
public:
    void prepare(double rateHz) override {
        if (rateHz < 22050.0)
            throw std::invalid_argument("too slow");
    }
    void reset() noexcept override {}
    void process(const float*, int) noexcept override {}
    std::span<const float> tap(int) const noexcept override { return block_; }
    int latencyFrames() const noexcept override { return 0; }

private:
    std::array<float, static_cast<std::size_t>(2 * kLiveBlockFrames)> block_ = {};
};

/// Takes longer than a buffer lasts while it is asked to.
class SlowSilence : public Silence {
public:
    void process(const float*, int) noexcept override {
        if (isSlow)
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    std::atomic<bool> isSlow = false;
};

class PlaybackTest : public QObject {
    Q_OBJECT

    /// Full of landmarks, and exact in the recorder's 24 bits.
    static std::shared_ptr<AudioBuffer> landmarks(std::size_t frames, std::size_t channels = 2,
                                                  double rateHz = kDeviceRateHz) {
        auto sound = std::make_shared<AudioBuffer>(noiseSound(rateHz, frames, 0.9, channels));
        for (std::vector<float>& channel : sound->channels)
            for (float& sample : channel)
                sample = std::round(sample * 0x1p15F) * 0x1p-15F;
        return sound;
    }

    /// Where in `recorded` the beginning of `sound` is found, or the recording's length.
    static std::size_t find(std::span<const float> recorded, std::span<const float> sound) {
        constexpr std::size_t kProbe = 64;
        const auto found = std::search(recorded.begin(), recorded.end(), sound.begin(), sound.begin() + kProbe,
                                       [](float a, float b) { return std::abs(a - b) <= kRecorderStep; });
        return static_cast<std::size_t>(found - recorded.begin());
    }

    static bool areEqual(std::span<const float> a, std::span<const float> b) {
        return std::ranges::equal(a, b, [](float x, float y) { return std::abs(x - y) <= kRecorderStep; });
    }

    static float largestStep(std::span<const float> samples) {
        float largest = 0.0F;
        for (std::size_t i = 1; i < samples.size(); ++i)
            largest = std::max(largest, std::abs(samples[i] - samples[i - 1]));
        return largest;
    }

    /// The whole of `sound` in both channels of a recording, then the same again.
    static bool isLooped(const AudioBuffer& recording, const AudioBuffer& sound) {
        for (std::size_t c = 0; c < 2; ++c) {
            const std::span<const float> expected = sound.channel(std::min(c, sound.channelCount() - 1));
            const std::span<const float> recorded = recording.channel(c);
            // The seam may be smoothed over the fade time, so look for what comes after.
            const std::size_t margin = 500;
            const std::span<const float> body = expected.subspan(margin);
            const std::size_t start = find(recorded, body);
            if (start + expected.size() + body.size() > recorded.size())
                return false;
            if (!areEqual(recorded.subspan(start, body.size()), body) ||
                !areEqual(recorded.subspan(start + expected.size(), body.size()), body))
                return false;
        }
        return true;
    }

    /// The device is opened on the side.
    static bool starts(Player& player) {
        player.play();
        const double before = player.positionSeconds();
        return QTest::qWaitFor([&] { return player.update().empty() && player.positionSeconds() != before; });
    }

    static OutputDevice jackDevice() {
        for (const OutputDevice& device : Player::outputDevices())
            if (device.hostApi.find("JACK") != std::string::npos)
                return device;
        return {};
    }

    test::TemporaryFolder folder_;

private Q_SLOTS:
    void withoutADeviceItSaysSo() {
        test::chooseJackServer("stepwise-no-such-server");
        Player player;
        player.chooseDevice(1000);
        QVERIFY(errorOf([&] { player.play(); }).find("no longer there") != std::string::npos);
        player.chooseDevice(-1);
        const bool hasSoundCard = !Player::outputDevices().empty();
        const std::string reason =
            hasSoundCard
                ? ""
                : "No audio output device was found. Plug one in, then look for devices again in the settings.";
        QCOMPARE(player.unavailableReason(), reason);
        player.setSound(landmarks(1000));
        player.setPositionSeconds(0.01);
        QCOMPARE(player.positionSeconds(), 0.01);
        QCOMPARE(errorOf([&] { player.play(); }), reason);
        QCOMPARE(player.isPlaying(), hasSoundCard);
        player.stop();
        QCOMPARE(player.underrunCount(), 0);
    }

    void devicesAreListed() {
        JackServer server(kDeviceRateHz);
        QVERIFY2(server.isRunning(), qPrintable(server.log()));
        const OutputDevice device = jackDevice();
        QVERIFY(device.index >= 0);
        QCOMPARE(device.defaultRateHz, kDeviceRateHz);
        QVERIFY(device.maxChannels >= 2);
        Player player;
        QCOMPARE(player.unavailableReason(), std::string());
        player.setSound(landmarks(1000));
        player.chooseDevice(device.index, 256);
        QVERIFY(starts(player));
        player.play();
        QVERIFY(player.isPlaying());
        player.stop();
        QVERIFY(!player.isPlaying());
    }

    void aLoopIsPlayedSampleForSample_data() {
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("bufferFrames");
        QTest::addRow("stereo, 512 frames") << 2 << 512;
        QTest::addRow("mono, 100 frames asked") << 1 << 100;
        QTest::addRow("three channels, 4096 frames") << 3 << 4096;
    }
    void aLoopIsPlayedSampleForSample() {
        QFETCH(int, channels);
        QFETCH(int, bufferFrames);
        JackServer server(kDeviceRateHz);
        QVERIFY2(server.isRunning(), qPrintable(server.log()));
        const auto sound = landmarks(22050, static_cast<std::size_t>(channels));
        Player player;
        player.chooseDevice(jackDevice().index, bufferFrames);
        player.setSound(sound);
        QVERIFY(starts(player));
        const auto recording = JackServer::record(3, folder_ / "loop.wav");
        player.stop();
        QVERIFY(recording);
        QVERIFY(isLooped(*recording, *sound));
    }

    /// The fade of a device with large buffers takes 0.3 s: nobody waits for it.
    void anotherDeviceIsChosenWhileTheOldOneFades() {
        JackServer server(kDeviceRateHz);
        QVERIFY2(server.isRunning(), qPrintable(server.log()));
        Player player;
        player.chooseDevice(jackDevice().index, kMaxBufferFrames);
        player.setSound(landmarks(22050));
        QVERIFY(starts(player));
        player.chooseDevice(player.devices().front().index, kMinBufferFrames);
        QVERIFY(!player.devices().empty());
        QVERIFY(!OutputStream::waitForClosed(std::chrono::milliseconds(0)));
        QVERIFY(starts(player)); // once the old one has let go
    }

    void soundsAreConvertedToTheDevicesRate() {
        JackServer server(kDeviceRateHz);
        QVERIFY2(server.isRunning(), qPrintable(server.log()));
        const auto sound = landmarks(24000, 2, 48000.0);
        Player player;
        player.chooseDevice(jackDevice().index);
        player.setSound(sound, 0.5F);
        AudioBuffer expected = resample(*sound, kDeviceRateHz);
        applyGain(expected, 0.5F);
        QVERIFY(starts(player));
        const auto recording = JackServer::record(3, folder_ / "converted.wav");
        player.stop();
        QVERIFY(recording);
        QVERIFY(isLooped(*recording, expected));
    }

    void aLongSoundIsBeingConvertedUntilItIsHeard() {
        PlaybackRequests requests;
        SoundSwitch output(48000.0);
        requests.hear({landmarks(1000)});
        requests.proceed(output, 48000.0);
        QVERIFY(!requests.isConverting() && !requests.isSoundPending());
        requests.hear({landmarks(std::size_t{30} * 44100)});
        requests.proceed(output, 48000.0);
        QVERIFY(requests.isConverting());
        requests.hear({landmarks(1000)}); // another one, which is there at once
        requests.proceed(output, 48000.0);
        QVERIFY(!requests.isConverting());
        requests.hear({landmarks(std::size_t{30} * 44100)});
        QTRY_VERIFY_WITH_TIMEOUT((requests.proceed(output, 48000.0), !requests.isSoundPending()), 60000);
        QVERIFY(!requests.isConverting());
    }

    void aStageThatDoesNotRunAtTheRateIsLeftOut() {
        for (const double rateHz : {16000.0, 48000.0}) {
            PlaybackRequests requests;
            SoundSwitch output(rateHz);
            const auto sound = landmarks(1000);
            requests.hear({sound, 1.0F, std::make_shared<Silence>(), sound, 0});
            QVERIFY(!requests.isStageLeftOut()); // not known yet
            requests.proceed(output, rateHz);
            QCOMPARE(requests.isStageLeftOut(), rateHz < 22050.0);
            QCOMPARE(requests.isLive(), rateHz > 22050.0);
            requests.hear({sound});
            requests.proceed(output, rateHz);
            QVERIFY(!requests.isStageLeftOut());
        }
    }

    void playedOnceIsPlayedWholeThenSilent() {
        JackServer server(kDeviceRateHz);
        QVERIFY2(server.isRunning(), qPrintable(server.log()));
        // Time for the recorder to start, then one burst.
        auto sound = std::make_shared<AudioBuffer>(kDeviceRateHz, 2, 88200);
        const auto burst = landmarks(22050);
        for (std::size_t c = 0; c < 2; ++c)
            std::ranges::copy(burst->channels[c], sound->channels[c].begin() + 66150);
        Player player;
        player.chooseDevice(jackDevice().index);
        player.setLooping(false);
        player.setSound(sound);
        QVERIFY(starts(player));
        const auto recording = JackServer::record(4, folder_ / "once.wav");
        const double position = player.positionSeconds();
        player.stop();
        QVERIFY(recording);
        QVERIFY(position >= sound->seconds());
        const std::span<const float> recorded = recording->channel(1);
        const std::size_t start = find(recorded, burst->channel(1));
        QVERIFY(start + 22050 + 1000 <= recorded.size());
        QVERIFY(areEqual(recorded.subspan(start, 22050), burst->channel(1)));
        const auto after = recorded.subspan(start + 22050 + 500);
        QVERIFY(std::ranges::all_of(after, [](float sample) { return sample == 0.0F; }));
    }

    void switchingDoesNotClick() {
        JackServer server(kDeviceRateHz);
        QVERIFY2(server.isRunning(), qPrintable(server.log()));
        const auto low = std::make_shared<AudioBuffer>(sineSound(20.0, kDeviceRateHz, 44100, 0.5));
        auto high = std::make_shared<AudioBuffer>(*low);
        applyGain(*high, -1.0F);
        Player player;
        player.chooseDevice(jackDevice().index);
        player.setSound(low);
        QVERIFY(starts(player));
        QTimer switches;
        int count = 0;
        QObject::connect(&switches, &QTimer::timeout, [&] {
            player.setSound(++count % 2 == 0 ? low : high);
            if (count % 5 == 0)
                player.setPositionSeconds(0.1 * (count % 10));
        });
        switches.start(37);
        const auto recording = JackServer::record(3, folder_ / "switches.wav");
        player.stop();
        QVERIFY(recording);
        QVERIFY(count > 20);
        // A full crossfade between opposite signs, and the sines' own slope.
        QVERIFY(largestStep(recording->channel(0)) < 1.0F / 441.0F + 0.002F);
        QVERIFY(std::ranges::max(recording->channel(0)) > 0.4F);
    }

    void aLongSoundIsPlayedFromItsFileSampleForSample() {
        JackServer server(kDeviceRateHz);
        QVERIFY2(server.isRunning(), qPrintable(server.log()));
        const auto sound = landmarks(std::size_t{130} * 44100);
        const StoredSound kept = stored(*sound);
        QVERIFY(kept.isInFile());
        Player player;
        player.chooseDevice(jackDevice().index, 128);
        player.setSound(kept);
        player.setPositionSeconds(20.0);
        QVERIFY(starts(player));
        QTimer follow;
        QObject::connect(&follow, &QTimer::timeout, [&] { player.update(); });
        follow.start(16);
        QTimer::singleShot(2000, [&] { player.setPositionSeconds(100.0); });
        const auto recording = JackServer::record(4, folder_ / "long.wav");
        player.stop();
        QVERIFY(recording);
        const std::span<const float> recorded = recording->channel(0);
        const std::span<const float> there = std::span(sound->channels[0]).subspan(100 * 44100 + 500);
        const std::size_t moved = find(recorded, there);
        QVERIFY(moved > 22050 && moved + 22050 < recorded.size());
        QVERIFY(areEqual(recorded.subspan(moved, 22050), there.first(22050)));
        const std::span<const float> before = recorded.subspan(moved - 22050, 20000); // ends before the crossfade
        const std::size_t place = find(sound->channels[0], before);
        QVERIFY(place > 20 * 44100 && place < 25 * 44100);
        QVERIFY(areEqual(before, std::span(sound->channels[0]).subspan(place, 20000)));
    }

    /// On a server that waits for nobody.
    void lateBuffersAreCounted() {
        JackServer server(kDeviceRateHz, 2, JackServer::Clock::realTime);
        QVERIFY2(server.isRunning(), qPrintable(server.log()));
        Player player;
        player.chooseDevice(jackDevice().index, 128);
        const auto sound = std::make_shared<AudioBuffer>(*landmarks(44100));
        const auto stage = std::make_shared<SlowSilence>();
        player.hear({sound, 1.0F, stage, sound, 0});
        QVERIFY(starts(player));
        const int before = player.underrunCount();
        stage->isSlow = true;
        QTRY_VERIFY(player.underrunCount() > before);
        stage->isSlow = false;
        player.stop();
        QVERIFY(player.underrunCount() > before); // of the time that has ended
    }

    void positionFollowsAndMoves() {
        JackServer server(kDeviceRateHz);
        QVERIFY2(server.isRunning(), qPrintable(server.log()));
        Player player;
        player.chooseDevice(jackDevice().index);
        player.setSound(landmarks(441000));
        player.setPositionSeconds(2.0);
        QVERIFY(starts(player));
        QTRY_VERIFY(player.positionSeconds() > 2.05);
        QVERIFY(player.positionSeconds() < 5.0);
        player.setPositionSeconds(7.0);
        QVERIFY(player.positionSeconds() >= 7.0);
        QTRY_VERIFY(player.positionSeconds() > 7.05);
        player.stop();
        const double stopped = player.positionSeconds();
        QVERIFY(stopped > 7.0 && stopped < 10.0);
        QTest::qWait(50);
        QCOMPARE(player.positionSeconds(), stopped);
        player.setPositionSeconds(-1.0);
        QCOMPARE(player.positionSeconds(), 0.0);
    }
};

} // namespace stepwise::core

QTEST_GUILESS_MAIN(stepwise::core::PlaybackTest)
#include "playback_test.moc"
