// What the networks run on.
#pragma once

#include <string>

namespace stepwise::models {

/// "libtorch 1.13.1 on 2 threads, BLAS: OpenBLAS". Names the BLAS because the reference one is many times slower.
std::string torchDescription();

} // namespace stepwise::models
