// Two sounds made comparable, once for everything that works with them: without constant offsets, in step, and without
// the silence around them. A late or padded pair becomes the pair it was made from.
#pragma once

#include "core/pair_note.h"
#include "core/stored_sound.h"

#include <vector>

namespace stepwise::core {

struct ComparisonOptions {
    bool align = true; ///< prepare the pair; else both are compared as they are, from mono means
    bool trim = true;  ///< match the sound's loudness to the target's before measuring
};

struct PreparedPair {
    ComparisonOptions options;
    /// At their own rates, with all their channels; the sounds themselves where nothing had to be done.
    StoredSound input;
    StoredSound target;
    MonoMix inputMix; ///< of the input and all that is made of it
    MonoMix targetMix;
    double alignmentMs = 0.0;          ///< the target was later than the input by this
    double silenceBeforeSeconds = 0.0; ///< of the input, left out
    bool isSoft = false;               ///< a sound is nearly silent: softer than loudness is defined for
    std::vector<PairNote> notes;
};

/// Throws Error for sounds without samples.
PreparedPair preparePair(StoredSound input, StoredSound target, const ComparisonOptions& options = {},
                         const OnRead& onRead = {});

/// A sound that was made of a prepared input, in time with the input's file: with the silence before it that was left
/// out. Throws Error.
StoredSound inTimeWithInput(const PreparedPair& pair, const StoredSound& sound);

/// What stands against comparing two sounds as they are: silence, another pitch.
std::vector<PairNote> comparisonNotes(const MonoView& input, const MonoView& target);

} // namespace stepwise::core
