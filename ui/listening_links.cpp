#include "ui/listening_links.h"

#include "ui/audition.h"
#include "ui/curve_view.h"
#include "ui/rack_panel.h"
#include "ui/timeline_controller.h"
#include "ui/timeline_view.h"

namespace stepwise::ui {

namespace {

/// Cards ask for what is to be heard.
void linkWishes(Audition& audition, TimelineView& timeline) {
    QObject::connect(&timeline, &TimelineView::listenAsked, &audition, [&audition](int place) {
        const bool isSame = place == audition.place();
        audition.listen(place);
        if (isSame || !audition.isPlaying())
            audition.togglePlay();
    });
    QObject::connect(&timeline, &TimelineView::playAsked, &audition, [&audition](int place, double seconds) {
        audition.listen(place);
        if (seconds < audition.loopStartSeconds() || seconds >= audition.loopEndSeconds())
            audition.setLoopRegion(0.0, 0.0); // it would play from elsewhere
        audition.setPositionSeconds(seconds);
        audition.play();
    });
}

/// The drawing of the selected step moves with what is heard.
void linkCurve(Audition& audition, RackPanel& rack, const TimelineController& controller) {
    QObject::connect(&audition, &Audition::moved, &rack, [&audition, &rack, &controller] {
        CurveView* curve = rack.curve();
        if (curve == nullptr)
            return;
        std::array<effects::BandMeter, effects::kMaxBandMeters> meters;
        const int count = audition.bandMeters(controller.selectedStep(), meters);
        curve->setMeters(std::span(meters).first(static_cast<std::size_t>(count)));
        if (const std::optional<double> sweep = audition.sweep(controller.selectedStep()))
            curve->setSweep(*sweep);
    });
    QObject::connect(&audition, &Audition::playingChanged, &rack, [&rack](bool playing) {
        if (CurveView* curve = rack.curve(); curve != nullptr && !playing)
            curve->setMeters({});
    });
}

void linkPlayhead(Audition& audition, TimelineView& timeline, const TimelineController& controller) {
    QObject::connect(&audition, &Audition::moved, &timeline, &TimelineView::setPlayhead);
    // Where playback starts is brought into view; where it stops, the playhead stays.
    QObject::connect(&audition, &Audition::playingChanged, &timeline, [&audition, &timeline](bool playing) {
        if (playing)
            timeline.hidePlayhead();
        timeline.setPlayhead(audition.positionSeconds());
    });
    // By now the timeline has its new cards.
    QObject::connect(&controller, &TimelineController::timelineChanged, &timeline, [&audition, &timeline] {
        if (audition.hasSound())
            timeline.setPlayhead(audition.positionSeconds());
        else
            timeline.hidePlayhead();
    });
}

} // namespace

void linkListening(Audition& audition, TimelineView& timeline, RackPanel& rack, const TimelineController& controller) {
    QObject::connect(&audition, &Audition::heardChanged, &timeline,
                     [&audition, &timeline] { timeline.setHeardPlace(audition.place()); });
    linkWishes(audition, timeline);
    linkCurve(audition, rack, controller);
    linkPlayhead(audition, timeline, controller);
}

} // namespace stepwise::ui
