// Every shortcut of the window, read from its menus, so that the list is never wrong.
#pragma once

#include <QDialog>

#include <vector>

class QMainWindow;

namespace stepwise::ui {

struct ShortcutRow {
    QString menu;
    QString action;
    QString keys; ///< as the system writes them
};

/// The actions with shortcuts in the window's menus, in their order.
std::vector<ShortcutRow> shortcutsOf(const QMainWindow& window);

class ShortcutDialog : public QDialog {
    Q_OBJECT

public:
    explicit ShortcutDialog(const QMainWindow& window, QWidget* parent = nullptr);
};

} // namespace stepwise::ui
