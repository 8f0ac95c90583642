// Menus, shortcuts and dialogs of the main window.
#include "ui/main_window.h"

#include "ui/audition.h"
#include "ui/empty_timeline.h"
#include "ui/file_path.h"
#include "ui/listen_menu.h"
#include "ui/number_text.h"
#include "ui/program_menus.h"
#include "ui/refine_menu.h"
#include "ui/save_path.h"
#include "ui/session.h"
#include "ui/session_actions.h"
#include "ui/sound_choice.h"
#include "ui/sound_slot.h"
#include "ui/step_actions.h"
#include "ui/suggest_bar.h"
#include "ui/timeline_view.h"

#include <QFileDialog>
#include <QMenu>
#include <QMenuBar>

namespace stepwise::ui {

namespace {

constexpr double kZoomPerKey = 1.5;
constexpr double kScrollPerKey = 0.1; ///< of what is seen
const char* const kChainFilter = QT_TRANSLATE_NOOP("stepwise::ui::MainWindow", "Chains (*.stepwise.json)");

/// A file name for what is heard of the work named `base`.
QString fileNameOf(const Audition& audition, const QString& base) {
    if (audition.place() == kInputPlace)
        return MainWindow::tr("%1 input.wav").arg(base);
    if (audition.place() == kTargetPlace)
        return MainWindow::tr("%1 target.wav").arg(base);
    return (audition.hearsEarlier() ? MainWindow::tr("%1 step %2 earlier.wav") : MainWindow::tr("%1 step %2.wav"))
        .arg(base, wholeNumber(audition.place() + 1));
}

} // namespace

void MainWindow::makeMenus() {
    makeFileMenu();
    auto* stepActions = new StepActions(controller_, *menuBar(), this);
    connect(stepActions, &StepActions::cancelAsked, suggestBar_, &SuggestBar::cancel);
    addRefineActions(stepActions->stepMenu(), suggestBar_->refineChoices(), *refinement_);
    listenActions_ = addListenMenu(*menuBar(), *audition_);
    QMenu* view = addViewMenu(*this);
    view->addSeparator();
    view->addAction(tr("Zoom &in"), QKeySequence::ZoomIn, this, [this] { timeline_->zoom(kZoomPerKey); });
    view->addAction(tr("Zoom &out"), QKeySequence::ZoomOut, this, [this] { timeline_->zoom(1.0 / kZoomPerKey); });
    view->addAction(tr("&Whole sound"), QKeySequence("Ctrl+0"), timeline_, &TimelineView::showAllTime);
    view->addAction(tr("&Earlier"), QKeySequence("Ctrl+Left"), this, [this] { timeline_->scrollTime(-kScrollPerKey); });
    view->addAction(tr("&Later"), QKeySequence("Ctrl+Right"), this, [this] { timeline_->scrollTime(kScrollPerKey); });
    addHelpMenu(*this);
}

void MainWindow::makeFileMenu() {
    QMenu* file = menuBar()->addMenu(tr("&File"));
    const auto openSound = [this](const QString& title, auto load) {
        const QString path = QFileDialog::getOpenFileName(this, title, {}, readableSoundFilter());
        if (!path.isEmpty())
            (controller_.*load)(path);
    };
    sessionActions_ = new SessionActions(*session_, *file, *this);
    QAction* input = file->addAction(tr("Open &input …"), QKeySequence("Ctrl+I"), this,
                                     [=] { openSound(tr("Open input"), &TimelineController::loadInput); });
    QAction* target = file->addAction(tr("Open &target …"), QKeySequence("Ctrl+T"), this,
                                      [=] { openSound(tr("Open target"), &TimelineController::loadTarget); });
    timeline_->emptyTimeline().offerFiles({input, target});
    sounds_->addPresets(*file->addMenu(tr("Input &preset")));
    demoMenu_ = file->addMenu(tr("&Demos"));
    file->addSeparator();
    timelineActions_ +=
        file->addAction(tr("Open &chain …"), QKeySequence("Ctrl+Shift+O"), this, &MainWindow::openChainDialog);
    timelineActions_ += file->addAction(tr("Save c&hain …"), this, &MainWindow::saveChainDialog);
    exportResult_ =
        file->addAction(tr("&Export the result …"), QKeySequence("Ctrl+E"), this, &MainWindow::exportResultDialog);
    timelineActions_ += file->addAction(tr("Export &what is heard …"), QKeySequence("Ctrl+Shift+E"), this,
                                        &MainWindow::exportHeardDialog);
    file->addSeparator();
    addSettingsAction(*file, *this, *audition_, [this](ThemeChoice choice) { Q_EMIT themeChosen(choice); });
    file->addAction(tr("&Quit"), QKeySequence("Ctrl+Q"), this, &MainWindow::close);
}

void MainWindow::openChainDialog() {
    const QString path = QFileDialog::getOpenFileName(this, tr("Open chain"), {}, tr(kChainFilter));
    if (!path.isEmpty())
        controller_.openChain(path);
}

void MainWindow::saveChainDialog() {
    const QString chosen =
        askWhereToSave(*this, tr("Save chain"), session_->baseName() + ".stepwise.json", tr(kChainFilter));
    const QString path = chosen.endsWith(".json") ? chosen : withExtension(chosen, ".stepwise.json", *this);
    if (!path.isEmpty())
        controller_.saveChain(path);
}

/// A name without an extension gets ".wav".
QString MainWindow::askForSoundFile(const QString& title, const QString& name) {
    const QString chosen = askWhereToSave(*this, title, name, writableSoundFilter());
    const QString chosenName = nameOf(chosen);
    const bool hasExtension = chosenName.contains('.') && !chosenName.endsWith('.');
    return !hasExtension ? withExtension(chosen, ".wav", *this) : chosen;
}

void MainWindow::exportResultDialog() {
    const QString path = askForSoundFile(tr("Export the result"), tr("%1 result.wav").arg(session_->baseName()));
    if (!path.isEmpty())
        exportResult(path);
}

void MainWindow::exportHeardDialog() {
    const QString path =
        askForSoundFile(tr("Export %1").arg(audition_->placeName()), fileNameOf(*audition_, session_->baseName()));
    if (!path.isEmpty())
        exportHeard(path);
}

void MainWindow::exportResult(const QString& path) {
    const std::size_t steps = controller_.work().round().steps.size();
    const QString what = controller_.work().rounds.size() == 1
                             ? tr("the result")
                             : tr("the result of round %1").arg(wholeNumber(controller_.work().currentRound + 1));
    if (steps > 0)
        controller_.exportSound(controller_.soundAt(static_cast<int>(steps) - 1), what, path,
                                controller_.timeline()->chain().trimDb);
}

void MainWindow::exportHeard(const QString& path) {
    const bool isOfStep = audition_->place() != kInputPlace && audition_->place() != kTargetPlace;
    controller_.exportSound(audition_->sound(), audition_->placeName(), path, 0.0, isOfStep);
}

} // namespace stepwise::ui
