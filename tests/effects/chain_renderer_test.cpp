#include "effects/chain_renderer.h"

#include "core/error.h"
#include "core/random.h"

#include <QtTest>

#include <cmath>

using namespace stepwise;

namespace {

std::vector<float> noise(std::size_t frames, std::uint64_t seed) {
    core::Random random(seed);
    std::vector<float> samples(frames);
    for (float& sample : samples)
        sample = static_cast<float>(random.uniform(-0.5, 0.5));
    return samples;
}

effects::Step someStep(effects::EffectId effect, std::uint64_t seed) {
    core::Random random(seed);
    effects::Step step = effects::defaultStep(effect);
    const auto parameters = effects::effectInfo(effect).parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i)
        if (parameters[i].curve != effects::Curve::choice)
            step.values[i] = static_cast<float>(random.uniform());
    return step;
}

} // namespace

class ChainRendererTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void packsGiveTheBitsOfSingleRenders_data() {
        QTest::addColumn<int>("count");
        QTest::newRow("narrow packs") << 10;
        QTest::newRow("half full packs") << 37;
        QTest::newRow("wide packs") << 90;
    }
    void packsGiveTheBitsOfSingleRenders() {
        QFETCH(int, count);
        effects::PackRenderer renderer;
        std::vector<std::vector<float>> signals;
        std::vector<effects::Step> steps;
        for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
            signals.push_back(noise(3000 + 100 * i, i));
            steps.push_back(someStep(effects::kAllEffects[i % effects::kEffectCount], i));
        }
        std::vector<std::vector<float>> packed = signals;
        renderer.render(packed, steps);
        for (std::size_t i = 0; i < signals.size(); ++i) {
            const auto single = effects::renderStep(core::AudioBuffer(core::kAnalysisRateHz, signals[i]), steps[i]);
            QVERIFY(single.channels[0] == packed[i]);
        }
    }

    void storedSoundsGiveTheSameBits_data() {
        QTest::addColumn<qulonglong>("frames");
        QTest::newRow("in memory") << qulonglong{30000};
        QTest::newRow("in a file") << qulonglong{core::kMostBytesInMemory / sizeof(float) / 3 + 1};
    }
    void storedSoundsGiveTheSameBits() {
        QFETCH(qulonglong, frames);
        core::AudioBuffer sound(48000.0, 3, 0);
        for (std::size_t channel = 0; channel < 3; ++channel)
            sound.channels[channel] = noise(frames, channel);
        core::StoredSound stored(std::make_shared<const core::AudioBuffer>(sound));
        for (const effects::EffectId effect : {effects::EffectId::distortion, effects::EffectId::equalizer}) {
            const effects::Step step = someStep(effect, 1);
            sound = effects::renderStep(sound, step);
            stored = effects::renderStep(stored, step);
            QCOMPARE(stored.isInFile(), frames > 30000);
            QVERIFY(*stored.load() == sound);
        }
    }

    void latencyIsTakenOut() {
        effects::Step dry = effects::defaultStep(effects::EffectId::distortion);
        dry.values[static_cast<std::size_t>(effects::findParameter(effects::effectInfo(dry.effect), "mix"))] = 0.0F;
        const core::AudioBuffer input(48000.0, noise(5000, 3));
        QVERIFY(effects::renderStep(input, dry).channels == input.channels);
    }

    void channelsAreRenderedInPairs() {
        core::AudioBuffer input(44100.0, 5, 4000);
        for (std::size_t c = 0; c < 5; ++c)
            input.channels[c] = noise(4000, c);
        const effects::Step step = someStep(effects::EffectId::phaser, 5);
        const core::AudioBuffer output = effects::renderStep(input, step);
        QCOMPARE(output.channelCount(), std::size_t{5});
        core::AudioBuffer pair(44100.0, 2, 4000);
        pair.channels = {input.channels[2], input.channels[3]};
        QVERIFY(effects::renderStep(pair, step).channels[0] == output.channels[2]);
        const auto mono = effects::renderStep(core::AudioBuffer(44100.0, input.channels[4]), step);
        QVERIFY(mono.channels[0] == output.channels[4]);
    }

    void theTrimComesLast() {
        effects::Chain chain;
        chain.trimDb = 20.0 * std::log10(2.0);
        const core::AudioBuffer input(44100.0, noise(100, 1));
        const core::AudioBuffer output = effects::renderChain(input, chain);
        for (std::size_t i = 0; i < 100; ++i)
            QVERIFY(std::abs(output.channels[0][i] - 2.0F * input.channels[0][i]) < 1e-6F);
    }

    void progressCancels() {
        const core::AudioBuffer input(44100.0, noise(44100, 1));
        int calls = 0;
        QVERIFY_EXCEPTION_THROWN(effects::renderStep(input, effects::defaultStep(effects::EffectId::hallReverb),
                                                     [&](double) { return ++calls < 3; }),
                                 effects::Cancelled);
        QCOMPARE(calls, 3);
    }

    void ratesOutsideTheRackAreAnError() {
        const core::AudioBuffer input(8000.0, noise(100, 1));
        QVERIFY_EXCEPTION_THROWN(effects::renderStep(input, effects::defaultStep(effects::EffectId::phaser)),
                                 core::Error);
    }
};

QTEST_APPLESS_MAIN(ChainRendererTest)
#include "chain_renderer_test.moc"
