// Bringing the target in step with the input.
#pragma once

#include "core/stored_sound.h"

#include <cstddef>
#include <vector>

namespace stepwise::core {

/// How far the target lags behind the input, in samples (positive: the target starts later), anywhere in their overlap:
/// by cross-correlation of onset envelopes and by the silence before them, to the sample. 0 when nothing correlates;
/// where several lags are about as good (repeated bars), the smallest.
int findLagSamples(const MonoView& input, const MonoView& target);

/// How much longer the silence before the target is than that before the input, in samples; 0 below 50 ms.
int findSilenceLagSamples(const MonoView& input, const MonoView& target);

/// `frames` frames from `start` on, with silence before the sound (start < 0) and after it. In a file where it is long.
/// Throws Error.
StoredSound cut(const StoredSound& sound, std::ptrdiff_t start, std::size_t frames);

inline constexpr int kMaxAnalysisWindows = 8;

/// Starts of one-second windows where both sounds are active: the loudest aligned ones, in time order, not overlapping,
/// at most kMaxAnalysisWindows. Sounds of up to a second give one window at 0.
std::vector<std::size_t> findAnalysisWindows(const MonoView& input, const MonoView& target);

} // namespace stepwise::core
