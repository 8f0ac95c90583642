#include "core/pair_note.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace stepwise::core {

namespace {

std::string_view nameOf(PairSound sound) {
    return sound == PairSound::input ? "input" : "target";
}

std::string lengthText(double seconds) {
    return seconds < 1.0 ? fmt::format("{:.0f} ms", 1000.0 * seconds) : fmt::format("{:.1f} s", seconds);
}

std::string sideText(double channel) {
    return channel == 0.0 ? "left side" : channel == 1.0 ? "right side" : fmt::format("channel {:.0f}", channel + 1.0);
}

std::string silenceText(const PairNote& note) {
    const std::string_view verb = note.kind == PairNoteKind::silentStart ? "begin" : "end";
    const std::string length = lengthText(note.value);
    return note.sound == PairSound::both
               ? fmt::format("Both sounds {} with {} of silence; it does not count.", verb, length)
               : fmt::format("The {} {}s with {} of silence; it does not count.", nameOf(note.sound), verb, length);
}

std::string pitchText(const PairNote& note) {
    return fmt::format("The target's pitch ({:.0f} Hz) differs from the input's ({:.0f} Hz) by {:+.1f} semitones; "
                       "effects cannot bridge that.",
                       note.other, note.value, 12.0 * std::log2(note.other / note.value));
}

std::string oneSoundText(const PairNote& note) {
    const std::string_view sound = nameOf(note.sound);
    switch (note.kind) {
    case PairNoteKind::silent:
        return note.sound == PairSound::input ? "The input is silent: there is nothing to work on."
                                              : "The target is silent: there is nothing to reach.";
    case PairNoteKind::nearlySilent:
        return fmt::format("The {} is nearly silent: its peak is at {:.0f} dBFS. It is analysed all the same; a louder "
                           "recording of it tells more.",
                           sound, note.value);
    case PairNoteKind::tooShort:
        return fmt::format("The {} sounds for {} only: that is too short to learn from.", sound,
                           lengthText(note.value));
    case PairNoteKind::offsetRemoved:
        return fmt::format("The {} has a constant offset (DC) of {:.1f} % of full scale; it was taken out.", sound,
                           100.0 * note.value);
    case PairNoteKind::silentSide:
        return fmt::format("One side of the {} is silent; its {} alone is analysed.", sound, sideText(note.value));
    case PairNoteKind::cancellingSides:
        return fmt::format("The sides of the {} cancel each other in mono; its {} alone is analysed.", sound,
                           sideText(note.value));
    default:
        return {};
    }
}

std::string bothSoundsText(const PairNote& note) {
    switch (note.kind) {
    case PairNoteKind::alike:
        return "The two sounds are alike: on average they differ by less than half a decibel, so there is nothing to "
               "do.";
    case PairNoteKind::onlyLevel:
        return fmt::format("Only the level differs: the target is {:.1f} dB {} than the input. The trim does that; no "
                           "effect is needed.",
                           std::abs(note.value), note.value > 0.0 ? "louder" : "softer");
    case PairNoteKind::aligned:
        return fmt::format("The target starts {:.0f} ms {} than the input; it was aligned.", std::abs(note.value),
                           note.value > 0.0 ? "later" : "earlier");
    case PairNoteKind::otherTempo:
        return fmt::format("The target is {:.1f} % {} than the input; effects cannot bridge that.",
                           std::abs(note.value), note.value > 0.0 ? "faster" : "slower");
    case PairNoteKind::otherLength:
        return fmt::format("The input sounds for {} and the target for {}; effects cannot bridge that.",
                           lengthText(note.value), lengthText(note.other));
    case PairNoteKind::otherPitch:
        return pitchText(note);
    default:
        return silenceText(note);
    }
}

} // namespace

std::string sentence(const PairNote& note) {
    const std::string ofOne = oneSoundText(note);
    return ofOne.empty() ? bothSoundsText(note) : ofOne;
}

std::vector<std::string> sentences(const std::vector<PairNote>& notes) {
    std::vector<std::string> texts;
    texts.reserve(notes.size());
    for (const PairNote& note : notes)
        texts.push_back(sentence(note));
    return texts;
}

bool saysNothingToDo(const std::vector<PairNote>& notes) {
    return std::ranges::any_of(notes, &PairNote::nothingToDo);
}

bool hasNote(const std::vector<PairNote>& notes, PairNoteKind kind) {
    return std::ranges::find(notes, kind, &PairNote::kind) != notes.end();
}

} // namespace stepwise::core
