#include "models/torch_runtime.h"

#include <torch/torch.h>
#include <torch/version.h>

#include <fmt/format.h>

#include <fstream>

namespace stepwise::models {

namespace {

/// The BLAS is whatever the system's alternative points to; only the loaded libraries tell.
std::string loadedBlas() {
    std::ifstream maps("/proc/self/maps");
    std::string line;
    bool reference = false;
    while (std::getline(maps, line)) {
        if (line.find("openblas") != std::string::npos)
            return "OpenBLAS";
        if (line.find("libmkl") != std::string::npos)
            return "MKL";
        reference = reference || line.find("libblas.so") != std::string::npos;
    }
    return reference ? "reference BLAS (slow: install libopenblas0-pthread)" : "built in";
}

} // namespace

std::string torchDescription() {
    return fmt::format("libtorch {} on {} threads, BLAS: {}{}", TORCH_VERSION, torch::get_num_threads(), loadedBlas(),
                       torch::cuda::is_available() ? ", CUDA" : "");
}

} // namespace stepwise::models
