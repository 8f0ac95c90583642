#include "core/fft_planner.h"

namespace stepwise::core {

std::mutex& fftPlannerMutex() {
    static std::mutex mutex;
    return mutex;
}

} // namespace stepwise::core
