#include "models/random_chain.h"

#include <algorithm>

namespace stepwise::models {

namespace {

/// Uniform over the union of the parameter's sampled ranges.
float sample(const effects::ParameterInfo& parameter, core::Random& random) {
    if (parameter.curve == effects::Curve::choice)
        return effects::choiceValue(parameter, random.below(static_cast<int>(parameter.choices.size())));
    double total = 0.0;
    for (int i = 0; i < parameter.sampledRangeCount; ++i) {
        const effects::Range range = parameter.sampledRanges[static_cast<std::size_t>(i)];
        total += range.high - range.low;
    }
    double position = random.uniform() * total;
    for (int i = 0; i < parameter.sampledRangeCount; ++i) {
        const effects::Range range = parameter.sampledRanges[static_cast<std::size_t>(i)];
        if (position < range.high - range.low || i + 1 == parameter.sampledRangeCount)
            return std::min(range.low + static_cast<float>(position), range.high);
        position -= range.high - range.low;
    }
    return parameter.defaultValue;
}

} // namespace

effects::Step randomStep(effects::EffectId effect, core::Random& random) {
    effects::Step step = effects::defaultStep(effect);
    const auto parameters = effects::effectInfo(effect).parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i)
        if (parameters[i].predicted)
            step.values[i] = sample(parameters[i], random);
    return step;
}

effects::Step guessedStep(const effects::Step& step, double deviation, core::Random& random) {
    effects::Step guess = step;
    const auto parameters = effects::effectInfo(step.effect).parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i)
        if (parameters[i].predicted && parameters[i].curve != effects::Curve::choice)
            guess.values[i] = std::clamp(guess.values[i] + static_cast<float>(deviation * random.normal()), 0.0F, 1.0F);
    return guess;
}

effects::Step withChoices(effects::Step step, const effects::Step& other) {
    const auto parameters = effects::effectInfo(step.effect).parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i)
        if (parameters[i].curve == effects::Curve::choice)
            step.values[i] = other.values[i];
    return step;
}

std::vector<effects::Step> randomSteps(int length, core::Random& random) {
    std::array<effects::EffectId, effects::kEffectCount> order = effects::kAllEffects;
    for (int i = effects::kEffectCount - 1; i > 0; --i)
        std::swap(order[static_cast<std::size_t>(i)], order[static_cast<std::size_t>(random.below(i + 1))]);
    std::vector<effects::Step> steps;
    for (int i = 0; i < length; ++i)
        steps.push_back(randomStep(order[static_cast<std::size_t>(i)], random));
    return steps;
}

} // namespace stepwise::models
