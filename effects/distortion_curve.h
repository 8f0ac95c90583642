// The distortion's transfer curve: what the window draws.
#pragma once

#include "effects/parameter.h"

namespace stepwise::effects {

/// The output for an input sample at rest: drive, the kernel's own waveshape, and mix. The filter, the oversampling and
/// the DC blocker are left out, since they depend on what came before. Downsampling holds samples and bends nothing.
double distortionOutput(const ParameterValues& values, double input);

} // namespace stepwise::effects
