// As in "Calling Qt Functions From Unix Signal Handlers" of Qt's documentation.
#include "app/desktop/termination_signals.h"

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <sys/eventfd.h>
#include <unistd.h>

namespace stepwise::app {

namespace {

/// Open as long as the process lives: a signal may come at any time.
int wakeUp = -1;

int openWakeUp() {
    wakeUp = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return wakeUp;
}

/// Interrupts anything: only what is safe in signal handlers.
void handle(int) {
    const int errorBefore = errno;
    const std::uint64_t one = 1;
    [[maybe_unused]] const ::ssize_t written = ::write(wakeUp, &one, sizeof(one));
    errno = errorBefore;
}

void install(int signal) {
    struct sigaction before = {};
    ::sigaction(signal, nullptr, &before);
    if (before.sa_handler == SIG_IGN)
        return;
    struct sigaction action = {};
    action.sa_handler = handle;
    action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
    ::sigemptyset(&action.sa_mask);
    ::sigaction(signal, &action, nullptr);
}

} // namespace

TerminationSignals::TerminationSignals() : notifier_(openWakeUp(), QSocketNotifier::Read) {
    connect(&notifier_, &QSocketNotifier::activated, this, [this] {
        notifier_.setEnabled(false);
        wasAsked_ = true;
        Q_EMIT asked();
    });
    for (const int signal : {SIGTERM, SIGINT, SIGHUP})
        install(signal);
}

} // namespace stepwise::app
