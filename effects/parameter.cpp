#include "effects/parameter.h"

#include "effects/compressor.h"
#include "effects/distortion.h"
#include "effects/equalizer.h"
#include "effects/hall_reverb.h"
#include "effects/phaser.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace stepwise::effects {

const EffectInfo& effectInfo(EffectId effect) {
    switch (effect) {
    case EffectId::compressor:
        return compressorInfo();
    case EffectId::distortion:
        return distortionInfo();
    case EffectId::equalizer:
        return equalizerInfo();
    case EffectId::phaser:
        return phaserInfo();
    case EffectId::hallReverb:
        return hallReverbInfo();
    }
    return compressorInfo();
}

bool findEffect(std::string_view key, EffectId& effect) {
    for (const EffectId candidate : kAllEffects) {
        if (effectInfo(candidate).key == key) {
            effect = candidate;
            return true;
        }
    }
    return false;
}

int findParameter(const EffectInfo& info, std::string_view id) {
    const auto found = std::find_if(info.parameters.begin(), info.parameters.end(),
                                    [id](const ParameterInfo& parameter) { return parameter.id == id; });
    return found == info.parameters.end() ? -1 : static_cast<int>(found - info.parameters.begin());
}

ParameterValues defaultValues(EffectId effect) {
    ParameterValues values = {};
    const auto parameters = effectInfo(effect).parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i)
        values[i] = parameters[i].defaultValue;
    return values;
}

float toDisplay(const ParameterInfo& parameter, float normalised) {
    switch (parameter.curve) {
    case Curve::linear:
        return parameter.displayMin + normalised * (parameter.displayMax - parameter.displayMin);
    case Curve::logarithmic:
        return parameter.displayMin * std::pow(parameter.displayMax / parameter.displayMin, normalised);
    case Curve::choice:
        return static_cast<float>(choiceIndex(parameter, normalised));
    }
    return normalised;
}

float fromDisplay(const ParameterInfo& parameter, float display) {
    float normalised = 0.0F;
    switch (parameter.curve) {
    case Curve::linear:
        normalised = (display - parameter.displayMin) / (parameter.displayMax - parameter.displayMin);
        break;
    case Curve::logarithmic:
        normalised = std::log(std::max(display, 1e-6F) / parameter.displayMin) /
                     std::log(parameter.displayMax / parameter.displayMin);
        break;
    case Curve::choice:
        normalised = choiceValue(parameter, static_cast<int>(std::lround(display)));
        break;
    }
    return std::clamp(normalised, 0.0F, 1.0F);
}

int choiceIndex(const ParameterInfo& parameter, float normalised) {
    const int last = static_cast<int>(parameter.choices.size()) - 1;
    return std::clamp(static_cast<int>(std::lround(normalised * static_cast<float>(last))), 0, last);
}

float choiceValue(const ParameterInfo& parameter, int index) {
    const int last = static_cast<int>(parameter.choices.size()) - 1;
    return last > 0 ? static_cast<float>(std::clamp(index, 0, last)) / static_cast<float>(last) : 0.0F;
}

namespace {

DisplayText hertzText(float hertz) {
    if (hertz >= 10000.0F)
        return {fmt::format("{:.1f}", hertz / 1000.0F), " kHz"};
    if (hertz >= 1000.0F)
        return {fmt::format("{:.2f}", hertz / 1000.0F), " kHz"};
    return {hertz >= 10.0F ? fmt::format("{:.0f}", hertz) : fmt::format("{:.2f}", hertz), " Hz"};
}

std::string timeNumber(float value) {
    return value >= 9.95F ? fmt::format("{:.0f}", value) : fmt::format("{:.2g}", value);
}

} // namespace

DisplayText displayText(const ParameterInfo& parameter, float normalised) {
    if (parameter.curve == Curve::choice)
        return {"", std::string(parameter.choices[static_cast<std::size_t>(choiceIndex(parameter, normalised))].name)};
    const float display = toDisplay(parameter, normalised);
    if (parameter.unit == "Hz")
        return hertzText(display);
    if (parameter.unit == "dB")
        return {fmt::format("{:+.1f}", display), " dB"};
    if (parameter.unit == "%" || parameter.unit == "°")
        return {fmt::format("{:.0f}", display), parameter.unit == "%" ? " %" : "°"};
    if (parameter.unit == "ms" || parameter.unit == "s")
        return {timeNumber(display), fmt::format(" {}", parameter.unit)};
    if (parameter.unit == ":1")
        return {fmt::format("{:.1f}", display), ":1"};
    return {fmt::format("{:.2f}", display), parameter.unit.empty() ? "" : fmt::format(" {}", parameter.unit)};
}

std::string formatDisplay(const ParameterInfo& parameter, float normalised) {
    const DisplayText text = displayText(parameter, normalised);
    return text.number + text.rest;
}

} // namespace stepwise::effects
