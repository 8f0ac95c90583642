// Refinement: from close to there. Keeps the effects and their order and moves their knobs.
#pragma once

#include "models/sound_loss.h"
#include "models/timeline.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace stepwise::models {

enum class RefineMethod { gradient, evolution };

struct RefineOptions {
    RefineMethod method = RefineMethod::gradient;
    LossKind loss = LossKind::mel;
    int maxRenders = 1000;
    std::uint64_t seed = 1;              ///< of the evolution
    std::optional<std::size_t> onlyStep; ///< the knobs of one step; else of the whole chain
    /// Of the squared distance from the proposed knobs, against the mel error: so weak that it only decides where the
    /// sound does not, and keeps the loss from being cheated with extreme settings.
    double pull = 1e-5;
    int threads = 0;      ///< that render; 0: one a core. The result does not depend on it.
    std::stop_token stop; ///< ends it at once; the best so far is kept
};

/// Where a refinement stands.
struct RefineStatus {
    std::vector<effects::Step> steps; ///< the best so far
    double initialLoss = 0.0;
    double loss = 0.0;
    int renders = 0;
};

/// What a refinement did to a timeline.
struct RefinementReport {
    std::string method; ///< "gradient" or "cma"
    int renders = 0;
    double seconds = 0.0;
    core::Errors initial;
    core::Errors final;
};

/// Called after every round, in the thread that refines: it may wait, to pause. False stops, and the best so far is
/// kept.
using RefineProgress = std::function<bool(const RefineStatus&)>;

/// Levenberg-Marquardt (see models/levenberg_marquardt.h) over the continuous knobs. Where an effect has modes, all are
/// rendered first, and those that come nearest are followed for a few rounds before one is kept. Moves the knobs that
/// the models predict; if these do not reach the target, all others too. Never worse than `steps`.
RefineStatus refineByGradient(const Timeline& timeline, const std::vector<effects::Step>& steps,
                              const RefineOptions& options, const RefineProgress& progress = {});

/// CMA-ES (see models/cma_es.h) over the same knobs and the modes, for errors with many hollows. The same seed gives
/// the same result. Never worse than `steps`.
RefineStatus refineByEvolution(const Timeline& timeline, const std::vector<effects::Step>& steps,
                               const RefineOptions& options, const RefineProgress& progress = {});

/// Refines the steps of the timeline up to its best prefix, which is never left further from the target: by the mel
/// loss, neither MSE nor MFCC nor LSD rises.
RefinementReport refineTimeline(Timeline& timeline, const RefineOptions& options, const RefineProgress& progress = {});

} // namespace stepwise::models
