// The way that a refinement has gone, and how far of it is kept.
#pragma once

#include "models/refinement.h"

#include <optional>
#include <vector>

namespace stepwise::models {

/// The steps at the start and after each round that came nearer.
using RefinementPath = std::vector<std::vector<effects::Step>>;

/// `progress`, if any, that also adds what it sees to `path`. `path` outlives it.
RefineProgress recordingTo(RefinementPath& path, RefineProgress progress);

/// Where one may have to go back to: every state from the end to the start, which is left out, then ever shorter first
/// moves.
RefinementPath wayBack(const RefinementPath& path);

/// The MSE has fallen, and neither MFCC nor LSD has risen.
bool isNearer(const core::Errors& errors, const core::Errors& before);

/// The timeline at the last state of `path` where neither MSE nor MFCC nor LSD has risen over the timeline's own (by
/// the perceptual loss: at its end), else at part of the first move; none if even that raises one. A refinement works
/// on the mono mix, by one error; what counts is the sound itself, by all that the learner sees.
std::optional<Timeline> furthestWithoutRise(const Timeline& timeline, const RefinementPath& path, LossKind loss);

} // namespace stepwise::models
