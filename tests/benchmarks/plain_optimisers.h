// Two optimisers to compare the refinement with: what one would try first.
#pragma once

#include "models/refinement.h"

namespace stepwise::benchmarks {

/// Settings drawn around the best so far, with a deviation of 0.1 of the range, or anywhere.
enum class Draws { nearBest, anywhere };
models::RefineStatus refineByRandomSearch(const models::Timeline& timeline, const std::vector<effects::Step>& steps,
                                          const models::RefineOptions& options, Draws draws,
                                          const models::RefineProgress& progress);

/// Kingma and Ba, "Adam: a method for stochastic optimization" (2015), at a rate of 0.02, with finite differences.
models::RefineStatus refineByAdam(const models::Timeline& timeline, const std::vector<effects::Step>& steps,
                                  const models::RefineOptions& options, const models::RefineProgress& progress);

} // namespace stepwise::benchmarks
