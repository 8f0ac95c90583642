// Bringing the target in step with the input.
#pragma once

#include "core/stored_sound.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace stepwise::core {

inline constexpr double kMaxAlignmentSeconds = 0.25;

/// How far the target lags behind the input, in samples (positive: the target starts later), by cross-correlation of
/// onset envelopes, refined to the sample, at most +-250 ms. 0 when nothing correlates.
int findLagSamples(const MonoView& input, const MonoView& target);

/// Moved earlier by `lagFrames` (later when negative): the start is cut, leaving a frame at least, or padded with
/// silence. In a file where it is long. Throws Error.
StoredSound shifted(const StoredSound& sound, std::ptrdiff_t lagFrames);

/// Why two sounds cannot be compared sensibly, in plain words: silence, or a pitch that differs by more than half a
/// semitone. Empty when all is well.
std::vector<std::string> comparisonNotes(const MonoView& input, const MonoView& target);

inline constexpr int kMaxAnalysisWindows = 8;

/// Starts of one-second windows where both sounds are active: the loudest aligned ones, in time order, not overlapping,
/// at most kMaxAnalysisWindows. Sounds of up to a second give one window at 0.
std::vector<std::size_t> findAnalysisWindows(const MonoView& input, const MonoView& target);

} // namespace stepwise::core
