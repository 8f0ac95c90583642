// What two sounds are to each other: what is taken out before they are compared, and what is said.
#include "core/comparison.h"
#include "core/error.h"
#include "core/random.h"
#include "core/synth.h"
#include "effects/chain_renderer.h"
#include "support/test_sounds.h"

#include <QElapsedTimer>
#include <QtTest>

#include <array>
#include <cmath>

using namespace stepwise;
using core::AudioBuffer;
using core::PairNote;
using core::PairNoteKind;
using core::PairSound;
using core::PreparedPair;

namespace {

constexpr double kRateHz = core::kAnalysisRateHz;
constexpr double kMargin = 220.0 / kRateHz; ///< less than 10 ms of silence stays

AudioBuffer dry() {
    return {kRateHz, core::renderPreset("dirt_stab")};
}

AudioBuffer wet(const AudioBuffer& sound) {
    effects::Step dirty = effects::defaultStep(effects::EffectId::distortion);
    dirty.values[1] = 0.8F;
    return effects::renderStep(sound, dirty);
}

AudioBuffer padded(AudioBuffer sound, double before, double after = 0.0) {
    for (std::vector<float>& channel : sound.channels) {
        channel.insert(channel.begin(), static_cast<std::size_t>(std::lround(before * sound.sampleRateHz)), 0.0F);
        channel.resize(channel.size() + static_cast<std::size_t>(std::lround(after * sound.sampleRateHz)), 0.0F);
    }
    return sound;
}

AudioBuffer moved(AudioBuffer sound, float offset) {
    for (std::vector<float>& channel : sound.channels)
        for (float& sample : channel)
            sample += offset;
    return sound;
}

AudioBuffer scaled(AudioBuffer sound, float gain) {
    core::applyGain(sound, gain);
    return sound;
}

AudioBuffer stereo(const AudioBuffer& mono, float left, float right) {
    AudioBuffer sound(mono.sampleRateHz, 2, mono.frames());
    for (std::size_t i = 0; i < mono.frames(); ++i) {
        sound.channels[0][i] = left * mono.channels[0][i];
        sound.channels[1][i] = right * mono.channels[0][i];
    }
    return sound;
}

PreparedPair prepare(const AudioBuffer& input, const AudioBuffer& target, const core::ComparisonOptions& options = {}) {
    return core::preparePair(core::stored(input), core::stored(target), options);
}

const PairNote* noteOf(const PreparedPair& pair, PairNoteKind kind) {
    for (const PairNote& note : pair.notes)
        if (note.kind == kind)
            return &note;
    return nullptr;
}

QString textOf(const PreparedPair& pair) {
    QStringList texts;
    for (const std::string& text : core::sentences(pair.notes))
        texts += QString::fromStdString(text);
    return texts.join('\n');
}

std::vector<PairNote> allNotes(const AudioBuffer& input, const AudioBuffer& target) {
    const core::Comparison comparison(prepare(input, target));
    return core::notesOf(comparison.pair(), comparison.measure(*comparison.pair().input.load()));
}

bool isSame(const core::StoredSound& a, const AudioBuffer& b) {
    return *a.load() == b;
}

/// A click every beat, of different strengths.
AudioBuffer beats(double secondsPerBeat, double seconds) {
    AudioBuffer sound(kRateHz, 1, static_cast<std::size_t>(seconds * kRateHz));
    const std::vector<float> note = core::renderPreset("dirt_stab", 60, 0.1);
    constexpr std::array<double, 7> kPattern = {0.0, 1.0, 1.5, 2.0, 3.25, 4.0, 4.75};
    for (std::size_t i = 0; i < 70; ++i) {
        const double beat = 5.0 * static_cast<double>(i / kPattern.size()) + kPattern[i % kPattern.size()];
        const auto start = static_cast<std::size_t>(beat * secondsPerBeat * kRateHz);
        for (std::size_t k = 0; k < note.size() && start + k < sound.frames(); ++k)
            sound.channels[0][start + k] += note[k];
    }
    return sound;
}

} // namespace

class PreparedPairTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anOrdinaryPairStaysAsItIs() {
        for (const core::PresetInfo& preset : core::presets())
            for (const effects::EffectId effect : effects::kAllEffects) {
                const AudioBuffer input(kRateHz, core::renderPreset(preset.id));
                const AudioBuffer target = effects::renderStep(input, effects::defaultStep(effect));
                const PreparedPair pair = prepare(input, target);
                QVERIFY2(isSame(pair.input, input) && isSame(pair.target, target), preset.id.data());
                QVERIFY2(pair.notes.empty(), qPrintable(textOf(pair)));
            }
    }

    void aLatePairBecomesThePairItWasMadeFrom_data() {
        QTest::addColumn<double>("beforeInput");
        QTest::addColumn<double>("beforeTarget");
        QTest::addColumn<double>("after");
        QTest::newRow("late target") << 0.0 << 0.4 << 0.0;
        QTest::newRow("late input") << 0.5 << 0.0 << 0.0;
        QTest::newRow("silence around both") << 3.0 << 3.0 << 3.0;
        QTest::newRow("everything") << 2.0 << 3.5 << 1.0;
        QTest::newRow("silence after both") << 0.0 << 0.0 << 2.0;
    }
    void aLatePairBecomesThePairItWasMadeFrom() {
        QFETCH(double, beforeInput);
        QFETCH(double, beforeTarget);
        QFETCH(double, after);
        const AudioBuffer input = padded(test::noiseSound(kRateHz, 60000, 0.5, 2), kMargin);
        const AudioBuffer target = effects::renderStep(input, effects::defaultStep(effects::EffectId::phaser));
        const PreparedPair pair = prepare(padded(input, beforeInput, after), padded(target, beforeTarget, after));
        QVERIFY(isSame(pair.input, input));
        QVERIFY(isSame(pair.target, target));
        QVERIFY(std::abs(pair.alignmentMs - 1000.0 * (beforeTarget - beforeInput)) < 0.1);
        QVERIFY(std::abs(pair.silenceBeforeSeconds - beforeInput) < 1e-4);
        QCOMPARE(noteOf(pair, PairNoteKind::aligned) != nullptr, beforeInput != beforeTarget);
        QCOMPARE(noteOf(pair, PairNoteKind::silentStart) != nullptr, std::min(beforeInput, beforeTarget) > 0.0);
        const PairNote* end = noteOf(pair, PairNoteKind::silentEnd);
        QCOMPARE(end != nullptr, after > 0.0);
        QVERIFY(!end || (end->sound == PairSound::both && std::abs(end->value - after) < 0.01));
    }

    void soundsAtOtherRatesAreCutAtTheSameTime() {
        const AudioBuffer input = test::noiseSound(48000.0, 60000, 0.5);
        const PreparedPair pair = prepare(padded(input, 1.0), padded(dry(), 1.4));
        // A converter of rates rings before a sudden sound.
        QVERIFY(std::abs(pair.silenceBeforeSeconds - 1.0) < 0.011);
        QVERIFY(std::abs(pair.alignmentMs - 400.0) < 10.0);
        QCOMPARE(pair.target.sampleRateHz(), kRateHz);
        QCOMPARE(pair.input.sampleRateHz(), 48000.0);
    }

    /// Noise of the recording is no sound.
    void steadyNoiseAroundTheSoundsIsSilence() {
        const auto noisy = [](const AudioBuffer& sound) {
            AudioBuffer result = padded(sound, 1.0, 1.0);
            const AudioBuffer noise = test::noiseSound(kRateHz, result.frames(), 2e-4);
            for (std::size_t i = 0; i < result.frames(); ++i)
                result.channels[0][i] += noise.channels[0][i];
            return result;
        };
        const PreparedPair pair = prepare(noisy(dry()), noisy(wet(dry())));
        QVERIFY2(std::abs(pair.silenceBeforeSeconds - 1.0) < 0.02,
                 qPrintable(QString::number(pair.silenceBeforeSeconds)));
        QVERIFY2(std::abs(pair.input.seconds() - 1.0) < 0.3, qPrintable(QString::number(pair.input.seconds())));
    }

    void constantOffsetsAreTakenOut() {
        const AudioBuffer input(kRateHz, core::renderPreset("saw"));
        const AudioBuffer target = wet(input);
        const PreparedPair pair = prepare(moved(input, 0.1F), moved(target, -0.05F));
        const core::Errors errors = core::Comparison(prepare(input, target)).measure(input).errors;
        const core::Errors left = core::Comparison(pair).measure(*pair.input.load()).errors;
        QVERIFY2(std::abs(left.mse - errors.mse) < 0.05 * errors.mse,
                 qPrintable(QString::number(left.mse / errors.mse)));
        const PairNote* note = noteOf(pair, PairNoteKind::offsetRemoved);
        QVERIFY(note && note->sound == PairSound::input && std::abs(note->value - 0.1) < 0.005);
        QVERIFY2(textOf(pair).contains("The target has a constant offset (DC) of -5."), qPrintable(textOf(pair)));
        // Silence that is moved, too, is silence.
        const PreparedPair late = prepare(input, moved(padded(target, 0.4), 0.1F));
        QVERIFY(std::abs(late.alignmentMs - 400.0) < 1.0);
    }

    void waveformsThatLeanToOneSideHaveNoOffset() {
        AudioBuffer kick(kRateHz, 1, 44100);
        for (std::size_t i = 0; i < kick.frames(); ++i) {
            const double seconds = static_cast<double>(i) / kRateHz;
            kick.channels[0][i] = static_cast<float>(std::exp(-12.0 * seconds) * (0.4 + std::sin(300.0 * seconds)));
        }
        QVERIFY(!noteOf(prepare(kick, dry()), PairNoteKind::offsetRemoved));
    }

    void sidesThatCancelAreAnalysedByTheLouder() {
        const AudioBuffer mono = dry();
        for (const float right : {-1.0F, -0.8F, -0.5F}) {
            const AudioBuffer turned = stereo(wet(mono), 0.5F, 0.5F * right);
            const PreparedPair pair = prepare(mono, turned);
            QCOMPARE(pair.targetMix, core::MonoMix{0});
            QVERIFY2(textOf(pair).contains("The sides of the target cancel each other in mono; its left side"),
                     qPrintable(textOf(pair)));
            const core::Errors expected = core::Comparison(prepare(mono, scaled(wet(mono), 0.5F))).measure(mono).errors;
            QCOMPARE(core::Comparison(pair).measure(mono).errors.mse, expected.mse);
            QVERIFY(isSame(pair.target, turned));
        }
        const AudioBuffer input = stereo(mono, -0.5F, 0.6F);
        const core::Comparison comparison(prepare(input, wet(mono)));
        QCOMPARE(comparison.pair().inputMix, core::MonoMix{1});
        const core::Comparison plain(prepare(scaled(mono, 0.6F), wet(mono)));
        QCOMPARE(comparison.measure(input).errors.mse, plain.measure(scaled(mono, 0.6F)).errors.mse);
        QCOMPARE(comparison.measurePiecewise(core::stored(input)).trimDb, comparison.measure(input).trimDb);
    }

    void wideSoundsAreNoneOfThat() {
        const AudioBuffer wide = test::noiseSound(kRateHz, 44100, 0.5, 2); // unrelated sides
        AudioBuffer wider = wide;                                          // correlated by -0.6
        for (std::size_t i = 0; i < wider.frames(); ++i)
            wider.channels[1][i] = 0.8F * wide.channels[1][i] - 0.6F * wide.channels[0][i];
        for (const AudioBuffer& sound : {wide, wider, stereo(dry(), 1.0F, 0.05F), stereo(dry(), 0.5F, 0.5F)}) {
            const PreparedPair pair = prepare(sound, sound);
            QVERIFY2(pair.notes.empty(), qPrintable(textOf(pair)));
            QCOMPARE(pair.inputMix, core::MonoMix{});
        }
    }

    void aSilentSideIsLeftOut() {
        const AudioBuffer mono = dry();
        const core::Comparison comparison(prepare(mono, stereo(wet(mono), 0.0F, 1.0F), {.align = true, .trim = false}));
        QVERIFY(textOf(comparison.pair()).contains("One side of the target is silent; its right side alone"));
        QVERIFY(comparison.measure(wet(mono)).errors.mse < 1e-9); // at its true level
    }

    void silenceIsSaid() {
        const AudioBuffer silence(kRateHz, 1, 44100);
        const PreparedPair target = prepare(dry(), silence);
        QVERIFY(textOf(target).contains("target is silent") && core::saysNothingToDo(target.notes));
        const PreparedPair input = prepare(scaled(dry(), 5e-5F), dry());
        QVERIFY(textOf(input).contains("input is silent") && core::saysNothingToDo(input.notes));
    }

    void softSoundsAreAnalysedAllTheSame() {
        const AudioBuffer soft = scaled(wet(dry()), 4e-4F);
        const core::Comparison comparison(prepare(dry(), soft));
        QVERIFY2(textOf(comparison.pair()).contains("The target is nearly silent"),
                 qPrintable(textOf(comparison.pair())));
        QVERIFY(!core::saysNothingToDo(comparison.pair().notes));
        const core::MeasuredSound measured = comparison.measure(wet(dry()));
        QVERIFY2(std::abs(measured.trimDb - 20.0 * std::log10(4e-4)) < 8.0 || measured.trimDb == -60.0,
                 qPrintable(QString::number(measured.trimDb)));
    }

    void alikeAndOnlyTheLevel() {
        const std::vector<PairNote> alike = allNotes(dry(), padded(dry(), 0.7));
        QVERIFY(core::hasNote(alike, PairNoteKind::alike) && core::saysNothingToDo(alike));
        const std::vector<PairNote> louder = allNotes(dry(), scaled(dry(), 0.25F));
        QCOMPARE(louder.size(), std::size_t{1});
        QCOMPARE(louder[0].kind, PairNoteKind::onlyLevel);
        QVERIFY(louder[0].nothingToDo);
        QVERIFY(QString::fromStdString(core::sentence(louder[0])).contains("12.0 dB softer than the input"));
        QVERIFY(allNotes(dry(), wet(dry())).empty());
    }

    void anotherPitchIsSaid() {
        const auto c4 = core::renderPreset("saw", 60);
        QVERIFY(core::comparisonNotes(c4, c4).empty());
        const auto notes = core::comparisonNotes(c4, core::renderPreset("saw", 63));
        QCOMPARE(notes.size(), std::size_t{1});
        QVERIFY(QString::fromStdString(core::sentence(notes[0])).contains("+3.0 semitones"));
        QCOMPARE(core::comparisonNotes(c4, std::vector<float>(44100, 0.0F))[0].kind, PairNoteKind::silent);
    }

    void anotherTempoIsSaid() {
        const AudioBuffer input = beats(0.25, 8.0);
        for (const double faster : {0.8, 0.95, 1.04, 1.15}) {
            const PreparedPair pair = prepare(input, wet(beats(0.25 / faster, 8.0 / faster)));
            const PairNote* note = noteOf(pair, PairNoteKind::otherTempo);
            QVERIFY2(note, qPrintable(textOf(pair)));
            QVERIFY2(std::abs(note->value - 100.0 * (faster - 1.0)) < 0.6, qPrintable(QString::number(note->value)));
        }
        for (const effects::EffectId effect : effects::kAllEffects) {
            const PreparedPair same = prepare(input, effects::renderStep(input, effects::defaultStep(effect)));
            QVERIFY2(!noteOf(same, PairNoteKind::otherTempo), qPrintable(textOf(same)));
        }
    }

    void tooShortAndVeryDifferentLengthsAreSaid() {
        const PreparedPair tooShort = prepare(dry(), {kRateHz, std::vector<float>(500, 0.3F)});
        QVERIFY2(textOf(tooShort).contains("11 ms only") && core::saysNothingToDo(tooShort.notes),
                 qPrintable(textOf(tooShort)));
        const AudioBuffer second = test::noiseSound(kRateHz, 44100, 0.3);
        const AudioBuffer longer = test::noiseSound(kRateHz, 300000, 0.3);
        QVERIFY(noteOf(prepare(longer, second), PairNoteKind::otherLength));
        QVERIFY(noteOf(prepare(second, longer), PairNoteKind::otherLength));
        // A room's tail makes a sound longer.
        const AudioBuffer click = padded({kRateHz, std::vector<float>(100, 0.5F)}, 0.0, 3.0);
        const PreparedPair room =
            prepare(click, effects::renderStep(click, effects::defaultStep(effects::EffectId::hallReverb)));
        QVERIFY2(!noteOf(room, PairNoteKind::otherLength) && !core::saysNothingToDo(room.notes),
                 qPrintable(textOf(room)));
    }

    void asTheyAreMeansAsTheyAre() {
        const AudioBuffer input = moved(padded(stereo(dry(), 0.5F, -0.5F), 1.0, 1.0), 0.1F);
        const AudioBuffer target = padded(stereo(wet(dry()), 0.5F, 0.0F), 2.0, 0.0);
        const PreparedPair pair = prepare(input, target, {.align = false, .trim = false});
        QVERIFY(isSame(pair.input, input) && isSame(pair.target, target));
        QCOMPARE(pair.alignmentMs, 0.0);
        QCOMPARE(pair.inputMix, core::MonoMix{});
        QCOMPARE(pair.targetMix, core::MonoMix{});
    }

    void nothingCannotBeCompared() { QVERIFY_EXCEPTION_THROWN(prepare({kRateHz, 1, 0}, dry()), core::Error); }

    /// Read in pieces, from files.
    void tenMinutesArePreparedInSeconds() {
        AudioBuffer input(kRateHz, 1, static_cast<std::size_t>(600.0 * kRateHz));
        const std::vector<float> note = core::renderPreset("dirt_stab");
        core::Random random(3);
        for (std::size_t start = 0; start + 2 * note.size() < input.frames();
             start += 30000 + static_cast<std::size_t>(random.below(30000)))
            std::copy(note.begin(), note.end(), input.channels[0].begin() + static_cast<std::ptrdiff_t>(start));
        QElapsedTimer timer;
        timer.start();
        const PreparedPair pair = prepare(input, padded(input, 12.0));
        qInfo("%.2f s", static_cast<double>(timer.elapsed()) / 1000.0);
        QCOMPARE(pair.alignmentMs, 12000.0);
        QVERIFY(pair.target.isInFile());
    }
};

QTEST_APPLESS_MAIN(PreparedPairTest)
#include "prepared_pair_test.moc"
