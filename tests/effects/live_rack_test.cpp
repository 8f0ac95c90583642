#include "effects/live_rack.h"

#include "core/sound_switch.h"
#include "effects/chain_renderer.h"
#include "support/audio_thread_guard.h"
#include "support/steps.h"
#include "support/test_sounds.h"

#include <QTest>

#include <atomic>
#include <cmath>
#include <numbers>
#include <thread>

namespace stepwise::effects {

using core::AudioBuffer;
using core::PlayableSound;
using core::SoundSwitch;
using test::AudioThreadGuard;
using test::noiseSound;
using test::stepWith;

constexpr double kRateHz = 44100.0;
constexpr int kBlock = 128;

class LiveRackTest : public QObject {
    Q_OBJECT

    static std::vector<Step> everything() {
        return {stepWith(EffectId::equalizer, "high_gain", 0.9F), stepWith(EffectId::distortion, "drive", 0.7F),
                stepWith(EffectId::compressor, "mid_amount", 0.8F), stepWith(EffectId::phaser, "depth", 0.6F),
                stepWith(EffectId::hallReverb, "mix", 0.4F)};
    }

    static std::shared_ptr<LiveRack> rackOf(const std::vector<Step>& steps, std::size_t channels) {
        auto rack = std::make_shared<LiveRack>(steps, channels > 1 ? Layout::stereo : Layout::mono);
        rack->prepare(kRateHz);
        return rack;
    }

    static std::vector<float> rendered(SoundSwitch& output, std::size_t frames) {
        std::vector<float> samples(2 * frames);
        const AudioThreadGuard guard;
        for (std::size_t done = 0; done < frames; done += kBlock)
            output.render(samples.data() + 2 * done, static_cast<int>(std::min<std::size_t>(kBlock, frames - done)));
        return samples;
    }

    static float largestStep(const std::vector<float>& stereo) {
        float largest = 0.0F;
        for (std::size_t i = 2; i < stereo.size(); ++i)
            largest = std::max(largest, std::abs(stereo[i] - stereo[i - 2]));
        return largest;
    }

private Q_SLOTS:
    void init() { AudioThreadGuard::count() = 0; }
    void cleanup() { QCOMPARE(AudioThreadGuard::count().load(), 0); }

    void everyStepSoundsAsRendered_data() {
        QTest::addColumn<int>("channels");
        QTest::newRow("mono") << 1;
        QTest::newRow("stereo") << 2;
    }
    /// From the start and again from the seam of the loop, bit for bit. The last frames that the oversampling filters
    /// see hear the earlier steps ring on, which rendering cuts.
    void everyStepSoundsAsRendered() {
        QFETCH(int, channels);
        const auto input =
            std::make_shared<const AudioBuffer>(noiseSound(kRateHz, 12345, 0.5, static_cast<std::size_t>(channels)));
        AudioBuffer expected = *input;
        const std::vector<Step> steps = everything();
        for (int tap = 0; tap < static_cast<int>(steps.size()); ++tap) {
            expected = renderStep(expected, steps[static_cast<std::size_t>(tap)]);
            SoundSwitch output(kRateHz);
            output.publish({nullptr, 1.0F, rackOf(steps, input->channelCount()), input, tap});
            output.setActive(true);
            const std::vector<float> heard = rendered(output, 20000);
            for (std::size_t i = 0; i < 12345 - 40; ++i)
                for (std::size_t side = 0; side < 2; ++side)
                    QVERIFY2(heard[2 * i + side] == expected.channel(channels > 1 ? side : 0)[i],
                             qPrintable(QString("tap %1, frame %2").arg(tap).arg(i)));
            for (std::size_t i = 500; i < 7000; ++i) // behind the smoothed seam
                QCOMPARE(heard[2 * (12345 + i)], expected.channel(0)[i]);
            QCOMPARE(output.position(), std::int64_t{20000 - 12345});
        }
    }

