// What becomes of memory that is freed.
#pragma once

namespace stepwise::core {

/// For programs that handle long sounds; call it first. Large blocks go back to the system as soon as they are freed:
/// by default glibc keeps blocks of up to 32 MB, a ten-minute spectrogram for instance, for every thread that had one.
void returnFreedBlocks();

} // namespace stepwise::core
