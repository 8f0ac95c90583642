// Room for peaks: matched to a loud target, quiet sounds can peak far above full scale, and so can targets in files of
// floating-point samples. A device would clip them, and what a learner compares would not be what was made.
#pragma once

#include "ui/rendered_timeline.h"

namespace stepwise::ui {

/// Below full scale; what EBU R 128 allows as the highest peak.
inline constexpr double kPeakLimitDb = -1.0;

/// What has to be taken from every place of the timeline alike, in dB, for none of them to clip: 0 where none does.
double headroomDb(const RenderedTimeline& timeline, bool isLoudnessMatched);
/// The same of steps as they were.
double headroomDb(const std::vector<EarlierStep>& steps, bool isLoudnessMatched);
/// The same of one sound.
double headroomDb(const TimelineSound& sound, double gainDb);

} // namespace stepwise::ui
