// Whether refined knobs come back to where the target's own stood.
#pragma once

#include "models/timeline.h"

#include <array>
#include <map>
#include <span>
#include <string>

namespace stepwise::models {

/// One knob over many targets. Errors of normalised values are kept in bins of 0.001.
struct KnobRecovery {
    static constexpr int kBins = 1000;
    std::array<int, kBins> errors = {}; ///< where the knob is measurable
    int items = 0;                      ///< also where it is not

    void count(double error, bool isMeasurable);
    void add(const KnobRecovery& other);
    int measurable() const;
    /// Interpolated within its bin; 0 without items.
    double medianError() const;
    /// For people: "below 0.001" where the bin cannot tell more.
    std::string medianErrorText() const;
};

/// By effect and parameter: "equalizer.low_gain".
using KnobRecoveries = std::map<std::string, KnobRecovery>;

/// Counts every predicted continuous knob, if `found` has the effects, order and modes of `truth`. A knob is measurable
/// on a target if a tenth of its range makes a difference that one can measure: an MSE above 4e-5, half a decibel.
void countKnobs(KnobRecoveries& knobs, const Timeline& timeline, const std::vector<effects::Step>& truth,
                std::span<const effects::Step> found);

} // namespace stepwise::models
