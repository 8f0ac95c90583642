#include "ui/main_window.h"

#include "core/synth.h"
#include "ui/audition.h"
#include "ui/curve_view.h"
#include "ui/rack_panel.h"
#include "ui/sound_slot.h"
#include "ui/timeline_view.h"
#include "ui/transport_bar.h"

#include <QDir>
#include <QDragEnterEvent>
#include <QFile>
#include <QHBoxLayout>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QStatusBar>
#include <QVBoxLayout>

namespace stepwise::ui {

MainWindow::MainWindow(TimelineController& controller, QWidget* parent)
    : QMainWindow(parent), controller_(controller), audition_(new Audition(controller, this)) {
    setWindowTitle(tr("Stepwise"));
    setAcceptDrops(true);
    resize(1280, 800);
    auto* central = new QWidget;
    auto* layout = new QVBoxLayout(central);
    layout->setContentsMargins(12, 10, 12, 8);
    layout->setSpacing(8);
    message_ = new QLabel;
    message_->setObjectName("message");
    message_->setWordWrap(true);
    message_->setVisible(false);
    message_->setAccessibleName(tr("Message"));
    timeline_ = new TimelineView(controller_);
    rack_ = new RackPanel;
    transport_ = new TransportBar(*audition_);
    layout->addWidget(makeSlots());
    layout->addWidget(makeSuggestBar());
    layout->addWidget(message_);
    auto* middle = new QSplitter;
    middle->setObjectName("middle");
    middle->addWidget(timeline_);
    middle->addWidget(rack_);
    middle->setStretchFactor(0, 1);
    middle->setChildrenCollapsible(false);
    layout->addWidget(middle, 1);
    layout->addWidget(transport_);
    setCentralWidget(central);
    makeMenus();
    addPresets();
    connectController();
    connectAudition();
    showSounds();
    showAbility();
}

QWidget* MainWindow::makeSlots() {
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    inputSlot_ = new SoundSlot(tr("Input"), tr("The dry sound you start from: a file, or a built-in preset."));
    targetSlot_ = new SoundSlot(tr("Target"), tr("The sound you want."));
    layout->addWidget(inputSlot_, 1);
    layout->addWidget(targetSlot_, 1);
    connect(inputSlot_, &SoundSlot::fileChosen, &controller_, &TimelineController::loadInput);
    connect(targetSlot_, &SoundSlot::fileChosen, &controller_, &TimelineController::loadTarget);
    return row;
}

QWidget* MainWindow::makeSuggestBar() {
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    suggest_ = new QPushButton(tr("Suggest"));
    suggestAll_ = new QPushButton(tr("Suggest all"));
    cancel_ = new QPushButton(tr("Cancel"));
    progress_ = new QProgressBar;
    doing_ = new QLabel;
    progress_->setRange(0, 1000);
    progress_->setMaximumWidth(240);
    progress_->setAccessibleName(tr("Progress"));
    layout->addWidget(suggest_);
    layout->addWidget(suggestAll_);
    layout->addSpacing(12);
    layout->addWidget(doing_);
    layout->addWidget(progress_);
    layout->addWidget(cancel_);
    layout->addStretch();
    for (QWidget* widget :
         {static_cast<QWidget*>(cancel_), static_cast<QWidget*>(progress_), static_cast<QWidget*>(doing_)})
        widget->setVisible(false);
    connect(suggest_, &QPushButton::clicked, &controller_, &TimelineController::suggestNext);
    connect(suggestAll_, &QPushButton::clicked, &controller_, &TimelineController::suggestAll);
    connect(cancel_, &QPushButton::clicked, &controller_, &TimelineController::cancel);
    return row;
}

void MainWindow::addPresets() {
    inputSlot_->menu()->addSection(tr("Presets"));
    for (const core::PresetInfo& preset : core::presets()) {
        const QString id = QString::fromUtf8(preset.id.data(), static_cast<qsizetype>(preset.id.size()));
        const QString name = QString::fromUtf8(preset.name.data(), static_cast<qsizetype>(preset.name.size()));
        inputSlot_->menu()->addAction(name, this, [this, id, name] { controller_.loadInputPreset(id, name); });
    }
}

void MainWindow::addDemos(const QString& folder) {
    for (const QFileInfo& entry : QDir(folder).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        QFile file(entry.filePath() + "/demo.json");
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QJsonObject json = QJsonDocument::fromJson(file.readAll()).object();
        const Demo demo = {json["title"].toString(entry.fileName()), json["description"].toString(), entry.filePath()};
        demos_.append(demo);
        for (QMenu* menu : {demoMenu_, targetSlot_->menu()}) {
            QAction* action = menu->addAction(demo.title, this, [this, demo] { openDemo(demo); });
            action->setToolTip(demo.description);
        }
    }
}

void MainWindow::openFirstDemo() {
    if (!demos_.isEmpty())
        openDemo(demos_.first());
}

void MainWindow::openDemo(const Demo& demo) {
    controller_.loadPair(demo.folder + "/dry.wav", demo.folder + "/target.wav");
    showMessage(QString("%1: %2").arg(demo.title, demo.description));
}

void MainWindow::connectController() {
    connect(&controller_, &TimelineController::soundsChanged, this, &MainWindow::showSounds);
    connect(&controller_, &TimelineController::timelineChanged, this, &MainWindow::showAbility);
    connect(&controller_, &TimelineController::selectionChanged, this, &MainWindow::showStep);
    connect(&controller_, &TimelineController::modelsChanged, this, &MainWindow::showAbility);
    connect(&controller_, &TimelineController::failed, this, &MainWindow::showMessage);
    connect(&controller_, &TimelineController::noted, this, &MainWindow::showMessage);
    connect(&controller_, &TimelineController::started, this, [this](const QString& title) {
        doing_->setText(title + " …");
        progress_->setValue(0);
        showAbility();
    });
    connect(&controller_, &TimelineController::progressed, this,
            [this](double share) { progress_->setValue(static_cast<int>(1000.0 * share)); });
    connect(&controller_, &TimelineController::finished, this, &MainWindow::showAbility);
    connect(rack_, &RackPanel::stepChanged, this, [this](const effects::Step& step) {
        audition_->turnKnobs(controller_.selectedStep(), step);
        controller_.changeStep(controller_.selectedStep(), step);
    });
    connect(rack_, &RackPanel::removeAsked, this, [this] { controller_.removeStep(controller_.selectedStep()); });
    connect(timeline_, &TimelineView::readOut, statusBar(),
            [this](const QString& text) { statusBar()->showMessage(text); });
}

void MainWindow::connectAudition() {
    connect(audition_, &Audition::failed, this, &MainWindow::showMessage);
    connect(audition_, &Audition::heardChanged, this, [this] { timeline_->setHeardPlace(audition_->place()); });
    connect(timeline_, &TimelineView::listenAsked, this, [this](int place) {
        const bool isSame = place == audition_->place();
        audition_->listen(place);
        if (isSame || !audition_->isPlaying())
            audition_->togglePlay();
    });
    connect(audition_, &Audition::moved, timeline_, &TimelineView::setPlayhead);
    connect(audition_, &Audition::moved, this, [this](double seconds) {
        if (CurveView* curve = rack_->curve()) {
            std::array<effects::BandMeter, effects::kMaxBandMeters> meters;
            const int count = audition_->bandMeters(controller_.selectedStep(), meters);
            curve->setMeters(std::span(meters).first(static_cast<std::size_t>(count)));
            curve->setPosition(seconds);
        }
    });
    connect(audition_, &Audition::playingChanged, this, [this](bool playing) {
        if (playing)
            return;
        timeline_->hidePlayhead();
        if (CurveView* curve = rack_->curve())
            curve->setMeters({});
    });
}

void MainWindow::showSounds() {
    inputSlot_->setSoundName(controller_.inputName());
    targetSlot_->setSoundName(controller_.targetName());
    showAbility();
}

void MainWindow::showStep() {
    const int index = controller_.selectedStep();
    const models::Timeline* timeline = controller_.timeline();
    if (timeline == nullptr || index < 0) {
        rack_->showStep(std::nullopt, std::nullopt, 0);
        return;
    }
    const models::TimelineStep& step = timeline->steps()[static_cast<std::size_t>(index)];
    if (controller_.hasPendingChange() && rack_->shows(step.step.effect, index + 1))
        return; // the knobs are ahead of what is rendered
    rack_->showStep(step.step, step.suggested, index + 1);
}

void MainWindow::showAbility() {
    const bool busy = controller_.isBusy();
    for (QWidget* widget :
         {static_cast<QWidget*>(cancel_), static_cast<QWidget*>(progress_), static_cast<QWidget*>(doing_)})
        widget->setVisible(busy);
    const QString reason = controller_.cannotSuggestReason();
    for (QPushButton* button : {suggest_, suggestAll_}) {
        button->setEnabled(reason.isEmpty());
        button->setToolTip(reason.isEmpty()
                               ? tr("Proposes the next effect and its settings (Ctrl+Return), or all of them "
                                    "(Ctrl+Shift+Return).")
                               : reason);
    }
    for (QAction* action : timelineActions_)
        action->setEnabled(controller_.timeline() != nullptr && !busy);
}

void MainWindow::showMessage(const QString& sentence) {
    message_->setText(sentence);
    message_->setVisible(!sentence.isEmpty());
}

QString MainWindow::messageText() const {
    return message_->text();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls() && event->mimeData()->urls().first().isLocalFile())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    event->acceptProposedAction();
    QStringList paths;
    for (const QUrl& url : event->mimeData()->urls())
        paths += url.toLocalFile();
    openFiles(paths);
}

void MainWindow::openFiles(const QStringList& paths) {
    if (paths.isEmpty())
        return;
    if (paths.first().endsWith(".json"))
        controller_.openChain(paths.first());
    else if (paths.size() > 1)
        controller_.loadPair(paths[0], paths[1]);
    else if (!controller_.hasInput())
        controller_.loadInput(paths.first());
    else
        controller_.loadTarget(paths.first());
}

} // namespace stepwise::ui
