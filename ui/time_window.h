// The stretch of time that all cards show, and its axis.
#pragma once

#include <QString>

#include <vector>

namespace stepwise::ui {

class TimeWindow {
public:
    /// Shows everything if it did so before, or if what it shows is no longer there.
    void setLength(double seconds);
    double length() const { return length_; }
    double start() const { return start_; }
    double seconds() const { return seconds_; }
    bool showsEverything() const { return seconds_ >= length_; }

    /// Above 1 zooms in; `anchor` (in seconds) stays where it is.
    void zoom(double factor, double anchor);
    void scrollTo(double start);
    void showAll();

    bool operator==(const TimeWindow&) const = default;

    static constexpr double kShortestSeconds = 0.05;

private:
    void show(double start, double seconds);

    double length_ = 1.0;
    double start_ = 0.0;
    double seconds_ = 1.0;
};

/// Rounded times (1, 2 or 5 times a power of ten apart; whole, 15, 30 seconds ... above a minute) within the window, at
/// most `count`.
std::vector<double> timeTicks(double start, double seconds, int count);

/// "0.25" or, where minutes matter, "2:30"; `step` is the distance between ticks.
QString timeLabel(double seconds, double step);

} // namespace stepwise::ui
