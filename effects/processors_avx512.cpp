#define STEPWISE_LANE_NAMESPACE avx512
#include "effects/processors.h"
#include "effects/processors_here.h"

namespace stepwise::effects {

std::unique_ptr<Processor> makeAvx512Processor(EffectId effect, Layout layout, bool soundPack) {
    return soundPack ? avx512::makeWith<kSoundPackLanes>(effect, layout) : avx512::makeWith<16>(effect, layout);
}

} // namespace stepwise::effects
