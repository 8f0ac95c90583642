// Menus, shortcuts and dialogs of the main window.
#include "ui/main_window.h"

#include "ui/audition.h"
#include "ui/listen_menu.h"
#include "ui/program_menus.h"
#include "ui/sound_slot.h"

#include <QApplication>
#include <QFileDialog>
#include <QMenu>
#include <QMenuBar>

namespace stepwise::ui {

namespace {

const char* const kChainFilter = QT_TRANSLATE_NOOP("stepwise::ui::MainWindow", "Chains (*.stepwise.json)");

} // namespace

void MainWindow::makeMenus() {
    makeFileMenu();
    makeStepMenu();
    timelineActions_ += addListenMenu(*menuBar(), *audition_);
    addViewMenu(*this);
    addHelpMenu(*this);
}

void MainWindow::makeFileMenu() {
    QMenu* file = menuBar()->addMenu(tr("&File"));
    const auto openSound = [this](const QString& title, auto load) {
        const QString path = QFileDialog::getOpenFileName(this, title, {}, soundFileFilter());
        if (!path.isEmpty())
            (controller_.*load)(path);
    };
    file->addAction(tr("Open &input …"), QKeySequence::Open, this,
                    [=] { openSound(tr("Open input"), &TimelineController::loadInput); });
    file->addAction(tr("Open &target …"), QKeySequence("Ctrl+T"), this,
                    [=] { openSound(tr("Open target"), &TimelineController::loadTarget); });
    demoMenu_ = file->addMenu(tr("&Demos"));
    file->addSeparator();
    timelineActions_ +=
        file->addAction(tr("Open &chain …"), QKeySequence("Ctrl+Shift+O"), this, &MainWindow::openChainDialog);
    timelineActions_ += file->addAction(tr("&Save chain …"), QKeySequence::Save, this, &MainWindow::saveChainDialog);
    timelineActions_ +=
        file->addAction(tr("&Export what is heard …"), QKeySequence("Ctrl+E"), this, &MainWindow::exportDialog);
    file->addSeparator();
    addSettingsAction(*file, *this, *audition_, [this](ThemeChoice choice) { Q_EMIT themeChosen(choice); });
    file->addAction(tr("&Quit"), QKeySequence::Quit, qApp, &QApplication::quit);
}

void MainWindow::makeStepMenu() {
    QMenu* steps = menuBar()->addMenu(tr("&Step"));
    timelineActions_ +=
        steps->addAction(tr("&Suggest"), QKeySequence("Ctrl+Return"), &controller_, &TimelineController::suggestNext);
    timelineActions_ += steps->addAction(tr("Suggest &all"), QKeySequence("Ctrl+Shift+Return"), &controller_,
                                         &TimelineController::suggestAll);
    steps->addAction(tr("&Cancel"), QKeySequence("Esc"), &controller_, &TimelineController::cancel);
    steps->addSeparator();
    QMenu* add = steps->addMenu(tr("A&dd effect by hand"));
    for (const effects::EffectId effect : effects::kAllEffects) {
        const std::string name(effects::effectInfo(effect).name);
        timelineActions_ += add->addAction(QCoreApplication::translate("Rack", name.c_str()), this,
                                           [this, effect] { controller_.addStep(effect); });
    }
    timelineActions_ += steps->addAction(tr("&Remove step"), QKeySequence::Delete, this,
                                         [this] { controller_.removeStep(controller_.selectedStep()); });
}

void MainWindow::openChainDialog() {
    const QString path = QFileDialog::getOpenFileName(this, tr("Open chain"), {}, tr(kChainFilter));
    if (!path.isEmpty())
        controller_.openChain(path);
}

void MainWindow::saveChainDialog() {
    QString path = QFileDialog::getSaveFileName(this, tr("Save chain"), "chain.stepwise.json", tr(kChainFilter));
    if (path.isEmpty())
        return;
    if (!path.endsWith(".json"))
        path += ".stepwise.json";
    controller_.saveChain(path);
}

void MainWindow::exportDialog() {
    const QString path = QFileDialog::getSaveFileName(this, tr("Export sound"), "result.wav", soundFileFilter());
    if (!path.isEmpty())
        controller_.exportSound(audition_->place(), path);
}

} // namespace stepwise::ui
