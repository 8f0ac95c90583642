#include "models/mixed_precision.h"

#include <ATen/autocast_mode.h>

namespace stepwise::models {

namespace {

void setAutocast(bool isCuda, bool isEnabled) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
    const auto device = isCuda ? at::kCUDA : at::kCPU;
    at::autocast::set_autocast_dtype(device, torch::kBFloat16);
    at::autocast::set_autocast_enabled(device, isEnabled);
#else
    if (isCuda) {
        at::autocast::set_autocast_gpu_dtype(torch::kBFloat16);
        at::autocast::set_enabled(isEnabled);
    } else {
        at::autocast::set_autocast_cpu_dtype(torch::kBFloat16);
        at::autocast::set_cpu_enabled(isEnabled);
    }
#endif
}

} // namespace

MixedPrecision::MixedPrecision(Precision precision, const torch::Device& device)
    : isOn_(precision == Precision::bfloat16), isCuda_(device.is_cuda()) {
    if (isOn_)
        setAutocast(isCuda_, true);
}

MixedPrecision::~MixedPrecision() {
    if (!isOn_)
        return;
    at::autocast::clear_cache();
    setAutocast(isCuda_, false);
}

} // namespace stepwise::models
