#include "ui/program_menus.h"

#include "ui/about_dialog.h"
#include "ui/settings_dialog.h"
#include "ui/shortcut_dialog.h"

#include <QApplication>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>

namespace stepwise::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("stepwise::ui::ProgramMenus", text);
}

/// One of a kind: asked for again, it comes to the front.
template <class Dialog, class Make>
void open(QMainWindow& window, const Make& make) {
    auto* dialog = window.findChild<Dialog*>();
    if (dialog == nullptr) {
        dialog = make();
        dialog->setAttribute(Qt::WA_DeleteOnClose);
    }
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
}

} // namespace

void addSettingsAction(QMenu& menu, QMainWindow& window, Audition& audition,
                       const std::function<void(ThemeChoice)>& chooseTheme) {
    QAction* action =
        menu.addAction(tr("&Settings …"), QKeySequence("Ctrl+,"), &window, [&window, &audition, chooseTheme] {
            open<SettingsDialog>(window, [&] {
                auto* dialog = new SettingsDialog(audition, &window);
                QObject::connect(dialog, &SettingsDialog::themeChosen, &window, chooseTheme);
                return dialog;
            });
        });
    action->setMenuRole(QAction::PreferencesRole);
}

QMenu* addViewMenu(QMainWindow& window) {
    QMenu* view = window.menuBar()->addMenu(tr("&View"));
    QAction* full = view->addAction(tr("&Full screen"));
    full->setShortcut(QKeySequence("F11"));
    full->setCheckable(true);
    QObject::connect(full, &QAction::triggered, &window, [full, &window] {
        const bool isFull = !window.isFullScreen();
        isFull ? window.showFullScreen() : window.showNormal();
        full->setChecked(isFull);
    });
    // It may have been closed in full screen, or left it by the window manager.
    QObject::connect(view, &QMenu::aboutToShow, full, [full, &window] { full->setChecked(window.isFullScreen()); });
    return view;
}

void addHelpMenu(QMainWindow& window) {
    QMenu* help = window.menuBar()->addMenu(tr("&Help"));
    help->addAction(tr("&Keyboard shortcuts …"), QKeySequence("F1"), &window,
                    [&window] { open<ShortcutDialog>(window, [&] { return new ShortcutDialog(window, &window); }); });
    help->addSeparator();
    QAction* about = help->addAction(tr("&About Stepwise …"), &window, [&window] {
        open<AboutDialog>(window, [&] { return new AboutDialog(&window); });
    });
    about->setMenuRole(QAction::AboutRole);
    QAction* aboutQt = help->addAction(tr("About &Qt …"), qApp, &QApplication::aboutQt);
    aboutQt->setMenuRole(QAction::AboutQtRole);
}

} // namespace stepwise::ui
