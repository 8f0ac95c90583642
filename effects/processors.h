// The compiled copies of the rack, one for each instruction set; processor.cpp chooses between them.
#pragma once

#include "effects/processor.h"

namespace stepwise::effects {

/// `soundPack` asks for a pack of kSoundPackLanes instead of the instruction set's full width.
std::unique_ptr<Processor> makeBaselineProcessor(EffectId effect, Layout layout, bool soundPack);
std::unique_ptr<Processor> makeAvx2Processor(EffectId effect, Layout layout, bool soundPack);
std::unique_ptr<Processor> makeAvx512Processor(EffectId effect, Layout layout, bool soundPack);

} // namespace stepwise::effects
