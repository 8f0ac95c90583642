#include "core/prepared_pair.h"

#include "core/alignment.h"
#include "core/error.h"
#include "core/harmonicity.h"
#include "core/sound_survey.h"
#include "core/tempo.h"

#include <algorithm>
#include <cmath>

namespace stepwise::core {

namespace {

constexpr double kSilentRms = 1e-4;  ///< -80 dBFS
constexpr float kSilentPeak = 1e-4F; ///< likewise
constexpr float kSoftPeak = 1e-3F;   ///< -60 dBFS
constexpr double kHalfSemitone = 0.5;
constexpr double kLeastPeriodicity = 0.8;
constexpr double kSteadyShare = 0.7; ///< of the frames
constexpr double kLeastSeconds = 0.05;
constexpr double kLeastSilenceSeconds = 0.1; ///< less is part of the sound
constexpr double kCutSeconds = 0.01;         ///< silence is cut in whole steps: sounds begin softly
constexpr double kReportedShiftMs = 1.0;

constexpr double kMuchLonger = 2.0;
constexpr double kLeastLengthDifference = 0.5; ///< seconds
constexpr double kTailPower = 0.1;             ///< a reverb's tail falls below this share of the sound

double rms(const MonoView& samples) {
    double squares = 0.0;
    samples.forPieces(1, [&](std::span<const float> piece) {
        for (const float sample : piece)
            squares += static_cast<double>(sample) * sample;
    });
    return samples.frames() == 0 ? 0.0 : std::sqrt(squares / static_cast<double>(samples.frames()));
}

/// Octaves apart is what distortion and filters do to a pitch estimate; they are not counted.
double semitonesWithinOctave(double ratio) {
    const double semitones = 12.0 * std::log2(ratio);
    return semitones - 12.0 * std::round(semitones / 12.0);
}

double secondsOf(const SoundSurvey& one) {
    return static_cast<double>(one.active.frames()) / one.sound.sampleRateHz();
}

bool isSilent(const SoundSurvey& one) {
    return one.peak < kSilentPeak || one.active.frames() == 0;
}

PairNote silentNote(PairSound sound) {
    return {.kind = PairNoteKind::silent, .sound = sound, .nothingToDo = true};
}

void noteSound(std::vector<PairNote>& notes, const SoundSurvey& one, PairSound sound) {
    if (isSilent(one)) {
        notes.push_back(silentNote(sound));
        return;
    }
    if (one.offset != 0.0)
        notes.push_back({PairNoteKind::offsetRemoved, sound, one.offset});
    if (one.peak < kSoftPeak)
        notes.push_back({PairNoteKind::nearlySilent, sound, 20.0 * std::log10(static_cast<double>(one.peak))});
    if (one.sides != Sides::usual)
        notes.push_back({one.sides == Sides::oneSilent ? PairNoteKind::silentSide : PairNoteKind::cancellingSides,
                         sound, static_cast<double>(one.mix.channel.value_or(0))});
}

/// The median pitch of a sound that clearly has one and stays there; else 0.
double steadyPitchHz(const MonoView& sound) {
    std::vector<double> pitches;
    const std::vector<HarmonicFrame> frames = harmonicFrames(sound);
    for (const HarmonicFrame& frame : frames)
        if (frame.periodicity > kLeastPeriodicity)
            pitches.push_back(frame.pitchHz);
    if (pitches.empty() || static_cast<double>(pitches.size()) < kSteadyShare * static_cast<double>(frames.size()))
        return 0.0;
    const auto middle = pitches.begin() + static_cast<std::ptrdiff_t>(pitches.size() / 2);
    std::nth_element(pitches.begin(), middle, pitches.end());
    const double pitchHz = *middle;
    const auto near = std::ranges::count_if(
        pitches, [&](double one) { return std::abs(semitonesWithinOctave(one / pitchHz)) <= kHalfSemitone; });
    return static_cast<double>(near) < kSteadyShare * static_cast<double>(pitches.size()) ? 0.0 : pitchHz;
}

void notePitch(std::vector<PairNote>& notes, const MonoView& input, const MonoView& target) {
    const double inputHz = steadyPitchHz(input);
    const double targetHz = steadyPitchHz(target);
    if (inputHz > 0.0 && targetHz > 0.0 && std::abs(semitonesWithinOctave(targetHz / inputHz)) > kHalfSemitone)
        notes.push_back({PairNoteKind::otherPitch, PairSound::both, inputHz, targetHz});
}

/// Where both sounds are cut, in seconds of each.
class Placement {
public:
    Placement(const SoundSurvey& input, const SoundSurvey& target, double lagSeconds)
        : input_(input), target_(target), lag_(lagSeconds) {
        const double inputFirst = secondsAt(input, input.active.first);
        const double targetFirst = secondsAt(target, target.active.first);
        common_ = std::min(inputFirst, targetFirst);
        const double first = std::max(std::min(inputFirst, targetFirst - lag_), 0.0);
        start_ = first >= kLeastSilenceSeconds ? std::floor(first / kCutSeconds) * kCutSeconds : 0.0;
        const double end = std::max(secondsAt(input, input.active.end), secondsAt(target, target.active.end) - lag_);
        inputSpare_ = secondsAt(input, input.sound.frames()) - end;
        targetSpare_ = secondsAt(target, target.sound.frames()) - lag_ - end;
        isCutAtEnd_ = std::max(inputSpare_, targetSpare_) >= kLeastSilenceSeconds;
    }

