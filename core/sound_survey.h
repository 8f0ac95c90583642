// What one sound is by itself, before it is compared: where it sounds, its constant offset, how its sides relate.
#pragma once

#include "core/stored_sound.h"

#include <vector>

namespace stepwise::core {

/// Frames [first, end); equal where nothing sounds.
struct ActiveRange {
    std::size_t first = 0;
    std::size_t end = 0;

    std::size_t frames() const { return end - first; }
};

enum class Sides {
    usual,      ///< mono is their mean
    oneSilent,  ///< of two
    cancelling, ///< their mean has less than a quarter of the power that unrelated channels would leave
};

struct SoundSurvey {
    StoredSound sound;   ///< without its offset; else the same sound
    double offset = 0.0; ///< the largest of any channel that was taken out; full scale 1
    ActiveRange active;  ///< without silence (digital, dithered to 16 bits, or steady noise 60 dB below the sound)
    float peak = 0.0F;   ///< the largest magnitude
    Sides sides = Sides::usual;
    MonoMix mix; ///< what is analysed of it
};

/// Reads in pieces. Throws Error.
SoundSurvey survey(const StoredSound& sound, const OnRead& onRead = {});

} // namespace stepwise::core
