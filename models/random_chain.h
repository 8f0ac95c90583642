// Random steps and chains from the ranges that training data samples (design, section 6).
#pragma once

#include "core/random.h"
#include "effects/chain.h"

namespace stepwise::models {

/// Predicted parameters drawn from their sampled ranges, all others at their default.
effects::Step randomStep(effects::EffectId effect, core::Random& random);

/// `step` as somebody might have guessed it: continuous predicted parameters off by a normal deviation.
effects::Step guessedStep(const effects::Step& step, double deviation, core::Random& random);

/// `step` with the choices (modes, types) of `other`, a step of the same effect.
effects::Step withChoices(effects::Step step, const effects::Step& other);

/// `length` distinct effects in random order.
std::vector<effects::Step> randomSteps(int length, core::Random& random);

} // namespace stepwise::models
