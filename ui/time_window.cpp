#include "ui/time_window.h"

#include "ui/number_text.h"

#include <algorithm>
#include <cmath>

namespace stepwise::ui {

namespace {

constexpr double kTickSteps[] = {0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1,   0.2,   0.5,  1.0,
                                 2.0,   5.0,   10.0,  15.0, 30.0, 60.0, 120.0, 300.0, 600.0};

} // namespace

void TimeWindow::setLength(double seconds) {
    const bool showedAll = showsEverything();
    length_ = std::max(seconds, kShortestSeconds);
    show(start_, showedAll ? length_ : seconds_);
}

void TimeWindow::zoom(double factor, double anchor) {
    const double seconds = std::clamp(seconds_ / factor, kShortestSeconds, length_);
    show(anchor - (anchor - start_) * seconds / seconds_, seconds);
}

void TimeWindow::scrollTo(double start) {
    show(start, seconds_);
}

void TimeWindow::showAll() {
    show(0.0, length_);
}

void TimeWindow::show(double start, double seconds) {
    seconds_ = std::min(seconds, length_);
    start_ = std::clamp(start, 0.0, length_ - seconds_);
}

std::vector<double> timeTicks(double start, double seconds, int count) {
    double step = kTickSteps[std::size(kTickSteps) - 1];
    for (const double candidate : kTickSteps)
        if (seconds / candidate <= count) {
            step = candidate;
            break;
        }
    std::vector<double> ticks;
    for (auto i = static_cast<long>(std::ceil(start / step - 1e-9));
         static_cast<double>(i) * step <= start + seconds + 1e-9; ++i)
        ticks.push_back(static_cast<double>(i) * step);
    return ticks;
}

QString timeLabel(double seconds, double step) {
    if (step >= 10.0 && seconds >= 60.0) {
        const auto whole = static_cast<int>(std::lround(seconds));
        return QString("%1:%2").arg(wholeNumber(whole / 60), paddedNumber(whole % 60, 2));
    }
    const int decimals = step >= 1.0 ? 0 : step >= 0.1 ? 1 : step >= 0.01 ? 2 : 3;
    return fixedNumber(seconds, decimals);
}

} // namespace stepwise::ui
