// Signals to lanes and back: a signal's samples lie side by side, a processor's block is frame-major.
#pragma once

#include <cstddef>

namespace stepwise::effects {

/// Both functions work on whole tiles of this many frames and lanes.
inline constexpr std::size_t kInterleaveTile = 4;

/// block[frame * lanes + lane] = signals[lane * stride + frame]. `frames` and `lanes` are multiples of kInterleaveTile.
void interleave(const float* signals, std::size_t stride, std::size_t frames, std::size_t lanes, float* block);
/// The way back.
void deinterleave(const float* block, std::size_t frames, std::size_t lanes, float* signals, std::size_t stride);

} // namespace stepwise::effects
