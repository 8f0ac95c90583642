// What the networks run on.
#pragma once

#include <string>

namespace stepwise::models {

/// "libtorch 1.13.1 on 2 threads, BLAS: OpenBLAS". Names the BLAS because the reference one is many times slower.
std::string torchDescription();

/// "AMD EPYC, 2 cores".
std::string machineDescription();

/// Keeps the system's BLAS on one thread: its waiting threads would fight for the cores with everything else.
void keepBlasOnOneThread();

/// Uses so many threads (0: all cores), and keeps large buffers instead of handing them back to the system after every
/// batch: 1.6 times as fast on two cores as what libtorch does by itself.
void prepareForTraining(int threads);

/// Asks for the algorithms that give the same result every time, before the first work on the device. Where libtorch
/// has none (the gradient of max-pooling) it warns and goes on.
void makeCudaRepeatable();

} // namespace stepwise::models
