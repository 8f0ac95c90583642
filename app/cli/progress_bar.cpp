#include "app/cli/progress_bar.h"

#include "app/cli/output.h"

#include <fmt/format.h>

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
        drawOnTerminal("\r\x1b[K");
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
    drawOnTerminal(fmt::format("\r{} [{:<{}}] {:3.0f} % {:<12}", label_, bar, kWidth, 100.0 * share, left));
    return true;
}

} // namespace stepwise::app