    double start() const { return start_; }
    StoredSound placedInput() const { return placed(input_, start_, inputSpare_); }
    StoredSound placedTarget() const { return placed(target_, start_ + lag_, targetSpare_); }

    void note(std::vector<PairNote>& notes) const {
        if (common_ >= kLeastSilenceSeconds)
            notes.push_back({PairNoteKind::silentStart, PairSound::both, common_});
        if (!isCutAtEnd_)
            return;
        const bool ofInput = inputSpare_ >= kLeastSilenceSeconds;
        const bool ofTarget = targetSpare_ >= kLeastSilenceSeconds;
        const PairSound sound = ofInput && ofTarget ? PairSound::both : ofInput ? PairSound::input : PairSound::target;
        notes.push_back(
            {PairNoteKind::silentEnd, sound,
             sound == PairSound::both ? std::min(inputSpare_, targetSpare_) : std::max(inputSpare_, targetSpare_)});
    }

private:
    static double secondsAt(const SoundSurvey& one, std::size_t frame) {
        return static_cast<double>(frame) / one.sound.sampleRateHz();
    }

    StoredSound placed(const SoundSurvey& one, double startSeconds, double spareSeconds) const {
        const double rateHz = one.sound.sampleRateHz();
        const auto start = static_cast<std::ptrdiff_t>(std::llround(startSeconds * rateHz));
        const double spare = isCutAtEnd_ ? std::max(spareSeconds, 0.0) : 0.0;
        const auto end =
            static_cast<std::ptrdiff_t>(one.sound.frames()) - static_cast<std::ptrdiff_t>(std::llround(spare * rateHz));
        return cut(one.sound, start, static_cast<std::size_t>(std::max<std::ptrdiff_t>(end - start, 1)));
    }

