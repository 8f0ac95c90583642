// The row of cards: input, steps, and the target pinned at the right.
#pragma once

#include "ui/timeline_controller.h"

#include <QWidget>

#include <vector>

class QHBoxLayout;
class QLabel;
class QScrollArea;

namespace stepwise::ui {

class SoundCard;

class TimelineView : public QWidget {
    Q_OBJECT

public:
    explicit TimelineView(TimelineController& controller, QWidget* parent = nullptr);

    /// Input, steps and target in this order; empty without a timeline.
    std::vector<SoundCard*> cards() const;

    void setHeardPlace(int place);
    /// Moves the playhead of the heard card.
    void setPlayhead(double seconds);
    void hidePlayhead();

Q_SIGNALS:
    void listenAsked(int place);
    void readOut(const QString& text);

private:
    void rebuild();
    void showSelection();
    SoundCard* addCard(QHBoxLayout* layout, int place);
    int placeOf(std::size_t cardIndex) const;

    TimelineController& controller_;
    QLabel* empty_;
    QWidget* content_;
    QScrollArea* scroll_;
    QHBoxLayout* row_;
    QHBoxLayout* targetPlace_;
    std::vector<SoundCard*> moving_; ///< input and steps
    SoundCard* target_ = nullptr;
    int heardPlace_ = kInputPlace;
};

} // namespace stepwise::ui
