// A progress bar on stderr, drawn only when that is a terminal.
#pragma once

#include <chrono>
#include <string>

namespace stepwise::app {

class ProgressBar {
public:
    explicit ProgressBar(std::string label, bool enabled = true);
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    /// Share done, [0, 1]. Always true: the command line has no cancel but the signal.
    bool update(double share);

private:
    std::string label_;
    bool enabled_;
    std::chrono::steady_clock::time_point start_;
    std::chrono::steady_clock::time_point drawn_;
};

} // namespace stepwise::app
