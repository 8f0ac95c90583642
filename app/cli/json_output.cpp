#include "app/cli/json_output.h"

namespace stepwise::app {

Json toJson(const core::Descriptors& descriptors) {
    return {{"seconds", descriptors.seconds},
            {"centroid_hz", descriptors.centroidHz},
            {"rolloff_hz", descriptors.rolloffHz},
            {"flatness", descriptors.flatness},
            {"onset_strength", descriptors.onsetStrength},
            {"rms_db", descriptors.rmsDb},
            {"crest_factor_db", descriptors.crestFactorDb},
            {"loudness_lufs", descriptors.loudnessLufs},
            {"harmonic_to_noise_db", descriptors.harmonicToNoiseDb},
            {"pitch_hz", descriptors.pitchHz}};
}

Json parametersJson(const effects::Step& step) {
    Json json = Json::object();
    const auto parameters = effects::effectInfo(step.effect).parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const effects::ParameterInfo& parameter = parameters[i];
        Json& value = json[std::string(parameter.id)];
        if (parameter.curve == effects::Curve::choice)
            value = parameter.choices[static_cast<std::size_t>(effects::choiceIndex(parameter, step.values[i]))].id;
        else
            value = step.values[i];
    }
    return json;
}

namespace {

Json displayJson(const effects::Step& step) {
    Json json = Json::object();
    const auto parameters = effects::effectInfo(step.effect).parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i)
        json[std::string(parameters[i].id)] = effects::formatDisplay(parameters[i], step.values[i]);
    return json;
}

} // namespace

Json toJson(const models::TimelineStep& step) {
    Json alternatives = Json::array();
    for (const models::Alternative& alternative : step.alternatives)
        alternatives.push_back(
            {{"effect", effects::effectInfo(alternative.step.effect).key}, {"confidence", alternative.confidence}});
    return {{"effect", effects::effectInfo(step.step.effect).key},
            {"confidence", step.confidence.value_or(0.0F)},
            {"parameters", parametersJson(step.step)},
            {"display", displayJson(step.step)},
            {"errors", models::errorsJson(step.measured.errors)},
            {"helps", step.helps},
            {"alternatives", alternatives}};
}

} // namespace stepwise::app
