// What the timeline and the rack do while something is heard.
#pragma once

namespace stepwise::ui {

class Audition;
class RackPanel;
class TimelineController;
class TimelineView;

/// Listen buttons, playheads and the drawing of the selected effect follow `audition`; `timeline` lives as long.
void linkListening(Audition& audition, TimelineView& timeline, RackPanel& rack, const TimelineController& controller);

} // namespace stepwise::ui
