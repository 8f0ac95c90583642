#include "models/evaluation_summary.h"

#include "models/errors_json.h"

#include <fmt/format.h>

#include <algorithm>

namespace stepwise::models {

namespace {

using Json = nlohmann::ordered_json;

Json summary(const Outcome& outcome) {
    Json ratio = Json::object();
    const core::Errors initial = outcome.initial.mean();
    const core::Errors final = outcome.final.mean();
    for (const core::ErrorColumn& column : core::kErrorColumns)
        ratio[std::string(column.key)] = final.*column.value / std::max(initial.*column.value, 1e-12);
    return {{"targets", outcome.initial.items},
            {"initial", errorsJson(initial)},
            {"final", errorsJson(final)},
            {"ratio", ratio},
            {"best_prefix", errorsJson(outcome.bestPrefix.mean())},
            {"worse_than_dry", outcome.worseThanDry.value()},
            {"exact_set", outcome.exactSet.value()}};
}

/// Changes of the errors that the CNN alone makes, and how often its effect is missed or put in wrongly.
Json summary(const EffectResult& effect) {
    core::Errors change;
    for (const core::ErrorColumn& column : core::kErrorColumns)
        change.*column.value = effect.with.mean().*column.value - effect.without.mean().*column.value;
    Json json = errorsJson(change);
    json["without"] = errorsJson(effect.without.mean());
    json["with"] = errorsJson(effect.with.mean());
    json["improved"] = effect.improved.value();
    json["items"] = effect.improved.items;
    json["missed"] = effect.missed.value();
    json["extra"] = effect.extra.value();
    return json;
}

Json summary(const std::array<Share, effects::kEffectCount>& byLength) {
    Json json = Json::object();
    Share all;
    for (std::size_t i = 0; i < byLength.size(); ++i) {
        json[fmt::format("{}", i + 1)] = byLength[i].value();
        all.add(byLength[i]);
    }
    json["all"] = all.value();
    return json;
}

Json summary(const Calibration& calibration) {
    Json bins = Json::array();
    for (std::size_t i = 0; i < calibration.bins.size(); ++i)
        bins.push_back({{"items", calibration.bins[i].items},
                        {"confidence", calibration.confidenceSums[i] / std::max(calibration.bins[i].items, 1)},
                        {"right", calibration.bins[i].value()}});
    return {{"expected_error", calibration.expectedError()}, {"bins", bins}};
}

} // namespace

Json summaryOfOutcomes(const GroupResult& result) {
    Json json = summary(result.all);
    for (const auto& [name, outcome] : result.parts)
        json["parts"][name] = summary(outcome);
    return json;
}

Json summaryOf(const GroupResult& result) {
    Json json = summaryOfOutcomes(result);
    for (const core::ErrorColumn& column : core::kErrorColumns)
        for (const MeanErrors& errors : result.perStep)
            json["per_step"][std::string(column.key)].push_back(errors.mean().*column.value);
    for (const effects::EffectId effect : effects::kAllEffects)
        json["effects"][std::string(effects::effectInfo(effect).key)] =
            summary(result.effects[static_cast<std::size_t>(effect)]);
    json["next_effect"] = {{"last", summary(result.nextEffectLast)},
                           {"from_dry", summary(result.nextEffectDry)},
                           {"first_in_set", result.firstInSet.value()}};
    json["calibration"] = summary(result.calibration);
    if (const RefinementResult& refinement = result.refinement; refinement.initial.items > 0) {
        const double items = refinement.initial.items;
        json["refinement"] = {{"method", refinement.method},
                              {"renders", refinement.renders / items},
                              {"seconds", refinement.seconds / items},
                              {"initial", errorsJson(refinement.initial.mean())},
                              {"final", errorsJson(refinement.final.mean())},
                              {"worse", refinement.worse.value()}};
        for (const auto& [name, knob] : refinement.knobs)
            json["refinement"]["knobs"][name] = {{"items", knob.items},
                                                 {"measurable", knob.measurable()},
                                                 {"median_error", knob.medianError()},
                                                 {"error_resolution", 1.0 / KnobRecovery::kBins}};
    }
    json["milliseconds_a_target"] = 1000.0 * result.suggestSeconds / std::max(result.all.initial.items, 1);
    return json;
}

Json summaryOf(const Outcome& outcome) {
    return summary(outcome);
}

} // namespace stepwise::models
