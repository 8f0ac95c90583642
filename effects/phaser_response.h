// The phaser's magnitude response at one moment of its sweep: what the window draws.
#pragma once

#include "effects/parameter.h"

namespace stepwise::effects {

/// In dB. `sweep` is the LFO's value, [-1, 1]. From the kernel's equations (effects/README.md) in double precision.
double phaserGainDb(const ParameterValues& values, double sweep, double frequencyHz, double sampleRateHz);

} // namespace stepwise::effects
