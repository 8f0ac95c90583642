#define STEPWISE_LANE_NAMESPACE avx2
#include "effects/processors.h"
#include "effects/processors_here.h"

namespace stepwise::effects {

std::unique_ptr<Processor> makeAvx2Processor(EffectId effect, Layout layout, bool soundPack) {
    return soundPack ? avx2::makeWith<kSoundPackLanes>(effect, layout) : avx2::makeWith<8>(effect, layout);
}

} // namespace stepwise::effects
