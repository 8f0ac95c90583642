#include "ui/theme.h"

#include "ui/outlined_style.h"

#include <QPalette>

namespace stepwise::ui {

namespace {

const Theme* current = nullptr;

QPalette paletteOf(const Theme& theme) {
    QPalette palette;
    palette.setColor(QPalette::Window, theme.window);
    palette.setColor(QPalette::WindowText, theme.text);
    palette.setColor(QPalette::Base, theme.card);
    palette.setColor(QPalette::AlternateBase, theme.window);
    palette.setColor(QPalette::Text, theme.text);
    palette.setColor(QPalette::Button, theme.card);
    palette.setColor(QPalette::ButtonText, theme.text);
    palette.setColor(QPalette::ToolTipBase, theme.card);
    palette.setColor(QPalette::ToolTipText, theme.text);
    palette.setColor(QPalette::Highlight, theme.accent);
    palette.setColor(QPalette::HighlightedText, theme.window);
    palette.setColor(QPalette::PlaceholderText, theme.dimText);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, theme.dimText);
    palette.setColor(QPalette::Disabled, QPalette::Light, theme.card); // menus draw a shadow in it
    return palette;
}

} // namespace

const Theme& darkTheme() {
    static const Theme dark = {.window = QColor(27, 28, 33),
                               .card = QColor(38, 40, 47),
                               .border = QColor(66, 69, 79),
                               .guide = QColor(122, 126, 138),
                               .text = QColor(236, 237, 241),
                               .dimText = QColor(172, 176, 188),
                               .accent = QColor(251, 155, 97),
                               .warning = QColor(255, 184, 108)};
    return dark;
}

const Theme& lightTheme() {
    static const Theme light = {.window = QColor(244, 244, 246),
                                .card = QColor(255, 255, 255),
                                .border = QColor(200, 202, 210),
                                .guide = QColor(126, 129, 140),
                                .text = QColor(28, 29, 34),
                                .dimText = QColor(88, 91, 102),
                                .accent = QColor(150, 55, 110),
                                .warning = QColor(150, 70, 10)};
    return light;
}

const Theme& theme() {
    return current != nullptr ? *current : darkTheme();
}

void applyTheme(QApplication& application, const Theme& theme) {
    current = &theme;
    application.setStyle(new OutlinedStyle);
    application.setPalette(paletteOf(theme));
    // The padding makes up for the thinner border, so that what is inside stays where it is.
    application.setStyleSheet(QString("QFrame#card { background: %1; border: 1px solid %2; padding: 1px; "
                                      "border-radius: 8px; }"
                                      "QFrame#card[selected=\"true\"] { border: 2px solid %3; padding: 0px; }"
                                      "QFrame#card:focus { border: 2px dashed %6; padding: 0px; }"
                                      "QScrollBar { background: %7; border: none; }"
                                      "QScrollBar::handle { background: %4; border-radius: 4px; margin: 3px; }"
                                      "QScrollBar::handle:hover { background: %6; }"
                                      "QScrollBar::handle:horizontal { min-width: 32px; }"
                                      "QScrollBar::handle:vertical { min-height: 32px; }"
                                      "QScrollBar::add-line, QScrollBar::sub-line { width: 0px; height: 0px; }"
                                      "QScrollBar::add-page, QScrollBar::sub-page { background: none; }"
                                      "QLabel#dim { color: %4; }"
                                      "QLabel#warning { color: %5; font-weight: bold; }"
                                      "QLabel#title { font-weight: bold; font-size: 14px; }"
                                      "QFrame#message { border: 1px solid %5; border-radius: 6px; }"
                                      "QToolTip { color: %6; background: %1; border: 1px solid %2; }")
                                  .arg(theme.card.name(), theme.border.name(), theme.accent.name(),
                                       theme.dimText.name(), theme.warning.name(), theme.text.name(),
                                       theme.window.name()));
}

} // namespace stepwise::ui
