#define STEPWISE_LANE_NAMESPACE baseline
#include "effects/processors.h"
#include "effects/processors_here.h"

namespace stepwise::effects {

std::unique_ptr<Processor> makeBaselineProcessor(EffectId effect, Layout layout, bool soundPack) {
    (void)soundPack;
    return baseline::makeWith<4>(effect, layout);
}

} // namespace stepwise::effects
