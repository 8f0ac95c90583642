#include "ui/round_tabs.h"

#include "ui/card_text.h"
#include "ui/number_text.h"

#include <QContextMenuEvent>
#include <QMenu>
#include <QSignalBlocker>

namespace stepwise::ui {

RoundTabs::RoundTabs(TimelineController& controller, QWidget* parent) : QTabBar(parent), controller_(controller) {
    setAccessibleName(tr("Rounds"));
    setExpanding(false);
    setDrawBase(false);
    connect(this, &QTabBar::currentChanged, &controller_, &TimelineController::showRound);
    connect(&controller_, &TimelineController::timelineChanged, this, &RoundTabs::showRounds);
    showRounds();
}

void RoundTabs::showRounds() {
    const Work& work = controller_.work();
    const QSignalBlocker blocker(this);
    while (count() > static_cast<int>(work.rounds.size()))
        removeTab(count() - 1);
    for (int i = 0; i < static_cast<int>(work.rounds.size()); ++i) {
        const QString title = roundTitle(work, static_cast<std::size_t>(i));
        if (i == count())
            addTab(title);
        setTabText(i, title);
    }
    setCurrentIndex(static_cast<int>(work.currentRound));
    setVisible(work.rounds.size() > 1);
}

void RoundTabs::contextMenuEvent(QContextMenuEvent* event) {
    const int round = tabAt(event->pos());
    if (round < 1)
        return;
    QMenu menu;
    menu.addAction(tr("Remove round %1").arg(wholeNumber(round + 1)), this,
                   [this, round] { controller_.removeRound(round); });
    menu.exec(event->globalPos());
}

} // namespace stepwise::ui
