// The rack's kernels compiled for one instruction set: included once by each processors_*.cpp.
#pragma once

#include "effects/compressor.h"
#include "effects/distortion.h"
#include "effects/equalizer.h"
#include "effects/hall_reverb.h"
#include "effects/kernel.h"
#include "effects/phaser.h"

namespace stepwise::effects::STEPWISE_LANE_NAMESPACE {

template <int N>
std::unique_ptr<Processor> makeWith(EffectId effect, Layout layout) {
    switch (effect) {
    case EffectId::compressor:
        return std::make_unique<KernelProcessor<CompressorKernel, N>>(layout);
    case EffectId::distortion:
        return std::make_unique<KernelProcessor<DistortionKernel, N>>(layout);
    case EffectId::equalizer:
        return std::make_unique<KernelProcessor<EqualizerKernel, N>>(layout);
    case EffectId::phaser:
        return std::make_unique<KernelProcessor<PhaserKernel, N>>(layout);
    case EffectId::hallReverb:
        return std::make_unique<KernelProcessor<HallReverbKernel, N>>(layout);
    }
    return nullptr;
}

} // namespace stepwise::effects::STEPWISE_LANE_NAMESPACE
