// What any program has in its menus: settings, view and help.
#pragma once

#include "ui/program_settings.h"

#include <functional>

class QMainWindow;
class QMenu;

namespace stepwise::ui {

class Audition;

/// "Settings …" at the end of `menu`; `chooseTheme` is called when the learner chooses another theme.
void addSettingsAction(QMenu& menu, QMainWindow& window, Audition& audition,
                       const std::function<void(ThemeChoice)>& chooseTheme);
QMenu* addViewMenu(QMainWindow& window);
void addHelpMenu(QMainWindow& window);

} // namespace stepwise::ui
