// Whether two sounds play the same onsets at another tempo.
#pragma once

#include "core/stored_sound.h"

namespace stepwise::core {

/// How much faster the target plays than the input, in percent (negative: slower), from twelve seconds after the first
/// onset of each. 0 where the tempo is the same, or no other one explains the onsets clearly.
double tempoDifferencePercent(const MonoView& input, const MonoView& target);

} // namespace stepwise::core
