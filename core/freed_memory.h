// What becomes of memory that is freed.
#pragma once

#include <span>

namespace stepwise::core {

/// For programs that handle long sounds; call it first. Large blocks go back to the system as soon as they are freed:
/// by default glibc keeps blocks of up to 32 MB, a ten-minute spectrogram for instance, for every thread that had one.
void returnFreedBlocks();

/// Of memory that holds nothing but zeros: whole pages go back to the system, and read as zeros as before. They cost
/// memory again once they are written.
void returnZeros(std::span<float> zeros);

} // namespace stepwise::core
