// A sound of the timeline: its audio, what the comparison says of it, and its picture.
#pragma once

#include "core/comparison.h"
#include "ui/level_map.h"
#include "ui/work.h"

#include <memory>

namespace stepwise::ui {

struct TimelineSound {
    core::StoredSound audio;      ///< without trim
    core::MeasuredSound measured; ///< with trim; the errors of the mel spectrogram only
    LevelMap picture;             ///< with trim, as loud as the target
    float peak = 0.0F;            ///< the largest magnitude, without trim
};

using TimelineSoundPtr = std::shared_ptr<const TimelineSound>;

/// Measures and draws; `comparison` may be shared between threads.
TimelineSoundPtr makeTimelineSound(core::StoredSound audio, const core::Comparison& comparison,
                                   const core::OnRead& onRead = {});
/// The aligned target, without measures.
TimelineSoundPtr makeTargetSound(const core::Comparison& comparison, const core::OnRead& onRead = {});

/// Bytes of memory that a sound keeps.
std::size_t bytesInMemory(const TimelineSound& sound);

} // namespace stepwise::ui
