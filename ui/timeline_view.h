// The timeline: chapters, cards, time, and the error over the steps.
#pragma once

#include "ui/time_window.h"
#include "ui/timeline_controller.h"
#include "ui/view_options.h"

#include <QWidget>

#include <optional>
#include <vector>

class QScrollBar;

namespace stepwise::ui {

class CardRow;
class ColourBar;
class EmptyTimeline;
class ErrorPlot;
class SoundCard;
class TimelineToolbar;

class TimelineView : public QWidget {
    Q_OBJECT

public:
    explicit TimelineView(TimelineController& controller, QWidget* parent = nullptr);

    /// Input, steps and target in this order; empty without a timeline.
    std::vector<SoundCard*> cards() const;
    /// Placed by the window.
    TimelineToolbar& toolbar() { return *toolbar_; }
    ErrorPlot& errorPlot() { return *errors_; }
    EmptyTimeline& emptyTimeline() { return *empty_; }
    const TimeWindow& timeWindow() const { return window_; }

    void setHeardPlace(int place);
    /// On every card. Where not everything is shown, the time shown follows it, unless it has been scrolled away from.
    void setPlayhead(double seconds);
    void hidePlayhead();
    /// Above 1 is nearer; the middle stays.
    void zoom(double factor) { zoomAt(factor, window_.start() + window_.seconds() / 2.0); }
    void showAllTime();
    void scrollTime(double shareOfWindow);

Q_SIGNALS:
    void listenAsked(int place);
    void playAsked(int place, double seconds); ///< from there
    void knobsAsked();                         ///< of the selected step, by the keyboard
    void readOut(const QString& text);

private:
    QWidget* makeContent();
    void connectCard(SoundCard* card);
    void rebuild();
    void showMissing();
    void showPictures();
    void showWindow();
    void zoomAt(double factor, double anchorSeconds);
    bool isSeen(double seconds) const;

    TimelineController& controller_;
    EmptyTimeline* empty_;
    QWidget* content_;
    TimelineToolbar* toolbar_;
    CardRow* row_;
    ColourBar* colourBar_;
    QScrollBar* timeBar_;
    ErrorPlot* errors_;
    TimeWindow window_;
    int heardPlace_ = kInputPlace;
    std::optional<double> playhead_;
};

} // namespace stepwise::ui
