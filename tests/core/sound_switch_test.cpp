#include "core/sound_switch.h"

#include "support/audio_thread_guard.h"
#include "support/test_sounds.h"

#include <QTest>

#include <thread>

namespace stepwise::core {

using test::AudioThreadGuard;
using test::noiseSound;
using test::sineSound;

constexpr double kRateHz = 44100.0;
constexpr int kFadeFrames = 441;

class SoundSwitchTest : public QObject {
    Q_OBJECT

    static std::shared_ptr<const AudioBuffer> constant(std::size_t frames, float level) {
        return std::make_shared<const AudioBuffer>(kRateHz, std::vector<float>(frames, level));
    }

    /// Left and right of the next frames, in blocks of an odd size, counted as the audio thread's work.
    static std::array<std::vector<float>, 2> rendered(SoundSwitch& output, std::size_t frames) {
        constexpr std::size_t kBlock = 97;
        std::vector<float> block(2 * kBlock);
        std::array<std::vector<float>, 2> sides;
        for (std::size_t done = 0; done < frames; done += kBlock) {
            const std::size_t count = std::min(kBlock, frames - done);
            {
                const AudioThreadGuard guard;
                output.render(block.data(), static_cast<int>(count));
            }
            for (std::size_t i = 0; i < count; ++i) {
                sides[0].push_back(block[2 * i]);
                sides[1].push_back(block[2 * i + 1]);
            }
        }
        return sides;
    }

    static std::vector<float> renderedLeft(SoundSwitch& output, std::size_t frames) {
        return rendered(output, frames)[0];
    }

    static float largestStep(const std::vector<float>& samples) {
        float largest = 0.0F;
        for (std::size_t i = 1; i < samples.size(); ++i)
            largest = std::max(largest, std::abs(samples[i] - samples[i - 1]));
        return largest;
    }

    static std::vector<float> part(const std::vector<float>& samples, std::size_t first, std::size_t last) {
        return {samples.begin() + static_cast<std::ptrdiff_t>(first),
                samples.begin() + static_cast<std::ptrdiff_t>(last)};
    }

private Q_SLOTS:
    void init() { AudioThreadGuard::count() = 0; }
    void cleanup() { QCOMPARE(AudioThreadGuard::count().load(), 0); }

    void silentUntilActive() {
        SoundSwitch output(kRateHz);
        QCOMPARE(renderedLeft(output, 100), std::vector<float>(100, 0.0F));
        output.publish({constant(1000, 0.5F)});
        QCOMPARE(renderedLeft(output, 100), std::vector<float>(100, 0.0F));
        QVERIFY(output.isSilent());
        QCOMPARE(output.position(), std::int64_t{0});
    }

    void startsWithTheSoundsOwnAttack() {
        const auto sound = std::make_shared<const AudioBuffer>(noiseSound(kRateHz, 5000, 0.9, 2));
        SoundSwitch output(kRateHz);
        output.setLooping(false);
        output.publish({sound, 0.5F});
        output.setActive(true);
        const auto sides = rendered(output, 5000);
        for (std::size_t side = 0; side < 2; ++side)
            for (std::size_t i = 0; i < 5000; ++i)
                QCOMPARE(sides[side][i], 0.5F * sound->channels[side][i]);
        QVERIFY(!output.isSilent());
        QCOMPARE(output.position(), std::int64_t{5000});
        renderedLeft(output, kFadeFrames);
        QCOMPARE(renderedLeft(output, 1000), std::vector<float>(1000, 0.0F));
        QCOMPARE(output.position(), std::int64_t{6441});
    }

    void monoGoesToBothSidesOfManyTheFirstPair() {
        SoundSwitch output(kRateHz);
        output.publish({constant(1000, 0.5F)});
        output.setActive(true);
        auto sides = rendered(output, 100);
        QCOMPARE(sides[0], sides[1]);
        auto many = std::make_shared<AudioBuffer>(kRateHz, 5, 1000);
        for (std::size_t c = 0; c < 5; ++c)
            std::ranges::fill(many->channels[c], 0.1F * static_cast<float>(c + 1));
        output.publish({many});
        sides = rendered(output, 1000);
        QCOMPARE(sides[0].back(), 0.1F);
        QCOMPARE(sides[1].back(), 0.2F);
    }

