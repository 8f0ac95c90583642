#include "ui/main_window.h"

#include "ui/audition.h"
#include "ui/empty_timeline.h"
#include "ui/error_plot.h"
#include "ui/listening_links.h"
#include "ui/message_bar.h"
#include "ui/rack_panel.h"
#include "ui/refinement.h"
#include "ui/refinement_panel.h"
#include "ui/session_actions.h"
#include "ui/sound_choice.h"
#include "ui/suggest_bar.h"
#include "ui/timeline_toolbar.h"
#include "ui/timeline_view.h"
#include "ui/transport_bar.h"

#include <QCloseEvent>
#include <QSplitter>
#include <QStandardPaths>
#include <QStatusBar>
#include <QVBoxLayout>

#include <memory>
#include <utility>

namespace stepwise::ui {

MainWindow::MainWindow(TimelineController& controller, QWidget* parent)
    : QMainWindow(parent), controller_(controller),
      session_(new Session(controller.document(),
                           QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + "/autosave", this)),
      audition_(new Audition(controller, this)), refinement_(new Refinement(controller, this)),
      sounds_(new SoundChoice(controller)), timeline_(new TimelineView(controller)),
      suggestBar_(new SuggestBar(controller, *session_, *refinement_)), message_(new MessageBar), rack_(new RackPanel),
      refinementPanel_(new RefinementPanel(*refinement_, *audition_)), transport_(new TransportBar(*audition_)) {
    setAcceptDrops(true);
    resize(1280, 800);
    makeLayout();
    makeMenus();
    connectController();
    connectRefinement();
    linkListening(*audition_, *timeline_, *rack_, controller_);
    connect(audition_, &Audition::failed, this, &MainWindow::showMessage);
    connectSession();
    showAbility();
}

void MainWindow::makeLayout() {
    suggestBar_->addAtEnd(&timeline_->toolbar());
    auto* middle = new QSplitter;
    middle->setObjectName("middle");
    auto* left = new QWidget;
    auto* leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(0, 0, 0, 0);
    leftLayout->addWidget(timeline_, 1);
    leftLayout->addWidget(refinementPanel_);
    middle->addWidget(left);
    middle->addWidget(rack_);
    middle->setStretchFactor(0, 1);
    middle->setChildrenCollapsible(false);
    auto* central = new QWidget;
    auto* layout = new QVBoxLayout(central);
    layout->setContentsMargins(12, 10, 12, 8);
    layout->setSpacing(8);
    layout->addWidget(sounds_);
    layout->addWidget(suggestBar_);
    layout->addWidget(message_);
    layout->addWidget(middle, 1);
    layout->addWidget(transport_);
    setCentralWidget(central);
}

void MainWindow::addDemos(const QString& folder) {
    sounds_->addDemos(folder, *demoMenu_);
    timeline_->emptyTimeline().offerDemos(demoMenu_->actions());
}

void MainWindow::connectController() {
    connect(&controller_, &TimelineController::soundsChanged, this, &MainWindow::showAbility);
    connect(&controller_, &TimelineController::timelineChanged, this, &MainWindow::showAbility);
    connect(&controller_, &TimelineController::begun, message_, &MessageBar::clear);
    connect(&controller_, &TimelineController::started, this, &MainWindow::showAbility);
    connect(&controller_, &TimelineController::finished, this, &MainWindow::showAbility);
    connect(&controller_, &TimelineController::selectionChanged, this, &MainWindow::showStep);
    connect(&controller_, &TimelineController::failed, this, [this](const QString& sentence) {
        if (closesOnceExported_ && !controller_.isWriting()) // it may be the export that failed
            stayOpen();
        showMessage(sentence);
    });
    connect(&controller_, &TimelineController::finished, this, &MainWindow::closeOnceWritten);
    connect(&controller_, &TimelineController::noted, message_, &MessageBar::note);
    connect(&controller_.document(), &WorkDocument::changed, message_, &MessageBar::dropNotes);
    connect(sounds_, &SoundChoice::demoOpened, this, &MainWindow::showMessage);
    connect(rack_, &RackPanel::stepChanged, this, [this](const effects::Step& step) {
        audition_->turnKnobs(controller_.selectedStep(), step);
        controller_.changeStep(controller_.selectedStep(), step);
    });
    connect(rack_, &RackPanel::suggestionTaken, this, [this](const effects::Step& step) {
        audition_->turnKnobs(controller_.selectedStep(), step);
        controller_.takeSuggestion(controller_.selectedStep());
    });
    connect(rack_, &RackPanel::removeAsked, this, [this] { controller_.removeStep(controller_.selectedStep()); });
    connect(timeline_, &TimelineView::knobsAsked, rack_, &RackPanel::focusKnobs);
    connect(timeline_, &TimelineView::readOut, statusBar(),
            [this](const QString& text) { statusBar()->showMessage(text); });
}

void MainWindow::connectSession() {
    connect(session_, &Session::begun, message_, &MessageBar::clear);
    connect(session_, &Session::noted, this, &MainWindow::showMessage);
    connect(session_, &Session::failed, this, [this](const QString& sentence) {
        stayOpen();
        showMessage(sentence);
    });
    connect(session_, &Session::saveRefused, this, &MainWindow::stayOpen);
    connect(session_, &Session::opened, this, [this] {
        for (const QString& sentence : std::exchange(saidOnceOpened_, {}))
            showMessage(sentence);
    });
    connect(session_, &Session::finished, this, [this] {
        if (!session_->isWorking())
            saidOnceOpened_.clear();
        closeOnceWritten();
    });
}

void MainWindow::connectRefinement() {
    connect(refinement_, &Refinement::noted, message_, &MessageBar::note);
    connect(refinement_, &Refinement::moved, this, &MainWindow::showStep);
    connect(refinement_, &Refinement::changed, this, [this] {
        rack_->setEnabled(!refinement_->isRunning());
        showStep();
    });
    // The two error plots would not both fit into a small window. Not of this: a window that ends hides its panels.
    connect(refinementPanel_, &RefinementPanel::shown, timeline_,
            [view = timeline_](bool isShown) { view->errorPlot().setVisible(!isShown); });
}

void MainWindow::closeEvent(QCloseEvent* event) {
    event->setAccepted(mayClose_);
    if (mayClose_)
        return;
    closesOnceSaved_ = session_->isSaving();
    closesOnceExported_ = controller_.isWriting();
    if (closesOnceSaved_ || closesOnceExported_) {
        showMessage(tr("The window closes once the file is written."));
        return;
    }
    // What is answered at once is answered within this event, where close() does nothing.
    const auto isWithin = std::make_shared<bool>(true);
    sessionActions_->askThen([this, event, isWithin] {
        mayClose_ = true;
        if (*isWithin)
            event->accept();
        else
            close();
    });
    *isWithin = false;
}

void MainWindow::closeOnceWritten() {
    const bool isWanted = closesOnceSaved_ || closesOnceExported_;
    if (!isWanted || session_->isSaving() || controller_.isWriting())
        return;
    stayOpen();
    close();
}

void MainWindow::stayOpen() {
    closesOnceSaved_ = closesOnceExported_ = false;
}

void MainWindow::closeUnasked() {
    stayOpen();
    mayClose_ = true;
    session_->keepUnsaved();
    close();
}

void MainWindow::showStep() {
    const int index = controller_.selectedStep();
    const RenderedTimeline* timeline = controller_.timeline();
    if (timeline == nullptr || index < 0) {
        rack_->showStep(std::nullopt, std::nullopt, 0);
        return;
    }
    const ShownStep& step = timeline->steps()[static_cast<std::size_t>(index)];
    rack_->showStep(refinement_->stepNow(step.id).value_or(step.step), step.suggested, index + 1);
}

void MainWindow::showAbility() {
    for (QAction* action : timelineActions_)
        action->setEnabled(controller_.timeline() != nullptr && !controller_.isWorking());
    const bool hasSteps = controller_.timeline() != nullptr && !controller_.timeline()->steps().empty();
    exportResult_->setEnabled(hasSteps && !controller_.isWorking());
    for (QAction* action : listenActions_)
        action->setEnabled(controller_.timeline() != nullptr);
}

void MainWindow::showMessage(const QString& sentence) {
    message_->say(sentence);
}

QString MainWindow::messageText() const {
    return message_->text();
}

} // namespace stepwise::ui
