#include "ui/step_actions.h"

#include "ui/program_settings.h"
#include "ui/sound_card.h"
#include "ui/step_menus.h"

#include <QApplication>
#include <QMenu>
#include <QMenuBar>
#include <QTabBar>

namespace stepwise::ui {

namespace {

/// Whether what has the focus belongs to input, target or the rounds: keys that change a step are not meant then.
bool isFocusElsewhere() {
    for (const QWidget* widget = QApplication::focusWidget(); widget != nullptr; widget = widget->parentWidget()) {
        if (const auto* card = qobject_cast<const SoundCard*>(widget))
            return !card->isStep();
        if (qobject_cast<const QTabBar*>(widget) != nullptr)
            return true;
    }
    return false;
}

} // namespace

StepActions::StepActions(TimelineController& controller, QMenuBar& bar, QObject* parent)
    : QObject(parent), controller_(controller), bar_(bar) {
    makeEditMenu(*bar.addMenu(tr("&Edit")));
    stepMenu_ = bar.addMenu(tr("&Step"));
    makeStepMenu(*stepMenu_);
    connect(&controller_, &TimelineController::timelineChanged, this, &StepActions::showAbility);
    connect(&controller_, &TimelineController::selectionChanged, this, &StepActions::showAbility);
    connect(&controller_, &TimelineController::modelsChanged, this, &StepActions::showAbility);
    connect(&controller_, &TimelineController::started, this, &StepActions::showAbility);
    connect(&controller_, &TimelineController::finished, this, &StepActions::showAbility);
    showAbility();
}

void StepActions::makeEditMenu(QMenu& menu) {
    QUndoStack& history = controller_.document().history();
    QAction* undo = history.createUndoAction(&menu, tr("&Undo"));
    QAction* redo = history.createRedoAction(&menu, tr("&Redo"));
    undo->setIconText(tr("Undo")); // what the list of shortcuts calls it
    redo->setIconText(tr("Redo"));
    undo->setShortcut(QKeySequence::Undo);
    redo->setShortcuts({QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")});
    menu.addActions({undo, redo});
}

void StepActions::makeStepMenu(QMenu& menu) {
    menu.setToolTipsVisible(true);
    addSuggestActions(menu);
    menu.addSeparator();
    addStepAction(menu, tr("Con&tinue from here"), tr("Keeps the steps up to this one and asks for the others again."),
                  QKeySequence("Ctrl+R"), [this](int index) { controller_.continueFrom(index); });
    suggestAgain_ = menu.addAction(tr("Su&ggest all again"), this, [this] { controller_.continueFrom(kInputPlace); });
    suggestAgain_->setToolTip(tr("Drops every step of this round and asks for them anew."));
    addRoundActions(menu);
    menu.addSeparator();
    addStepAction(menu, tr("A&ccept"), tr("Marks the step as decided."), QKeySequence("A"), [this](int index) {
        controller_.acceptStep(index, !controller_.work().round().steps[static_cast<std::size_t>(index)].isAccepted);
    });
    addStepAction(menu, tr("Switch &off or on"), tr("A step that is off stays in its place, but is not heard."),
                  QKeySequence("O"), [this](int index) {
                      controller_.switchStep(index,
                                             !controller_.work().round().steps[static_cast<std::size_t>(index)].isOn);
                  });
    replace_ = menu.addMenu(tr("Re&place by"));
    connect(replace_, &QMenu::aboutToShow, this,
            [this] { fillReplaceMenu(*replace_, controller_, controller_.selectedStep()); });
    stepActions_ += replace_->menuAction();
    addStepAction(menu, tr("Show what could replace it"), tr("Ranked alternatives, and what they would remove."),
                  QKeySequence("P"), [this](int) { showAlternatives(); });
    addStepAction(menu, tr("Move &left"), tr("The step is heard before its neighbour."), QKeySequence("Alt+Left"),
                  [this](int index) { controller_.moveStep(index, index - 1); });
    addStepAction(menu, tr("Move r&ight"), tr("The step is heard after its neighbour."), QKeySequence("Alt+Right"),
                  [this](int index) { controller_.moveStep(index, index + 1); });
    addStepAction(menu, tr("&Remove"), tr("The steps after it are heard without it."), QKeySequence::Delete,
                  [this](int index) { controller_.removeStep(index); });
    menu.addSeparator();
    insert_ = menu.addMenu(tr("A&dd effect after the selected step"));
    connect(insert_, &QMenu::aboutToShow, this,
            [this] { fillInsertAfterMenu(*insert_, controller_, controller_.selectedStep()); });
}

void StepActions::addSuggestActions(QMenu& menu) {
    askActions_ +=
        menu.addAction(tr("&Suggest"), QKeySequence("Ctrl+Return"), &controller_, &TimelineController::suggestNext);
    askActions_ += menu.addAction(tr("Suggest &all"), QKeySequence("Ctrl+Shift+Return"), &controller_,
                                  &TimelineController::suggestAll);
    menu.addAction(tr("&Cancel"), QKeySequence("Esc"), this, &StepActions::cancelAsked);
    QAction* search = menu.addAction(tr("Searc&h among alternatives"));
    search->setToolTip(tr("On: likely effects, modes and knobs are tried out before one is suggested, for a second or "
                          "a few. Off: the networks' first guesses, at once."));
    search->setCheckable(true);
    controller_.setSearches(ProgramSettings().searches());
    search->setChecked(controller_.searches());
    connect(search, &QAction::toggled, this, [this](bool isOn) {
        controller_.setSearches(isOn);
        ProgramSettings().setSearches(isOn);
    });
}

void StepActions::addRoundActions(QMenu& menu) {
    newRound_ = menu.addAction(tr("&New round from here"), QKeySequence("Ctrl+Shift+N"), this,
                               [this] { controller_.startRound(controller_.selectedStep()); });
    newRound_->setToolTip(tr("The sound of the selected step, or else the input, starts a new round."));
    removeRound_ = menu.addAction(tr("Remove this round"), this, [this] {
        controller_.removeRound(static_cast<int>(controller_.work().currentRound));
    });
    removeRound_->setToolTip(
        tr("The other rounds stay. The first one, and those that others start from, cannot be removed."));
}

void StepActions::addStepAction(QMenu& menu, const QString& text, const QString& help, const QKeySequence& keys,
                                const std::function<void(int)>& action) {
    QAction* entry = menu.addAction(text, keys, this, [this, action] {
        if (controller_.selectedStep() >= 0)
            action(controller_.selectedStep());
    });
    entry->setToolTip(help);
    entry->installEventFilter(this);
    stepActions_ += entry;
}

bool StepActions::eventFilter(QObject* watched, QEvent* event) {
    return (event->type() == QEvent::Shortcut && isFocusElsewhere()) || QObject::eventFilter(watched, event);
}

/// At the selected card, wherever the mouse is.
void StepActions::showAlternatives() {
    for (SoundCard* card : bar_.window()->findChildren<SoundCard*>())
        if (card->isSelected())
            card->replaceMenu()->popup(card->mapToGlobal(card->rect().center()));
}

void StepActions::showAbility() {
    const QString reason = controller_.cannotSuggestReason();
    for (QAction* action : askActions_) {
        action->setEnabled(reason.isEmpty());
        action->setToolTip(reason.isEmpty() ? action->text().remove('&') : reason);
    }
    for (QAction* action : stepActions_)
        action->setEnabled(controller_.selectedStep() >= 0);
    suggestAgain_->setEnabled(controller_.timeline() != nullptr && !controller_.timeline()->steps().empty());
    newRound_->setEnabled(controller_.timeline() != nullptr);
    removeRound_->setEnabled(controller_.timeline() != nullptr && controller_.work().currentRound > 0);
    insert_->menuAction()->setEnabled(controller_.timeline() != nullptr);
}

} // namespace stepwise::ui
