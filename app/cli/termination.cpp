#include "app/cli/termination.h"

#include "core/hidden_name.h"

#include <csignal>

namespace stepwise::app {

namespace {

void clearUp(int signal) {
    core::removeHiddenFiles();
    ::raise(signal); // as without this handler
}

} // namespace

void clearUpWhenTerminated() {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction before = {};
        ::sigaction(signal, nullptr, &before);
        if (before.sa_handler == SIG_IGN)
            continue;
        struct sigaction action = {};
        action.sa_handler = clearUp;
        action.sa_flags = static_cast<int>(SA_RESETHAND);
        ::sigemptyset(&action.sa_mask);
        ::sigaction(signal, &action, nullptr);
    }
}

} // namespace stepwise::app