    const SoundSurvey& input_;
    const SoundSurvey& target_;
    double lag_;
    double common_ = 0.0;
    double start_ = 0.0;
    double inputSpare_ = 0.0;
    double targetSpare_ = 0.0;
    bool isCutAtEnd_ = false;
};

/// Mean power from `startSeconds` on.
double powerFrom(const MonoView& sound, double startSeconds, double seconds) {
    const auto first = static_cast<std::size_t>(startSeconds * kAnalysisRateHz);
    const auto length = static_cast<std::size_t>(seconds * kAnalysisRateHz);
    double squares = 0.0;
    for (const float sample : sound.part(first, length))
        squares += static_cast<double>(sample) * sample;
    return squares / static_cast<double>(std::max<std::size_t>(length, 1));
}

/// A tail may make a sound much longer; what goes on as loud as before is no tail.
void noteLength(std::vector<PairNote>& notes, const SoundSurvey& input, const SoundSurvey& target,
                const MonoView& placedTarget) {
    const double inputSeconds = secondsOf(input);
    const double targetSeconds = secondsOf(target);
    const auto isMuchLonger = [](double a, double b) { return a > kMuchLonger * b && a - b > kLeastLengthDifference; };
    constexpr double kMostHeardSeconds = 10.0;
    const double heard = std::min({0.25 * targetSeconds, kMostHeardSeconds});
    const bool goesOn = isMuchLonger(targetSeconds, inputSeconds) &&
                        powerFrom(placedTarget, targetSeconds - heard, heard) >
                            kTailPower * powerFrom(placedTarget, 0.0, std::min(inputSeconds, kMostHeardSeconds));
    if (isMuchLonger(inputSeconds, targetSeconds) || goesOn)
        notes.push_back({PairNoteKind::otherLength, PairSound::both, inputSeconds, targetSeconds});
}

void noteRelation(std::vector<PairNote>& notes, const SoundSurvey& input, const SoundSurvey& target,
                  const MonoView& inputMono, const MonoView& targetMono) {
    // A click is enough of an input: a room answers it.
    if (secondsOf(target) < kLeastSeconds) {
        notes.push_back({.kind = PairNoteKind::tooShort,
                         .sound = PairSound::target,
                         .value = secondsOf(target),
                         .nothingToDo = true});
        return;
    }
    noteLength(notes, input, target, targetMono);
    notePitch(notes, inputMono, targetMono);
}

void prepareSounding(PreparedPair& pair, const SoundSurvey& input, const SoundSurvey& target, const OnRead& onRead) {
    const StoredMono inputMono(input.sound, onRead, input.mix);
    const StoredMono targetMono(target.sound, onRead, target.mix);
    const double fasterPercent = tempoDifferencePercent(inputMono, targetMono);
    // Onsets at another tempo fall on each other anywhere.
    const int lag =
        fasterPercent != 0.0 ? findSilenceLagSamples(inputMono, targetMono) : findLagSamples(inputMono, targetMono);
    pair.alignmentMs = 1000.0 * lag / kAnalysisRateHz;
    const Placement placement(input, target, lag / kAnalysisRateHz);
    pair.input = placement.placedInput();
    pair.target = placement.placedTarget();
    pair.silenceBeforeSeconds = placement.start();
    if (std::abs(pair.alignmentMs) >= kReportedShiftMs)
        pair.notes.push_back({PairNoteKind::aligned, PairSound::target, pair.alignmentMs});
    placement.note(pair.notes);
    const bool isSameInput = pair.input == input.sound;
    const bool isSameTarget = pair.target == target.sound;
    noteRelation(pair.notes, input, target, isSameInput ? inputMono : StoredMono(pair.input, onRead, pair.inputMix),
                 isSameTarget ? targetMono : StoredMono(pair.target, onRead, pair.targetMix));
    if (fasterPercent != 0.0)
        pair.notes.push_back({PairNoteKind::otherTempo, PairSound::both, fasterPercent});
}

} // namespace

PreparedPair preparePair(StoredSound input, StoredSound target, const ComparisonOptions& options,
                         const OnRead& onRead) {
    if (input.frames() == 0 || target.frames() == 0)
        throw Error("There is nothing to compare: a sound has no samples.");
    PreparedPair pair;
    pair.options = options;
    if (!options.align) {
        pair.input = std::move(input);
        pair.target = std::move(target);
        pair.notes = comparisonNotes(StoredMono(pair.input, onRead), StoredMono(pair.target, onRead));
        return pair;
    }
    const SoundSurvey first = survey(input, onRead);
    const SoundSurvey second = survey(target, onRead);
    pair.input = first.sound;
    pair.target = second.sound;
    pair.inputMix = first.mix;
    pair.targetMix = second.mix;
    pair.isSoft = std::min(first.peak, second.peak) < kSoftPeak;
    noteSound(pair.notes, first, PairSound::input);
    noteSound(pair.notes, second, PairSound::target);
    if (isSilent(first) || isSilent(second))
        return pair;
    prepareSounding(pair, first, second, onRead);
    return pair;
}

StoredSound inTimeWithInput(const PreparedPair& pair, const StoredSound& sound) {
    const auto silent = static_cast<std::size_t>(std::llround(pair.silenceBeforeSeconds * sound.sampleRateHz()));
    return cut(sound, -static_cast<std::ptrdiff_t>(silent), sound.frames() + silent);
}

std::vector<PairNote> comparisonNotes(const MonoView& input, const MonoView& target) {
    std::vector<PairNote> notes;
    if (rms(input) < kSilentRms)
        notes.push_back(silentNote(PairSound::input));
    if (rms(target) < kSilentRms)
        notes.push_back(silentNote(PairSound::target));
    if (notes.empty())
        notePitch(notes, input, target);
    return notes;
}

} // namespace stepwise::core
