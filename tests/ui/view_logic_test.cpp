// What the timeline shows, without widgets: time, pictures, words.
#include "core/synth.h"
#include "effects/chain_renderer.h"
#include "support/test_sounds.h"
#include "ui/card_text.h"
#include "ui/knob_text.h"
#include "ui/mel_axis.h"
#include "ui/spectrogram_image.h"
#include "ui/work_edit.h"

#include <QtTest>

using namespace stepwise;
using namespace stepwise::ui;
using effects::EffectId;

namespace {

LevelMap pictureOf(const core::AudioBuffer& sound) {
    core::MelAnalyzer analyzer;
    return LevelMap(analyzer.power(core::toAnalysisMono(sound)));
}

TimeWindow windowOf(double seconds) {
    TimeWindow window;
    window.setLength(seconds);
    return window;
}

QString joined(const std::vector<double>& numbers) {
    QStringList texts;
    for (const double number : numbers)
        texts += QString::number(number);
    return texts.join(' ');
}

RenderedTimeline rendered(const Work& work) {
    std::optional<RenderedTimeline> timeline;
    RoundRenderer renderer;
    renderer.render(work, {[&](std::shared_ptr<const Pair> pair) {
                               timeline.emplace(pair);
                               timeline->setWork(work);
                           },
                           [&](int id, TimelineSoundPtr sound, bool) { timeline->setSound(id, sound, true); }});
    return *timeline;
}

models::TimelineStep suggestion(const effects::Step& step) {
    models::TimelineStep suggested;
    suggested.step = step;
    suggested.suggested = step;
    suggested.confidence = 0.8F;
    return suggested;
}

/// Bright where the sound is right already.
effects::Step uselessStep() {
    effects::Step step = effects::defaultStep(EffectId::equalizer);
    step.values[2] = 0.95F;
    return step;
}

Sound presetSound() {
    return std::make_shared<const core::AudioBuffer>(core::kAnalysisRateHz, core::renderPreset("saw"));
}

} // namespace

class ViewLogicTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void typedNumbersTakeOneUnit() {
        QCOMPARE(numberFromKnobText("4:1", ":1"), std::optional(4.0));
        QCOMPARE(numberFromKnobText(" 4 :1 ", ":1"), std::optional(4.0));
        QCOMPARE(numberFromKnobText("4:1:1", ":1"), std::nullopt);
        QCOMPARE(numberFromKnobText("4" + QString(":1").repeated(100000), ":1"), std::nullopt);
        QCOMPARE(numberFromKnobText(QString(100000, '1'), "Hz"), std::nullopt);
        QCOMPARE(numberFromKnobText("1.5 kHz", "Hz"), std::optional(1500.0));
    }

    void zoomingKeepsTheAnchorInPlace() {
        TimeWindow window = windowOf(10.0);
        QVERIFY(window.showsEverything());
        window.zoom(4.0, 6.0);
        QCOMPARE(window.seconds(), 2.5);
        QCOMPARE((6.0 - window.start()) / window.seconds(), 0.6);
        window.zoom(1e9, 6.0);
        QCOMPARE(window.seconds(), TimeWindow::kShortestSeconds);
        window.zoom(1e-9, 6.0);
        QVERIFY(window.showsEverything());
        QCOMPARE(window.start(), 0.0);
    }

    void scrollingStaysInside() {
        TimeWindow window = windowOf(10.0);
        window.zoom(5.0, 0.0);
        window.scrollTo(3.0);
        QCOMPARE(window.start(), 3.0);
        window.scrollTo(100.0);
        QCOMPARE(window.start(), 8.0);
        window.scrollTo(-1.0);
        QCOMPARE(window.start(), 0.0);
        window.setLength(20.0); // a longer sound: what is shown stays
        QCOMPARE(window.seconds(), 2.0);
        window.showAll();
        window.setLength(600.0);
        QVERIFY(window.showsEverything());
    }

    void ticksAreRounded() {
        QCOMPARE(joined(timeTicks(0.0, 1.0, 4)), QString("0 0.5 1"));
        QCOMPARE(joined(timeTicks(0.31, 0.2, 4)), QString("0.35 0.4 0.45 0.5"));
        QCOMPARE(joined(timeTicks(0.0, 600.0, 5)), QString("0 120 240 360 480 600"));
        QCOMPARE(timeLabel(150.0, 30.0), QString("2:30"));
        QCOMPARE(timeLabel(0.35, 0.05), QString("0.35"));
        QCOMPARE(timeLabel(7.0, 1.0), QString("7"));
    }

    void frequenciesAndBandsAreInverse() {
        for (const double hertz : axisFrequenciesHz())
            QVERIFY(std::abs(hertzOfBand(bandOfHertz(hertz)) - hertz) < 0.5);
    }

    void aToneIsBrightWhereItsFrequencyStands() {
        const LevelMap picture = pictureOf(test::sineSound(1000.0, 44100.0, 44100, 0.5));
        ViewOptions options;
        options.topDb = picture.loudestDb();
        const QImage image = spectrogramImage(picture, nullptr, windowOf(1.0), QSize(100, core::kMelBands), options);
        int brightest = 0;
        for (int y = 0; y < image.height(); ++y)
            if (qGray(image.pixel(50, y)) > qGray(image.pixel(50, brightest)))
                brightest = y;
        QVERIFY(std::abs(core::kMelBands - 1 - brightest - bandOfHertz(1000.0)) < 1.0);
    }

    void theRangeDecidesWhatIsDark() {
        core::Spectrogram power(core::kMelBands, 20);
        std::fill(power.values.begin(), power.values.end(), 1e-7F); // 70 dB below 0
        const LevelMap picture(power);
        ViewOptions options;
        const auto pixel = [&] {
            return spectrogramImage(picture, nullptr, windowOf(20.0 / framesPerSecond()), QSize(10, 10), options)
                .pixelIndex(3, 3);
        };
        options.rangeDb = 60;
        QCOMPARE(pixel(), 0);
        options.rangeDb = 80;
        QCOMPARE(pixel(), 32);
        options.rangeDb = 100;
        QCOMPARE(pixel(), 77);
    }

    void soundsThatAreAlikeShowNoDifference() {
        const LevelMap quiet = pictureOf(test::sineSound(1000.0, 44100.0, 44100, 0.25));
        const LevelMap loud = pictureOf(test::sineSound(1000.0, 44100.0, 44100, 0.5));
        ViewOptions options;
        options.difference = Difference::toTarget;
        options.topDb = loud.loudestDb();
        const auto band = static_cast<std::size_t>(std::lround(bandOfHertz(1000.0)));
        QCOMPARE(levelsShown(loud, &loud, 40.0, 1.0, options)[band], 0.0F);
        QVERIFY(std::abs(levelsShown(loud, &quiet, 40.0, 1.0, options)[band] - 6.02F) < 0.03F);
        QCOMPARE(levelsShown(loud, &quiet, 40.0, 1.0, options)[120], 0.0F); // both inaudible there
        const QImage none = spectrogramImage(loud, &loud, windowOf(1.0), QSize(20, 20), options);
        QCOMPARE(none.pixelIndex(10, 10), 128);
    }

    void allMapsGrowInLightness() {
        for (int map = 0; map < static_cast<int>(core::colourMaps().size()); ++map) {
            ViewOptions options;
            options.colourMap = map;
            const QList<QRgb> table = colourTable(options);
            for (int i = 32; i < 256; i += 32)
                QVERIFY(qGray(table[i]) > qGray(table[i - 32]));
        }
        QVERIFY(core::colourMaps().size() >= 3);
    }

    void cardsSpeakInPlainWords() {
        Work work;
        work.input = {presetSound(), "dry.wav"};
        effects::Step nearly = effects::defaultStep(EffectId::distortion);
        work.target = {std::make_shared<const core::AudioBuffer>(effects::renderStep(*work.input.audio.load(), nearly)),
                       "wet"};
        nearly.values[1] += 0.02F;
        takeSuggestions(work, idsFrom(work, 0), {}, {suggestion(nearly), suggestion(uselessStep())}, 2);
        insertStep(work, 2, effects::defaultStep(EffectId::compressor));
        switchStep(work, 2, false);
        RenderedTimeline timeline = rendered(work);
        QVERIFY(stepText(timeline, 0).help.contains("% of the error removed"));
        QCOMPARE(stepText(timeline, 0).state, QString("Suggested, 80 % sure"));
        QVERIFY(stepText(timeline, 1).isWarning);
        QVERIFY2(stepText(timeline, 1).help.contains("Does not help: adds"), qPrintable(stepText(timeline, 1).help));
        QCOMPARE(stepText(timeline, 2).state, QString("By hand"));
        QVERIFY(stepText(timeline, 2).help.contains("Switched off"));
        nearly.values[1] += 0.1F;
        setStepValues(work, 0, nearly);
        timeline = rendered(work);
        QVERIFY(stepText(timeline, 0).state.startsWith("Tweaked"));
        QVERIFY(stepText(timeline, 1).state.startsWith("Suggested before you changed step 1."));
        QCOMPARE(stepText(timeline, 1).remedy.arg("More"), QString("More > Ask again."));
        QVERIFY(stepText(timeline, 1).isStale);
        startRound(work, 0);
        QCOMPARE(roundTitle(work, 1), QString("Round 2: from step 1 of round 1"));
        QCOMPARE(wouldRemoveText(0.4), QString("would remove 40 % of the error"));
        QCOMPARE(wouldRemoveText(-0.002), QString("would add less than 1 % to the error"));
    }

    void aStepThatWasPlacedOffSaysThatItDidNotHelp() {
        Work work;
        const effects::Step dirty = effects::defaultStep(EffectId::distortion);
        work.input = {presetSound(), "dry.wav"};
        work.target = {std::make_shared<const core::AudioBuffer>(effects::renderStep(*work.input.audio.load(), dirty)),
                       "wet"};
        takeSuggestions(work, idsFrom(work, 0), {}, {suggestion(dirty), suggestion(uselessStep())}, 1);
        QCOMPARE(stepText(rendered(work), 1).help, QString("Off: it brought the sound no nearer"));
        setStepValues(work, 1, effects::defaultStep(EffectId::equalizer)); // of these knobs nobody knows
        QCOMPARE(stepText(rendered(work), 1).help, QString("Switched off: not heard"));
        setStepValues(work, 1, uselessStep());
        switchStep(work, 0, false); // it helped, and the other one was tried after it
        QCOMPARE(stepText(rendered(work), 0).help, QString("Switched off: not heard"));
        QCOMPARE(stepText(rendered(work), 1).help, QString("Switched off: not heard"));
    }

    void aStepAfterTheTargetIsReachedSaysThatItDoesNotHelp() {
        Work work;
        work.input = {presetSound(), "dry.wav"};
        work.target = {presetSound(), "the same"};
        insertStep(work, 0, uselessStep());
        const CardText text = stepText(rendered(work), 0);
        QCOMPARE(text.help, QString("Does not help: the sound was there"));
        QVERIFY(text.isWarning);
        QVERIFY(text.isMeasured && errorExplanation().contains("MSE") && errorExplanation().contains("LSD"));
    }
};

QTEST_GUILESS_MAIN(ViewLogicTest)
#include "view_logic_test.moc"
