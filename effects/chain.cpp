#include "effects/chain.h"

#include <fmt/format.h>

#include <cmath>

namespace stepwise::effects {

Step defaultStep(EffectId effect) {
    return {effect, defaultValues(effect)};
}

std::array<bool, kEffectCount> effectsUsed(const std::vector<Step>& steps) {
    std::array<bool, kEffectCount> used = {};
    for (const Step& step : steps)
        used[static_cast<std::size_t>(step.effect)] = true;
    return used;
}

bool sharesChoices(const Step& a, const Step& b) {
    if (a.effect != b.effect)
        return false;
    const auto parameters = effectInfo(a.effect).parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i)
        if (parameters[i].curve == Curve::choice &&
            choiceIndex(parameters[i], a.values[i]) != choiceIndex(parameters[i], b.values[i]))
            return false;
    return true;
}

std::vector<std::size_t> describedParameters(const Step& step) {
    std::vector<std::size_t> indices;
    const auto parameters = effectInfo(step.effect).parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i)
        if (parameters[i].predicted || std::abs(step.values[i] - parameters[i].defaultValue) > 1e-4F)
            indices.push_back(i);
    return indices;
}

std::string describeStep(const Step& step) {
    std::string text;
    for (const std::size_t i : describedParameters(step)) {
        const ParameterInfo& parameter = effectInfo(step.effect).parameters[i];
        text +=
            fmt::format("{}{} {}", text.empty() ? "" : ", ", parameter.name, formatDisplay(parameter, step.values[i]));
    }
    return text;
}

} // namespace stepwise::effects
