// The rounds as chapters of the timeline; hidden while there is only one.
#pragma once

#include "ui/timeline_controller.h"

#include <QTabBar>

namespace stepwise::ui {

class RoundTabs : public QTabBar {
    Q_OBJECT

public:
    explicit RoundTabs(TimelineController& controller, QWidget* parent = nullptr);

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void showRounds();

    TimelineController& controller_;
};

} // namespace stepwise::ui
