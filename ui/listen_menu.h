// The Listen menu: play, switch, loop. Its shortcuts are single keys, so that comparing is quick.
#pragma once

#include <QList>

class QAction;
class QMenuBar;

namespace stepwise::ui {

class Audition;

/// Adds the menu; returns the actions that need a timeline.
QList<QAction*> addListenMenu(QMenuBar& bar, Audition& audition);

} // namespace stepwise::ui
