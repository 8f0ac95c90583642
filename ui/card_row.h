// The row of cards: input and steps scroll, the target is pinned at the right. Steps are dragged to another place.
#pragma once

#include "ui/timeline_controller.h"

#include <QWidget>

#include <functional>
#include <vector>

class QHBoxLayout;
class QScrollArea;

namespace stepwise::ui {

class SoundCard;

class CardRow : public QWidget {
    Q_OBJECT

public:
    explicit CardRow(TimelineController& controller, QWidget* parent = nullptr);

    /// As many cards as the round needs, with their texts; pictures are the timeline view's.
    void showTimeline(const RenderedTimeline& timeline);
    void showSelection();

    /// Input, steps and target in this order.
    std::vector<SoundCard*> cards() const;
    int placeOf(std::size_t cardIndex) const;

Q_SIGNALS:
    void cardAdded(stepwise::ui::SoundCard* card);
    void listenAsked(int place);
    void playAsked(int place, double seconds); ///< from there
    void knobsAsked();

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    SoundCard* addStepCard();
    void fitCards();
    void connectCard(SoundCard* card, int place);
    void focusCard(int place);
    /// Number of the gap between cards nearest to a point: 0 is before the first step.
    int gapAt(const QPoint& globalPosition) const;
    void showGap(int gap);

    TimelineController& controller_;
    QScrollArea* scroll_;
    QWidget* moving_;
    QHBoxLayout* row_;
    QWidget* pinned_;
    QWidget* marker_;
    std::vector<SoundCard*> left_; ///< input and steps
    SoundCard* target_;
};

} // namespace stepwise::ui
