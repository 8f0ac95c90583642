// Colours of the window: dark or light, contrast at least 4.5 : 1 for text.
#pragma once

#include <QApplication>
#include <QColor>

namespace stepwise::ui {

struct Theme {
    QColor window;
    QColor card;
    QColor border;
    QColor guide; ///< lines of a drawing that mean something: 3 : 1
    QColor text;
    QColor dimText;
    QColor accent;
    QColor warning;
};

const Theme& darkTheme();
const Theme& lightTheme();

/// The theme in use.
const Theme& theme();

/// Palette and style sheet of the whole program.
void applyTheme(QApplication& application, const Theme& theme);

} // namespace stepwise::ui
