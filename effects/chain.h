// A chain: an ordered list of steps, each one effect with its parameter values. Step order is signal order.
#pragma once

#include "effects/parameter.h"
#include "effects/rack.h"

#include <string>
#include <vector>

namespace stepwise::effects {

struct Step {
    EffectId effect = EffectId::compressor;
    ParameterValues values = defaultValues(EffectId::compressor); ///< normalised

    bool operator==(const Step&) const = default;
};

/// A step with every parameter at its default.
Step defaultStep(EffectId effect);

struct Chain {
    std::string rack = std::string(kRackVersion);
    double trimDb = 0.0; ///< gain after the last step, in dB, within +-kMaxTrimDb
    std::vector<Step> steps;

    bool operator==(const Chain&) const = default;
};

inline constexpr double kMaxTrimDb = 60.0;

/// Which of the five effects `steps` holds.
std::array<bool, kEffectCount> effectsUsed(const std::vector<Step>& steps);

/// Whether two steps may share a pack: the same effect with the same choices (modes, types, switches).
bool sharesChoices(const Step& a, const Step& b);

/// What describes a step, as indices of its effect's parameters: those that the models predict, and all that differ
/// from their defaults.
std::vector<std::size_t> describedParameters(const Step& step);

/// "Drive +18.6 dB, Mode Sine fold": its described parameters.
std::string describeStep(const Step& step);

} // namespace stepwise::effects
