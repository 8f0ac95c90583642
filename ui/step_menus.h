// Menus of a step: its alternatives, and what else can be done with it.
#pragma once

#include "ui/timeline_controller.h"

class QMenu;

namespace stepwise::ui {

/// One entry an alternative: how likely it was, and what it would remove from the error, once that is known.
void fillReplaceMenu(QMenu& menu, TimelineController& controller, int index);

/// Move, insert, continue from here, new round, remove.
void fillMoreMenu(QMenu& menu, TimelineController& controller, int index);

/// What can be done with the input: suggest all again, new round.
void fillInputMenu(QMenu& menu, TimelineController& controller);

/// The effects that the round does not use yet, to be placed before a step.
void fillInsertBeforeMenu(QMenu& menu, TimelineController& controller, int index);
/// The same behind it; -1: at the end.
void fillInsertAfterMenu(QMenu& menu, TimelineController& controller, int index);

} // namespace stepwise::ui
