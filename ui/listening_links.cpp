#include "ui/listening_links.h"

#include "ui/audition.h"
#include "ui/curve_view.h"
#include "ui/rack_panel.h"
#include "ui/timeline_view.h"

namespace stepwise::ui {

void linkListening(Audition& audition, TimelineView& timeline, RackPanel& rack, const TimelineController& controller) {
    QObject::connect(&audition, &Audition::heardChanged, &timeline,
                     [&audition, &timeline] { timeline.setHeardPlace(audition.place()); });
    QObject::connect(&timeline, &TimelineView::listenAsked, &audition, [&audition](int place) {
        const bool isSame = place == audition.place();
        audition.listen(place);
        if (isSame || !audition.isPlaying())
            audition.togglePlay();
    });
    QObject::connect(&audition, &Audition::moved, &timeline, &TimelineView::setPlayhead);
    QObject::connect(&audition, &Audition::moved, &rack, [&audition, &rack, &controller](double seconds) {
        CurveView* curve = rack.curve();
        if (curve == nullptr)
            return;
        std::array<effects::BandMeter, effects::kMaxBandMeters> meters;
        const int count = audition.bandMeters(controller.selectedStep(), meters);
        curve->setMeters(std::span(meters).first(static_cast<std::size_t>(count)));
        curve->setPosition(seconds);
    });
    QObject::connect(&audition, &Audition::playingChanged, &timeline, [&timeline, &rack](bool playing) {
        if (playing)
            return;
        timeline.hidePlayhead();
        if (CurveView* curve = rack.curve())
            curve->setMeters({});
    });
}

} // namespace stepwise::ui
