// Steps with one knob turned, for tests.
#pragma once

#include "effects/chain.h"

#include <vector>

namespace stepwise::test {

/// `parameter` stands at `value` in [0, 1], everything else at its default.
inline effects::Step stepWith(effects::EffectId effect, const char* parameter, float value) {
    effects::Step step = effects::defaultStep(effect);
    step.values[static_cast<std::size_t>(effects::findParameter(effects::effectInfo(effect), parameter))] = value;
    return step;
}

/// Steps that nobody fails to hear.
inline const effects::Step kDirty = stepWith(effects::EffectId::distortion, "drive", 0.7F);
inline const effects::Step kBright = stepWith(effects::EffectId::equalizer, "high_gain", 0.9F);
inline const effects::Step kWide = stepWith(effects::EffectId::hallReverb, "mix", 0.4F);

/// All five effects, in an order that makes a sound denser step by step.
inline std::vector<effects::Step> allEffects() {
    using effects::EffectId;
    return {kDirty, kBright, stepWith(EffectId::compressor, "mid_amount", 0.8F),
            stepWith(EffectId::phaser, "feedback", 0.6F), kWide};
}

} // namespace stepwise::test