    void loopKeepsItsLengthAndItsAttack() {
        // Ends at another level than it starts with.
        auto sound = std::make_shared<AudioBuffer>(kRateHz, 1, 3000);
        for (std::size_t i = 0; i < 3000; ++i)
            sound->channels[0][i] = 0.8F * static_cast<float>(i) / 3000.0F;
        SoundSwitch output(kRateHz);
        output.publish({sound});
        output.setActive(true);
        const std::vector<float> left = renderedLeft(output, 9100);
        QCOMPARE(part(left, 0, 3000), sound->channels[0]);
        for (const std::size_t seam : {3000U, 6000U})
            QCOMPARE(part(left, seam + kFadeFrames, seam + 3000), part(sound->channels[0], kFadeFrames, 3000));
        QVERIFY(largestStep(left) < 0.8F / kFadeFrames + 0.001F);
        QCOMPARE(output.position(), std::int64_t{100});
    }

    void seamlessLoopStaysPure() {
        const auto sound = std::make_shared<const AudioBuffer>(sineSound(440.0, kRateHz, 4410, 0.5));
        SoundSwitch output(kRateHz);
        output.publish({sound});
        output.setActive(true);
        const std::vector<float> left = renderedLeft(output, 44100);
        for (std::size_t i = 0; i < left.size(); ++i)
            QVERIFY(std::abs(left[i] - sound->channels[0][i % 4410]) < 1e-4F);
    }

    void soundsShorterThanTheFadeLoop() {
        SoundSwitch output(kRateHz);
        output.publish({constant(1, 0.5F)});
        output.setActive(true);
        for (const float sample : renderedLeft(output, 2000))
            QCOMPARE(sample, 0.5F);
        output.publish({std::make_shared<const AudioBuffer>(noiseSound(kRateHz, 7, 0.5))});
        for (const float sample : renderedLeft(output, 5000))
            QVERIFY(std::abs(sample) <= 1.5F);
    }

    void switchingIsACrossfadeAtTheSamePosition() {
        SoundSwitch output(kRateHz);
        auto ramp = std::make_shared<AudioBuffer>(kRateHz, 1, 20000);
        for (std::size_t i = 0; i < 20000; ++i)
            ramp->channels[0][i] = static_cast<float>(i) / 20000.0F;
        output.publish({constant(20000, -0.5F)});
        output.setActive(true);
        renderedLeft(output, 1000);
        output.publish({ramp});
        const std::vector<float> left = renderedLeft(output, 2000);
        QVERIFY(largestStep(left) < 1.0F / kFadeFrames);
        QCOMPARE(part(left, kFadeFrames, 2000), part(ramp->channels[0], 1000 + kFadeFrames, 3000));
        // Equal gains: half-way both count half.
        QVERIFY(std::abs(left[220] - (0.5F * -0.5F + 0.5F * ramp->channels[0][1220])) < 0.002F);
    }

    void seekIsACrossfade() {
        auto stairs = std::make_shared<AudioBuffer>(kRateHz, 1, 20000);
        std::fill_n(stairs->channels[0].begin(), 10000, 0.6F);
        SoundSwitch output(kRateHz);
        output.publish({stairs});
        output.setActive(true);
        renderedLeft(output, 1000);
        output.seek(12000);
        QCOMPARE(output.position(), std::int64_t{12000});
        const std::vector<float> left = renderedLeft(output, 1000);
        QVERIFY(largestStep(left) < 0.6F / kFadeFrames * 1.01F);
        QCOMPARE(left.back(), 0.0F);
        QCOMPARE(output.position(), std::int64_t{13000});
        output.seek(50000); // beyond the end of a looped sound: wrapped
        renderedLeft(output, 10);
        QCOMPARE(output.position(), std::int64_t{10010});
    }

    void seeksAreHeardHoweverManySoundsWereSwitched() {
        SoundSwitch output(kRateHz);
        output.publish({constant(20000, 0.1F)});
        output.setActive(true);
        for (int i = 0; i < 5; ++i) {
            output.publish({constant(20000, 0.2F)});
            renderedLeft(output, 200); // within the crossfade
        }
        renderedLeft(output, 2000);
        output.seek(15000);
        renderedLeft(output, 1000);
        QCOMPARE(output.position(), std::int64_t{16000});
    }

