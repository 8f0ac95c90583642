// What is asked of the networks and of the refinement, and how far the work under way is.
#pragma once

#include "ui/refinement.h"
#include "ui/session.h"
#include "ui/timeline_controller.h"

#include <QTimer>
#include <QWidget>

class QHBoxLayout;
class QLabel;
class QProgressBar;
class QMenu;
class QPushButton;
class QToolButton;

namespace stepwise::ui {

class SuggestBar : public QWidget {
    Q_OBJECT

public:
    SuggestBar(TimelineController& controller, Session& session, Refinement& refinement, QWidget* parent = nullptr);

    /// How to refine; shared with the Step menu.
    QMenu& refineChoices() { return *refineChoices_; }

    /// At the right end.
    void addAtEnd(QWidget* widget);

    /// Gives up whatever is going on.
    void cancel();

private:
    void connectWork();
    void showWork(const QString& title);
    void showShare(double share);
    void showAbility();

    TimelineController& controller_;
    Session& session_;
    Refinement& refinement_;
    QHBoxLayout* layout_;
    QPushButton* suggest_;
    QPushButton* suggestAll_;
    QToolButton* refine_;
    QMenu* refineChoices_;
    QLabel* doing_;
    QProgressBar* progress_;
    QPushButton* cancel_;
    QTimer unnoticed_; ///< runs while work is too young to be worth a progress bar
};

} // namespace stepwise::ui
