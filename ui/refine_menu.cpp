#include "ui/refine_menu.h"

#include "ui/refinement.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QMenu>

namespace stepwise::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("stepwise::ui::RefineMenu", text);
}

struct Entry {
    const char* text;
    const char* help;
};

/// One of several: `choose` is called with the index.
template <class Choose>
void addGroup(QMenu& menu, const QString& title, std::initializer_list<Entry> entries, int chosen,
              const Choose& choose) {
    menu.addSection(title);
    auto* group = new QActionGroup(&menu);
    int index = 0;
    for (const Entry& entry : entries) {
        QAction* action = menu.addAction(tr(entry.text));
        action->setToolTip(tr(entry.help));
        action->setCheckable(true);
        action->setChecked(index == chosen);
        group->addAction(action);
        QObject::connect(action, &QAction::triggered, &menu, [choose, index] { choose(index); });
        ++index;
    }
}

} // namespace

QMenu* makeRefineChoices(Refinement& refinement, QWidget& parent) {
    auto* menu = new QMenu(tr("Re&fine how"), &parent);
    menu->setToolTipsVisible(true);
    const auto change = [&refinement](auto set) {
        RefinementChoice choice = refinement.choice();
        set(choice);
        refinement.setChoice(choice);
    };
    addGroup(*menu, tr("Which knobs"),
             {{"Of &all steps", "Every step that is on."}, {"Of the &selected step only", "The others stay."}}, 0,
             [change](int index) { change([&](RefinementChoice& choice) { choice.onlySelectedStep = index == 1; }); });
    addGroup(*menu, tr("How to look"),
             {{"&Follow the slope (quick)", "From where the knobs stand, downhill: finds the nearest best place."},
              {"Try &widely (slow)", "Many settings at once, modes too: finds places further away."}},
             0, [change](int index) {
                 change([&](RefinementChoice& choice) {
                     choice.method = index == 0 ? models::RefineMethod::gradient : models::RefineMethod::evolution;
                 });
             });
    addGroup(*menu, tr("What counts as near"),
             {{"&Error on the cards", "The mel error, as the cards show it."},
              {"Closer to &hearing", "Weighted as the ear is sensitive; attacks and brightness count, too."}},
             0, [change](int index) {
                 change([&](RefinementChoice& choice) {
                     choice.loss = index == 0 ? models::LossKind::mel : models::LossKind::perceptual;
                 });
             });
    return menu;
}

void addRefineActions(QMenu& stepMenu, QMenu& choices, Refinement& refinement) {
    stepMenu.addSeparator();
    QAction* start = stepMenu.addAction(tr("Refi&ne"), QKeySequence("Ctrl+Shift+R"), &refinement, &Refinement::start);
    start->setToolTip(tr("Moves the knobs a little, so that the sound comes nearer to the target."));
    stepMenu.addMenu(&choices);
    QAction* pause = stepMenu.addAction(tr("Pa&use the refinement"));
    pause->setShortcut(QKeySequence("Ctrl+Shift+P"));
    pause->setCheckable(true);
    pause->setEnabled(false);
    QObject::connect(pause, &QAction::triggered, &refinement, &Refinement::setPaused);
    QObject::connect(&refinement, &Refinement::changed, pause, [pause, &refinement] {
        pause->setEnabled(refinement.isRunning());
        pause->setChecked(refinement.isPaused());
    });
}

} // namespace stepwise::ui
