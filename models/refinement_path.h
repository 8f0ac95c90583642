// The way that a refinement has gone, and how far of it is kept.
#pragma once

#include "models/sound_loss.h"
#include "models/timeline.h"

#include <optional>
#include <vector>

namespace stepwise::models {

/// The steps at the start and after each round that came nearer.
using RefinementPath = std::vector<std::vector<effects::Step>>;

/// The timeline at the last state of `path` where neither MSE nor MFCC nor LSD has risen over the timeline's own (by
/// the perceptual loss: at its end), else at part of the first move; none if even that raises one. A refinement works
/// on the mono mix, by one error; what counts is the sound itself, by all that the learner sees.
std::optional<Timeline> furthestWithoutRise(const Timeline& timeline, const RefinementPath& path, LossKind loss);

} // namespace stepwise::models
