// Menus, shortcuts and dialogs of the main window.
#include "ui/main_window.h"

#include "ui/session_actions.h"
#include "ui/sound_slot.h"
#include "ui/step_actions.h"
#include "ui/theme.h"
#include "ui/timeline_view.h"
#include "ui/transport_bar.h"

#include <QApplication>
#include <QFileDialog>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>

namespace stepwise::ui {

namespace {

const char* const kChainFilter = QT_TRANSLATE_NOOP("stepwise::ui::MainWindow", "Chains (*.stepwise.json)");

} // namespace

void MainWindow::makeMenus() {
    makeFileMenu();
    new StepActions(controller_, *menuBar(), this);
    makeViewMenu();
    makeListenMenu();
    QMenu* help = menuBar()->addMenu(tr("&Help"));
    help->addAction(tr("About Stepwise"), this, [this] {
        QMessageBox::about(
            this, tr("About Stepwise"),
            tr("<h3>Stepwise %1</h3><p>Teaches sound design one effect at a time.</p><p>Licence: GPL-3.0-or-later. "
               "Uses Qt, QCustomPlot, libtorch, FFTW, libsndfile, libsoxr, libebur128 and PortAudio.</p>")
                .arg(QApplication::applicationVersion()));
    });
}

void MainWindow::makeFileMenu() {
    QMenu* file = menuBar()->addMenu(tr("&File"));
    const auto openSound = [this](const QString& title, auto load) {
        const QString path = QFileDialog::getOpenFileName(this, title, {}, soundFileFilter());
        if (!path.isEmpty())
            (controller_.*load)(path);
    };
    sessionActions_ = new SessionActions(*session_, *file, *this);
    file->addAction(tr("Open &input …"), QKeySequence("Ctrl+I"), this,
                    [=] { openSound(tr("Open input"), &TimelineController::loadInput); });
    file->addAction(tr("Open &target …"), QKeySequence("Ctrl+T"), this,
                    [=] { openSound(tr("Open target"), &TimelineController::loadTarget); });
    demoMenu_ = file->addMenu(tr("&Demos"));
    file->addSeparator();
    timelineActions_ +=
        file->addAction(tr("Open &chain …"), QKeySequence("Ctrl+Shift+O"), this, &MainWindow::openChainDialog);
    timelineActions_ += file->addAction(tr("Save c&hain …"), this, &MainWindow::saveChainDialog);
    timelineActions_ +=
        file->addAction(tr("&Export what is heard …"), QKeySequence("Ctrl+E"), this, &MainWindow::exportDialog);
    file->addSeparator();
    file->addAction(tr("&Quit"), QKeySequence::Quit, this, &MainWindow::close);
}

void MainWindow::makeViewMenu() {
    QMenu* view = menuBar()->addMenu(tr("&View"));
    view->addAction(tr("Zoom &in"), QKeySequence::ZoomIn, this, [this] { timeline_->zoom(1.5); });
    view->addAction(tr("Zoom &out"), QKeySequence::ZoomOut, this, [this] { timeline_->zoom(1.0 / 1.5); });
    view->addAction(tr("&Whole sound"), QKeySequence("Ctrl+0"), timeline_, &TimelineView::showAllTime);
}

void MainWindow::makeListenMenu() {
    QMenu* listenMenu = menuBar()->addMenu(tr("&Listen"));
    listenMenu->addAction(tr("&Play or stop"), QKeySequence("Space"), transport_, &TransportBar::togglePlay);
    timelineActions_ += listenMenu->addAction(tr("&Input"), QKeySequence("0"), this, [this] { listen(kInputPlace); });
    for (int step = 0; step < effects::kEffectCount; ++step)
        timelineActions_ +=
            listenMenu->addAction(tr("After step %1").arg(step + 1), QKeySequence(QString::number(step + 1)), this,
                                  [this, step] { listen(step); });
    timelineActions_ += listenMenu->addAction(tr("&Target"), QKeySequence("T"), this, [this] { listen(kTargetPlace); });
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
        controller_.exportSound(heardPlace_, path);
}

} // namespace stepwise::ui
