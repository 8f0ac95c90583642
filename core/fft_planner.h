// FFTW makes and destroys plans with shared state: one lock for everyone who does. Running plans needs none.
#pragma once

#include <mutex>

namespace stepwise::core {

std::mutex& fftPlannerMutex();

} // namespace stepwise::core
