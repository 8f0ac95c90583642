// What the cards of the timeline say, in plain words. No widgets.
#pragma once

#include "ui/rendered_timeline.h"

#include <QString>

namespace stepwise::ui {

struct CardText {
    QString title;
    QString state;           ///< suggested, accepted, tweaked, by hand; what made it stale
    QString remedy;          ///< what can be done about that, in the menu named by the "%1"
    QString settings;        ///< the main knobs
    QString surety;          ///< what the state's percentage means, if it has one
    QString error;           ///< against the target
    QString help;            ///< what the step does to it
    bool isMeasured = false; ///< the error stands there
    bool isStale = false;
    bool isOutdated = false; ///< the picture is of an older sound
    bool isWarning = false;  ///< the step does not help
};

CardText inputText(const RenderedTimeline& timeline, const Work& work);
CardText stepText(const RenderedTimeline& timeline, std::size_t index);
CardText targetText(const Work& work);

/// What MSE and LSD mean, for tool tips.
QString errorExplanation();

/// "Suggested before you changed step 2."
QString staleText(const Staleness& staleness);

/// "would remove 40 % of the error", "would add 3 % to the error".
QString wouldRemoveText(double share);

/// "Round 2: from step 3 of round 1".
QString roundTitle(const Work& work, std::size_t round);

} // namespace stepwise::ui