    void aTurnedKnobIsHeardInTheNextBlock() {
        const auto input = std::make_shared<const AudioBuffer>(noiseSound(kRateHz, 44100, 0.5, 1));
        const auto rack = rackOf({defaultStep(EffectId::equalizer)}, 1);
        SoundSwitch output(kRateHz);
        output.publish({nullptr, 1.0F, rack, input, 0});
        output.setActive(true);
        rendered(output, 4 * kBlock);
        rack->setStep(0, stepWith(EffectId::equalizer, "high_gain", 1.0F));
        const std::vector<float> turned = rendered(output, kBlock);
        bool differs = false;
        for (std::size_t i = 0; i < kBlock; ++i)
            differs = differs || std::abs(turned[2 * i] - input->channel(0)[4 * kBlock + i]) > 0.01F;
        QVERIFY(differs);
    }

    void aStepOfAnotherEffectIsLeftOut() {
        LiveRack rack({defaultStep(EffectId::equalizer)}, Layout::mono);
        rack.setStep(0, stepWith(EffectId::distortion, "drive", 1.0F));
        rack.setStep(7, defaultStep(EffectId::equalizer));
        rack.prepare(kRateHz);
        const std::array<float, 4> stereo = {0.5F, 0.5F, -0.5F, -0.5F};
        rack.process(stereo.data(), 2);
        QCOMPARE(rack.tap(0)[0], 0.5F);
        QVERIFY(rack.tap(1).empty());
        QVERIFY(rack.tap(-1).empty());
    }

    void switchingLoopingAndMovingDoNotClick() {
        auto input = std::make_shared<AudioBuffer>(kRateHz, 1, 20000);
        for (std::size_t i = 0; i < input->frames(); ++i)
            input->channels[0][i] = 0.4F * std::sin(2.0F * 3.14159265F * 50.0F * static_cast<float>(i) / 44100.0F);
        const auto opposite = std::make_shared<AudioBuffer>(*input);
        core::applyGain(*opposite, -1.0F);
        const auto rack = rackOf({stepWith(EffectId::equalizer, "low_gain", 0.6F), defaultStep(EffectId::phaser)}, 1);
        SoundSwitch output(kRateHz);
        output.publish({opposite, 1.0F, rack, input, 0});
        output.setActive(true);
        rendered(output, 3000);
        std::vector<float> all;
        const auto add = [&](std::size_t frames) {
            const std::vector<float> more = rendered(output, frames);
            all.insert(all.end(), more.begin(), more.end());
        };
        for (int i = 0; i < 40; ++i) {
            output.publish({opposite, 1.0F, rack, input, i % 3 - 1});
            add(700);
            if (i % 4 == 1)
                output.seek((1237 * i) % 20000);
            if (i == 10)
                output.setLoopRegion({3100, 9050});
            if (i == 25)
                output.setLoopRegion({});
            if (i % 9 == 8)
                output.seek(0);
            add(900);
        }
        // The sine's own slope is 0.0029 a frame; a jump over its whole height spread over 10 ms adds 0.004.
        QVERIFY2(largestStep(all) < 0.012F, qPrintable(QString::number(largestStep(all))));
    }

    void aRegionOfTheLoopRepeats() {
        const auto input = std::make_shared<const AudioBuffer>(noiseSound(kRateHz, 20000, 0.5, 1));
        SoundSwitch output(kRateHz);
        output.setLoopRegion({5000, 8000});
        output.publish({nullptr, 1.0F, rackOf({defaultStep(EffectId::equalizer)}, 1), input, 0});
        output.seek(6000);
        output.setActive(true);
        const std::vector<float> heard = rendered(output, 9000);
        for (std::size_t i = 600; i < 2000; ++i)
            QCOMPARE(heard[2 * i], input->channel(0)[6000 + i]);
        for (std::size_t i = 600; i < 3000; ++i)
            QCOMPARE(heard[2 * (2000 + i)], input->channel(0)[5000 + i]);
        QCOMPARE(output.position(), std::int64_t{6000});
    }

