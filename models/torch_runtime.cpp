#include "models/torch_runtime.h"

#include <torch/torch.h>
#include <torch/version.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <thread>

#ifdef __linux__
#include <dlfcn.h>
#include <malloc.h>
#endif

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

std::string machineDescription() {
    std::string processor = "unknown processor";
    std::ifstream info("/proc/cpuinfo");
    std::string line;
    while (std::getline(info, line)) {
        const std::size_t colon = line.find(": ");
        if (line.starts_with("model name") && colon != std::string::npos) {
            processor = line.substr(colon + 2);
            break;
        }
    }
    return fmt::format("{}, {} cores{}", processor, std::max(1U, std::thread::hardware_concurrency()),
                       torch::cuda::is_available() ? ", with a CUDA device" : "");
}

void keepBlasOnOneThread() {
#ifdef __linux__
    using SetThreads = void (*)(int);
    if (const auto setThreads = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads")))
        setThreads(1);
#endif
}

void makeCudaRepeatable() {
    constexpr const char* kWorkspace = "CUBLAS_WORKSPACE_CONFIG"; // without it cuBLAS may add in any order
    ::setenv(kWorkspace, ":4096:8", 0);
    at::globalContext().setBenchmarkCuDNN(false);
    at::globalContext().setDeterministicCuDNN(true);
    at::globalContext().setDeterministicAlgorithms(true, true);
}

void prepareForTraining(int threads) {
    keepBlasOnOneThread();
    torch::set_num_threads(threads > 0 ? threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency())));
#ifdef __GLIBC__
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
#endif
}

} // namespace stepwise::models
