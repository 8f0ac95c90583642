// Theme and language.
#pragma once

#include "ui/program_settings.h"

#include <QWidget>

namespace stepwise::ui {

class AppearanceSettingsPage : public QWidget {
    Q_OBJECT

public:
    explicit AppearanceSettingsPage(ProgramSettings& settings, QWidget* parent = nullptr);

Q_SIGNALS:
    void themeChosen(ThemeChoice choice);
};

} // namespace stepwise::ui
