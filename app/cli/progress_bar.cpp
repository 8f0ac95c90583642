#include "app/cli/progress_bar.h"

#include <fmt/format.h>

#include <cstdio>
#include <unistd.h>

namespace stepwise::app {

namespace {

constexpr int kWidth = 30;
constexpr auto kRedrawInterval = std::chrono::milliseconds(100);

} // namespace

ProgressBar::ProgressBar(std::string label, bool enabled)
    : label_(std::move(label)), enabled_(enabled && isatty(STDERR_FILENO) != 0),
      start_(std::chrono::steady_clock::now()) {}

ProgressBar::~ProgressBar() {
    if (enabled_)
        fmt::print(stderr, "\r\x1b[K");
}

bool ProgressBar::update(double share) {
    const auto now = std::chrono::steady_clock::now();
    if (!enabled_ || now - drawn_ < kRedrawInterval)
        return true;
    drawn_ = now;
    const double seconds = std::chrono::duration<double>(now - start_).count();
    const int filled = static_cast<int>(share * kWidth);
    const std::string bar(static_cast<std::size_t>(filled), '#');
    const std::string left = share > 0.02 ? fmt::format("{:.0f} s left", seconds * (1.0 - share) / share) : "";
    fmt::print(stderr, "\r{} [{:<{}}] {:3.0f} % {:<12}", label_, bar, kWidth, 100.0 * share, left);
    std::fflush(stderr);
    return true;
}

} // namespace stepwise::app
