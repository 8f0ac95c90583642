// The Edit and Step menus: everything that the keyboard can do with the selected step. Keys do nothing while something
// else of the timeline has the focus.
#pragma once

#include "ui/timeline_controller.h"

#include <QKeySequence>
#include <QList>
#include <QObject>

#include <functional>

class QAction;
class QMenu;
class QMenuBar;

namespace stepwise::ui {

class StepActions : public QObject {
    Q_OBJECT

public:
    StepActions(TimelineController& controller, QMenuBar& bar, QObject* parent);

    QMenu& stepMenu() { return *stepMenu_; }

Q_SIGNALS:
    void cancelAsked();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void makeEditMenu(QMenu& menu);
    void makeStepMenu(QMenu& menu);
    void addSuggestActions(QMenu& menu);
    void addRoundActions(QMenu& menu);
    void addStepAction(QMenu& menu, const QString& text, const QString& help, const QKeySequence& keys,
                       const std::function<void(int)>& action);
    void showAbility();
    void showAlternatives();

    TimelineController& controller_;
    const QMenuBar& bar_;
    QList<QAction*> askActions_;  ///< need networks and a free effect
    QList<QAction*> stepActions_; ///< need a selected step
    QAction* suggestAgain_ = nullptr;
    QAction* newRound_ = nullptr;
    QAction* removeRound_ = nullptr;
    QMenu* stepMenu_ = nullptr;
    QMenu* insert_ = nullptr;
    QMenu* replace_ = nullptr;
};

} // namespace stepwise::ui
