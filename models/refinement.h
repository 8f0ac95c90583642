// Refinement: from close to there. Keeps the effects and their order and moves their knobs.
#pragma once

#include "models/timeline.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace stepwise::models {

enum class RefineMethod { gradient, evolution };

struct RefineOptions {
    RefineMethod method = RefineMethod::gradient;
    int maxRenders = 1000;
    std::uint64_t seed = 1;              ///< of the evolution
    std::optional<std::size_t> onlyStep; ///< the knobs of one step; else of the whole chain
    /// Of the squared distance from the proposed knobs, against the mean squared error: so weak that it only decides
    /// where the sound does not.
    double pull = 1e-5;
};

/// Where a refinement stands.
struct RefineStatus {
    std::vector<effects::Step> steps; ///< the best so far
    double initialMse = 0.0;
    double mse = 0.0;
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

/// Called after every round; false stops, and the best so far is kept.
using RefineProgress = std::function<bool(const RefineStatus&)>;

/// Levenberg-Marquardt (Marquardt, "An algorithm for least-squares estimation of nonlinear parameters", 1963) on the
/// difference between the dB mel spectrograms, within the knobs' bounds. Derivatives are finite differences: a knob is
/// a lane, so that a Jacobian is one pack of renders, and so are the trials of several dampings. Never worse than
/// `steps`.
RefineStatus refineByGradient(const Timeline& timeline, const std::vector<effects::Step>& steps,
                              const RefineOptions& options, const RefineProgress& progress = {});

/// CMA-ES (see models/cma_es.h) over the same knobs and the modes, for errors with many hollows. The same seed gives
/// the same result. Never worse than `steps`.
RefineStatus refineByEvolution(const Timeline& timeline, const std::vector<effects::Step>& steps,
                               const RefineOptions& options, const RefineProgress& progress = {});

/// Refines the steps of the timeline up to its best prefix, which is never left further from the target.
RefinementReport refineTimeline(Timeline& timeline, const RefineOptions& options, const RefineProgress& progress = {});

} // namespace stepwise::models
