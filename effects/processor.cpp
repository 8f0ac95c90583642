#include "effects/processor.h"

#include "effects/processors.h"

#include <stdexcept>

namespace stepwise::effects {

namespace {

std::unique_ptr<Processor> make(EffectId effect, Layout layout, Instructions instructions, bool soundPack) {
    if (!isSupported(instructions))
        throw std::invalid_argument("this machine does not have these instructions");
#if defined(STEPWISE_X86_LANES)
    if (instructions == Instructions::avx512)
        return makeAvx512Processor(effect, layout, soundPack);
    if (instructions == Instructions::avx2)
        return makeAvx2Processor(effect, layout, soundPack);
#endif
    return makeBaselineProcessor(effect, layout, soundPack);
}

} // namespace

bool isSupported(Instructions instructions) {
    switch (instructions) {
    case Instructions::baseline:
        return true;
#if defined(STEPWISE_X86_LANES)
    case Instructions::avx2:
        return __builtin_cpu_supports("avx2") != 0;
    case Instructions::avx512:
        return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
               __builtin_cpu_supports("avx512dq") != 0;
#else
    default:
        return false;
#endif
    }
    return false;
}

Instructions bestInstructions() {
    if (isSupported(Instructions::avx512))
        return Instructions::avx512;
    return isSupported(Instructions::avx2) ? Instructions::avx2 : Instructions::baseline;
}

int laneCount(Instructions instructions) {
    switch (instructions) {
    case Instructions::avx512:
        return 16;
    case Instructions::avx2:
        return 8;
    case Instructions::baseline:
        break;
    }
    return 4;
}

std::unique_ptr<Processor> makePackProcessor(EffectId effect, Layout layout, Instructions instructions) {
    return make(effect, layout, instructions, false);
}

std::unique_ptr<Processor> makePackProcessor(EffectId effect, Layout layout) {
    return make(effect, layout, bestInstructions(), false);
}

std::unique_ptr<Processor> makeSoundProcessor(EffectId effect, Layout layout) {
    return make(effect, layout, bestInstructions(), true);
}

} // namespace stepwise::effects