    void theCompressorSaysWhatItDoes() {
        const auto rack = rackOf({defaultStep(EffectId::equalizer), defaultStep(EffectId::compressor)}, 1);
        std::array<BandMeter, kMaxBandMeters> meters;
        QCOMPARE(rack->bandMeters(0, meters), 0);
        std::vector<float> loud(2 * core::kLiveBlockFrames);
        for (int block = 0; block < 1000; ++block) {
            for (std::size_t i = 0; i < loud.size(); ++i)
                loud[i] =
                    std::sin(0.1425F * static_cast<float>(block * core::kLiveBlockFrames + static_cast<int>(i / 2)));
            rack->process(loud.data(), core::kLiveBlockFrames);
        }
        QCOMPARE(rack->bandMeters(0, meters), 0);
        QCOMPARE(rack->bandMeters(1, meters), 3);
        // A full-scale sine of 1 kHz: the mid band is turned down.
        QVERIFY(std::abs(meters[1].levelDb + 3.0F) < 0.5F);
        QVERIFY(meters[1].gainDb < -3.0F);
        QVERIFY(meters[0].levelDb < -30.0F);
    }

    /// What is drawn is what is heard, also after the rate was turned: the LFO goes on from where it is.
    void thePhaserSaysWhereItsSweepIs() {
        Step phaser = defaultStep(EffectId::phaser);
        const auto rack = rackOf({defaultStep(EffectId::equalizer), phaser}, 1);
        QVERIFY(!rack->sweep(0) && !rack->sweep(1) && !rack->sweep(2));
        const std::vector<float> silence(2 * core::kLiveBlockFrames);
        constexpr int kBlocks = 100;
        for (int block = 0; block < kBlocks; ++block)
            rack->process(silence.data(), core::kLiveBlockFrames);
        QVERIFY(!rack->sweep(0));
        const double seconds = kBlocks * core::kLiveBlockFrames / core::kAnalysisRateHz;
        const auto radiansPerSecond = [&] {
            return 2.0 * std::numbers::pi *
                   static_cast<double>(toDisplay(effectInfo(EffectId::phaser).parameters[0], phaser.values[0]));
        };
        const double before = rack->sweep(1).value();
        QVERIFY(std::abs(before - std::sin(radiansPerSecond() * seconds)) < 0.02);
        phaser.values[0] = 1.0F;
        QVERIFY(std::abs(std::sin(radiansPerSecond() * seconds) - before) > 0.1); // would be the jump
        rack->setStep(1, phaser);
        rack->process(silence.data(), core::kLiveBlockFrames);
        const double most = radiansPerSecond() * core::kLiveBlockFrames / core::kAnalysisRateHz;
        QVERIFY(std::abs(*rack->sweep(1) - before) < 1.1 * most);
    }

    void turningWhileProcessingKeepsEveryValue() {
        const auto rack = rackOf(everything(), 2);
        std::atomic<bool> isDone = false;
        std::thread audio([&] {
            std::vector<float> block(2 * core::kLiveBlockFrames, 0.1F);
            while (!isDone) {
                const AudioThreadGuard guard;
                rack->process(block.data(), core::kLiveBlockFrames);
            }
        });
        for (int i = 0; i < 20000; ++i)
            rack->setStep(i % 5, stepWith(rack->effect(i % 5), effectInfo(rack->effect(i % 5)).parameters[1].id.data(),
                                          static_cast<float>(i % 100) / 100.0F));
        isDone = true;
        audio.join();
        for (const float sample : rack->tap(4))
            QVERIFY(std::isfinite(sample));
    }

    void aRateOutsideTheRackIsRefused() {
        LiveRack rack(everything(), Layout::mono);
        QVERIFY_EXCEPTION_THROWN(rack.prepare(8000.0), std::invalid_argument);
    }
};

} // namespace stepwise::effects

QTEST_GUILESS_MAIN(stepwise::effects::LiveRackTest)
#include "live_rack_test.moc"
