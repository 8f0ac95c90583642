// Rendering rounds: what is reused, what follows an edit, and pictures of levels.
#include "core/synth.h"
#include "effects/chain_renderer.h"
#include "support/test_sounds.h"
#include "ui/card_text.h"
#include "ui/excerpt.h"
#include "ui/rendered_timeline.h"
#include "ui/work_edit.h"

#include <QtTest>

using namespace stepwise;
using namespace stepwise::ui;
using effects::EffectId;

namespace {

Sound dry() {
    return std::make_shared<const core::AudioBuffer>(core::kAnalysisRateHz, core::renderPreset("saw"));
}

/// A work with two steps: distortion, equalizer.
Work twoSteps() {
    Work work;
    work.input = {dry(), "dry"};
    work.target = {std::make_shared<const core::AudioBuffer>(
                       effects::renderStep(*work.input.audio.load(), effects::defaultStep(EffectId::distortion))),
                   "target"};
    insertStep(work, 0, effects::defaultStep(EffectId::distortion));
    effects::Step bright = effects::defaultStep(EffectId::equalizer);
    bright.values[2] = 0.9F;
    insertStep(work, 1, bright);
    return work;
}

/// A renderer that counts, with what it delivered.
struct Watched {
    RoundRenderer renderer;
    std::shared_ptr<const Pair> pair;
    std::map<int, TimelineSoundPtr> sounds;
    int fresh = 0;

    void render(const Work& work) {
        fresh = 0;
        renderer.render(work, {[this](std::shared_ptr<const Pair> one) { pair = one; },
                               [this](int id, TimelineSoundPtr sound, bool isNew) {
                                   sounds[id] = sound;
                                   fresh += isNew ? 1 : 0;
                               }});
    }
};

} // namespace

class RoundRendererTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rendersAndReuses() {
        const Work work = twoSteps();
        Watched watched;
        watched.render(work);
        QCOMPARE(watched.fresh, 2);
        QVERIFY(*watched.sounds[work.round().steps[0].id]->audio.load() == *work.target.audio.load());
        watched.render(work);
        QCOMPARE(watched.fresh, 0);
    }

    void anEditRendersFromThereAndUndoRendersNothing() {
        const Work work = twoSteps();
        Watched watched;
        watched.render(work);
        Work edited = work;
        effects::Step step = work.round().steps[1].step;
        step.values[2] = 0.1F;
        setStepValues(edited, 1, step);
        watched.render(edited);
        QCOMPARE(watched.fresh, 1);
        watched.render(work);
        QCOMPARE(watched.fresh, 0);
    }

    void aStepThatIsOffIsNotRendered() {
        Work work = twoSteps();
        switchStep(work, 0, false);
        Watched watched;
        watched.render(work);
        QCOMPARE(watched.fresh, 1);
        QVERIFY(watched.sounds[work.round().steps[0].id] == watched.sounds[0]);
        QVERIFY(*watched.sounds[work.round().steps[1].id]->audio.load() ==
                effects::renderStep(*work.input.audio.load(), work.round().steps[1].step));
    }

    void aRoundStartsFromTheAudioOfAnotherAndFollowsItsKnobs() {
        Work work = twoSteps();
        const int first = work.round().steps[0].id;
        Watched watched;
        watched.render(work);
        const TimelineSoundPtr afterFirst = watched.sounds[first];
        startRound(work, 0);
        watched.render(work);
        QCOMPARE(watched.fresh, 0);
        QVERIFY(watched.sounds[0] == afterFirst);
        effects::Step soft = work.rounds[0].steps[0].step;
        soft.values[1] = 0.1F;
        work.rounds[0].steps[0].step = soft;
        watched.render(work);
        QVERIFY(watched.sounds[0] != afterFirst);
        QVERIFY(*watched.sounds[0]->audio.load() == effects::renderStep(*work.input.audio.load(), soft));
    }

    void spareSoundsAreDropped() {
        Work work = twoSteps();
        Watched watched{RoundRenderer(0)};
        watched.render(work);
        switchStep(work, 1, false);
        watched.render(work);
        switchStep(work, 1, true);
        watched.render(work);
        QCOMPARE(watched.fresh, 1);
    }

    void cancelledPassesLeaveNoSpares() {
        Work work = twoSteps();
        RoundRenderer renderer(0);
        std::vector<std::weak_ptr<const TimelineSound>> rendered;
        for (int turn = 0; turn < 5; ++turn) {
            work.round().steps[0].step.values[1] = 0.1F * static_cast<float>(turn);
            bool hasNews = false;
            const auto take = [&](int, const TimelineSoundPtr& sound, bool isNew) {
                if (isNew)
                    rendered.push_back(sound);
                hasNews = hasNews || isNew;
            };
            QVERIFY_THROWS_EXCEPTION(
                effects::Cancelled,
                renderer.render(work, {[](std::shared_ptr<const Pair>) {}, take}, [&](double) { return !hasNews; }));
        }
        QCOMPARE(rendered.size(), std::size_t{5});
        QVERIFY(std::ranges::count_if(rendered, [](const auto& sound) { return !sound.expired(); }) <= 1);
    }

    void renderingStopsWhenAsked() {
        Watched watched;
        QVERIFY_THROWS_EXCEPTION(effects::Cancelled, watched.renderer.render(twoSteps(),
                                                                             {[](std::shared_ptr<const Pair>) {},
                                                                              [](int, TimelineSoundPtr, bool) {}},
                                                                             [](double) { return false; }));
    }

    void comparingStopsWhenAsked() {
        const Work work = twoSteps();
        for (const int last : {1, 2, 5}) {
            Watched watched;
            int calls = 0;
            const RoundRenderer::Listener listener = {[&](std::shared_ptr<const Pair> one) { watched.pair = one; },
                                                      [](int, TimelineSoundPtr, bool) {}};
            QVERIFY_THROWS_EXCEPTION(effects::Cancelled,
                                     watched.renderer.render(work, listener, [&](double) { return ++calls < last; }));
            QCOMPARE(calls, last);
            QVERIFY(!watched.pair);
            watched.render(work);
            QVERIFY(watched.pair);
            QCOMPARE(watched.sounds.size(), std::size_t{3});
        }
    }

    void theTimelineSaysWhatHelps() {
        Work work = twoSteps();
        effects::Step near = work.round().steps[0].step;
        near.values[1] += 0.02F;
        setStepValues(work, 0, near);
        Watched watched;
        watched.render(work);
        RenderedTimeline timeline(watched.pair);
        timeline.setWork(work);
        QVERIFY(!timeline.steps()[0].removedShare);
        QVERIFY(!timeline.isComplete());
        for (const auto& [id, sound] : watched.sounds)
            timeline.setSound(id, sound, true);
        QVERIFY(timeline.isComplete());
        QVERIFY(timeline.steps()[0].removedShare.value() > 0.8);
        QVERIFY(timeline.steps()[1].removedShare.value() < 0.0);
        QVERIFY(timeline.steps()[0].helps);
        QVERIFY(!timeline.steps()[1].helps);
        QCOMPARE(timeline.chain().steps.size(), std::size_t{2});
    }

    /// Until the later step is rendered again, nobody knows what it does to the new sound before it.
    void newAndOlderSoundsAreNotCompared() {
        Work work = twoSteps();
        Watched watched;
        watched.render(work);
        RenderedTimeline timeline(watched.pair);
        timeline.setWork(work);
        for (const auto& [id, sound] : watched.sounds)
            timeline.setSound(id, sound, true);
        const std::optional<double> before = timeline.steps()[1].removedShare;
        effects::Step turned = work.round().steps[0].step;
        turned.values[1] = 0.05F;
        setStepValues(work, 0, turned);
        timeline.setWork(work);
        QVERIFY(timeline.steps()[0].isOutdated && timeline.steps()[1].isOutdated && !timeline.isComplete());
        watched.render(work);
        const int first = work.round().steps[0].id;
        const int second = work.round().steps[1].id;
        timeline.setSound(first, watched.sounds[first], true);
        QVERIFY(!timeline.steps()[0].isOutdated && timeline.steps()[1].isOutdated);
        QCOMPARE(timeline.steps()[1].removedShare, before);
        QVERIFY(stepText(timeline, 1).isMeasured);
        QVERIFY(!timeline.tellOutdated(std::chrono::hours(1))); // for a moment only
        QVERIFY(timeline.tellOutdated(std::chrono::milliseconds(0)));
        QVERIFY(stepText(timeline, 0).isMeasured);
        QVERIFY(stepText(timeline, 1).isOutdated && stepText(timeline, 1).error.contains("Not rendered"));
        QVERIFY(stepText(timeline, 1).help.isEmpty());
        timeline.setSound(second, watched.sounds[second], true);
        QVERIFY(timeline.isComplete());
        QVERIFY(timeline.steps()[1].removedShare != before);
        setStepValues(work, 1, effects::defaultStep(work.round().steps[1].step.effect));
        acceptStep(work, 0, true);
        timeline.setWork(work);
        QVERIFY(!timeline.steps()[0].isOutdated);                             // it sounds the same
        QVERIFY(!timeline.setSound(first, timeline.steps()[0].sound, false)); // of a request before, but the same
        QVERIFY(!timeline.steps()[0].isOutdated && timeline.steps()[1].isOutdated);
        const TimelineSoundPtr other = watched.sounds[first];
        QVERIFY(timeline.setSound(second, other, false));
        QVERIFY(timeline.steps()[1].isOutdated && timeline.steps()[1].sound == other);
    }

    /// What is seen, heard and measured is one thing; so are the parts that suggestions listen to.
    void aPreparedPairIsShownAsItIsMeasured() {
        const core::AudioBuffer sound = test::noiseSound(core::kAnalysisRateHz, 44100, 0.4);
        core::AudioBuffer late = effects::renderStep(sound, effects::defaultStep(EffectId::distortion));
        late.channels[0].insert(late.channels[0].begin(), 17640, 0.0F);
        core::AudioBuffer turned = sound;
        turned.channels.push_back(turned.channels[0]);
        for (float& sample : turned.channels[1])
            sample = -sample;
        for (std::vector<float>& channel : turned.channels)
            channel.insert(channel.begin(), 4410, 0.0F);
        Work work;
        work.input = {std::make_shared<const core::AudioBuffer>(turned), "input"};
        work.target = {std::make_shared<const core::AudioBuffer>(late), "target"};
        insertStep(work, 0, effects::defaultStep(EffectId::distortion));
        Watched watched;
        watched.render(work);
        const Pair& pair = *watched.pair;
        QCOMPARE(pair.inputSound->audio.frames(), std::size_t{44100});
        QCOMPARE(pair.inputSound->audio.channelCount(), std::size_t{2});
        QCOMPARE(pair.targetSound->audio.frames(), pair.inputSound->audio.frames());
        QVERIFY(pair.input.audio == work.input.audio);
        QVERIFY(core::hasNote(pair.notes(), core::PairNoteKind::aligned));
        QVERIFY(core::hasNote(pair.notes(), core::PairNoteKind::cancellingSides));
        QVERIFY(pair.inputSound->picture.loudestDb() > -20.0F); // the mean of its sides is silent
        QVERIFY(watched.sounds[work.round().steps[0].id]->measured.errors.mse < 1e-6);
        QCOMPARE(listenedPart(*pair.inputSound, pair).inputMeasured().errors.mse, pair.inputSound->measured.errors.mse);
    }

    void picturesKeepTheLoudestAtEveryZoom() {
        core::Spectrogram power(core::kMelBands, 1000);
        std::fill(power.values.begin(), power.values.end(), 1e-12F);
        power.at(7, 501) = 1.0F;
        const LevelMap map(power);
        QCOMPARE(map.loudestDb(), 0.0F);
        QCOMPARE(map.db(501, 7), 0.0F);
        QCOMPARE(map.db(500, 7), -100.0F);
        std::array<float, core::kMelBands> levels;
        for (const double width : {1.0, 3.0, 20.0, 600.0}) {
            map.loudestIn(501.0, width, levels);
            QCOMPARE(levels[7], 0.0F);
            QCOMPARE(levels[8], -100.0F);
        }
        map.loudestIn(2000.0, 10.0, levels);
        QCOMPARE(levels[7], kSilenceDb);
    }

    void longPicturesLieInFiles() {
        const int frames = 3 * kMostFramesInMemory;
        core::Spectrogram power(core::kMelBands, frames);
        power.at(7, 40001) = 1.0F;
        power.at(9, frames - 1) = 0.1F;
        const LevelMap map(power);
        QCOMPARE(map.frames(), frames);
        QVERIFY(map.bytesInMemory() < power.values.size() * sizeof(std::int16_t) / 2);
        QCOMPARE(map.db(40001, 7), 0.0F);
        QCOMPARE(map.db(40000, 7), -100.0F);
        std::array<float, core::kMelBands> levels;
        for (const double width : {1.0, 3.0, 20.0, 600.0, 5000.0}) {
            map.loudestIn(40001.0, width, levels);
            QCOMPARE(levels[7], 0.0F);
        }
        map.loudestIn(frames - 1.0, 1.0, levels);
        QCOMPARE(levels[9], -10.0F);
    }

    void theLoudestPartIsListenedTo() {
        core::AudioBuffer input(1000.0, 1, 100000);
        core::AudioBuffer target(1000.0, 2, 90000);
        std::fill(input.channels[0].begin() + 40000, input.channels[0].begin() + 80000, 0.5F);
        std::fill(target.channels[0].begin() + 55000, target.channels[0].end(), 0.5F);
        const auto stored = [](const core::AudioBuffer& sound) {
            return core::StoredSound(std::make_shared<const core::AudioBuffer>(sound));
        };
        // Both sound from 55 to 80 s.
        const auto start = static_cast<double>(loudestStartSeconds(stored(input), stored(target)));
        QVERIFY(start >= 55.0 && start + kExcerptSeconds <= 80.0);
        const core::AudioBuffer brief(1000.0, 1, 500);
        QCOMPARE(loudestStartSeconds(stored(brief), stored(target)), std::size_t{0});
    }
};

QTEST_GUILESS_MAIN(RoundRendererTest)
#include "round_renderer_test.moc"
