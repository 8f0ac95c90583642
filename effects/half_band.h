// Half-band filters for oversampling by two.
#pragma once

#include <vector>

namespace stepwise::effects {

/// The non-zero off-centre taps of a Kaiser-windowed half-band filter with 4 * halfLength - 1 taps (P. P. Vaidyanathan,
/// "Multirate systems and filter banks", 1993): 2 * halfLength taps, symmetric, summing to 1.
std::vector<float> halfBandBranch(int halfLength, double attenuationDb);

} // namespace stepwise::effects
