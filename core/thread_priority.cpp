#include "core/thread_priority.h"

#include <sys/resource.h>

namespace stepwise::core {

namespace {

constexpr int kBackgroundNice = 10;

} // namespace

void workInBackground() {
    // On Linux 0 is the calling thread. A failure leaves the thread as it was, which is no harm.
    if (::getpriority(PRIO_PROCESS, 0) < kBackgroundNice)
        ::setpriority(PRIO_PROCESS, 0, kBackgroundNice);
}

} // namespace stepwise::core
