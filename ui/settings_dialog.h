// The settings: audio, theme and language. Everything takes effect at once and is remembered.
#pragma once

#include "ui/program_settings.h"

#include <QDialog>

namespace stepwise::ui {

class SettingsDialog : public QDialog {
    Q_OBJECT

public:
    SettingsDialog(Audition& audition, QWidget* parent);

Q_SIGNALS:
    void themeChosen(ThemeChoice choice);

private:
    ProgramSettings settings_;
};

} // namespace stepwise::ui
