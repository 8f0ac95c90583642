// What two sounds are to each other, as values; one function says them in plain words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stepwise::core {

enum class PairSound { input, target, both };

enum class PairNoteKind {
    silent,          ///< of one sound
    nearlySilent,    ///< of one sound; `value`: its peak in dBFS
    tooShort,        ///< of one sound; `value`: how long it sounds, in seconds
    alike,           ///< of both
    onlyLevel,       ///< of both; `value`: how much louder the target is, in dB
    offsetRemoved,   ///< of one sound; `value`: the constant offset, full scale 1
    silentSide,      ///< of one sound; `value`: the channel that is analysed
    cancellingSides, ///< of one sound; `value`: the channel that is analysed
    aligned,         ///< of the target; `value`: how much later it starts, in ms
    silentStart,     ///< of one sound or both; `value`: what is left out, in seconds
    silentEnd,       ///< likewise
    otherPitch,      ///< of both; `value`, `other`: pitches of input and target in Hz
    otherTempo,      ///< of both; `value`: how much faster the target is, in percent
    otherLength,     ///< of both; `value`, `other`: how long input and target sound, in seconds
};

struct PairNote {
    PairNoteKind kind = PairNoteKind::alike;
    PairSound sound = PairSound::both;
    double value = 0.0;
    double other = 0.0;
    bool nothingToDo = false; ///< no effect can or need bring the sounds nearer

    bool operator==(const PairNote&) const = default;
};

/// One plain sentence, or two.
std::string sentence(const PairNote& note);
std::vector<std::string> sentences(const std::vector<PairNote>& notes);

bool saysNothingToDo(const std::vector<PairNote>& notes);
bool hasNote(const std::vector<PairNote>& notes, PairNoteKind kind);

} // namespace stepwise::core