    void stopAndResumeFade() {
        SoundSwitch output(kRateHz);
        output.publish({constant(20000, 0.8F)});
        output.setActive(true);
        std::vector<float> left = renderedLeft(output, 1000);
        output.setActive(false);
        const std::vector<float> fading = renderedLeft(output, 1000);
        left.insert(left.end(), fading.begin(), fading.end());
        QVERIFY(output.isSilent());
        QCOMPARE(left.back(), 0.0F);
        const std::int64_t stopped = output.position();
        renderedLeft(output, 1000);
        QCOMPARE(output.position(), stopped);
        output.setActive(true);
        const std::vector<float> resumed = renderedLeft(output, 1000);
        left.insert(left.end(), resumed.begin(), resumed.end());
        QVERIFY(largestStep(left) < 0.8F / kFadeFrames * 1.01F);
        QCOMPARE(left.back(), 0.8F);
    }

    void endOfASoundDoesNotClick() {
        SoundSwitch output(kRateHz);
        output.setLooping(false);
        output.publish({constant(1000, 0.8F)});
        output.setActive(true);
        const std::vector<float> left = renderedLeft(output, 3000);
        QVERIFY(largestStep(left) < 0.8F / kFadeFrames * 1.01F);
        QCOMPARE(left.back(), 0.0F);
        output.setLooping(true); // goes on from the beginning, faded in
        QVERIFY(largestStep(renderedLeft(output, 500)) < 0.8F / kFadeFrames * 1.01F);
    }

    void noSoundIsSilence() {
        SoundSwitch output(kRateHz);
        output.publish({constant(1000, 0.8F)});
        output.setActive(true);
        renderedLeft(output, 500);
        output.publish({});
        QVERIFY(largestStep(renderedLeft(output, 1000)) < 0.8F / kFadeFrames * 1.01F);
        QCOMPARE(renderedLeft(output, 100), std::vector<float>(100, 0.0F));
        output.publish({std::make_shared<const AudioBuffer>(kRateHz, 2, 0)});
        QCOMPARE(renderedLeft(output, 1000), std::vector<float>(1000, 0.0F));
    }

    void retiredSoundsAreFreed() {
        std::weak_ptr<const AudioBuffer> first;
        SoundSwitch output(kRateHz);
        {
            auto sound = constant(1000, 0.5F);
            first = sound;
            output.publish({std::move(sound)});
        }
        output.setActive(true);
        renderedLeft(output, 1000);
        output.publish({constant(1000, 0.4F)});
        renderedLeft(output, 1000);
        QVERIFY(!first.expired());
        output.publish({constant(1000, 0.3F)});
        QVERIFY(first.expired());
    }

    void threadsHandOverWithoutLossOrClick() {
        const std::array<std::shared_ptr<const AudioBuffer>, 3> sounds = {constant(3001, 0.5F), constant(2000, -0.5F),
                                                                          constant(10007, 0.1F)};
        SoundSwitch output(kRateHz);
        output.publish({sounds[0]});
        output.setActive(true);
        renderedLeft(output, 64);
        std::atomic<bool> done = false;
        float worst = 0.0F;
        std::thread audio([&] {
            const AudioThreadGuard guard;
            std::array<float, 128> block = {};
            float last = 0.5F;
            while (!done) {
                output.render(block.data(), 64);
                for (std::size_t i = 0; i < block.size(); i += 2) {
                    worst = std::max(worst, std::abs(block[i] - last));
                    last = block[i];
                }
            }
        });
        for (std::size_t i = 0; i < 20000; ++i) {
            output.publish({sounds[i % 3]});
            output.seek(static_cast<std::int64_t>(i % 5000));
            if (i % 64 == 0)
                std::this_thread::yield();
        }
        done = true;
        audio.join();
        QVERIFY2(worst < 1.05F / kFadeFrames, qPrintable(QString::number(static_cast<double>(worst))));
    }
};

} // namespace stepwise::core

QTEST_APPLESS_MAIN(stepwise::core::SoundSwitchTest)
#include "sound_switch_test.moc"
