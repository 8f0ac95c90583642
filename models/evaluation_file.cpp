#include "models/evaluation_file.h"

#include "core/error.h"
#include "core/file_output.h"
#include "core/json_text.h"
#include "effects/rack.h"
#include "models/evaluation_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace stepwise::models {

namespace {

using Json = nlohmann::ordered_json;
constexpr std::string_view kFormat = "stepwise-evaluation";
constexpr int kVersion = 1;

Json write(const Share& share) {
    return {{"hits", share.hits}, {"items", share.items}};
}

/// Far above what any evaluation counts, and shards can still be added.
int readCount(const Json& json) {
    constexpr int kMostCounted = 10'000'000;
    return core::wholeNumber(json, 0, kMostCounted);
}

double readSum(const Json& mean, int items) {
    const double sum = mean.get<double>() * items;
    if (!std::isfinite(sum))
        throw std::out_of_range("mean");
    return sum;
}

void read(const Json& json, Share& share) {
    share.hits = readCount(json.at("hits"));
    share.items = readCount(json.at("items"));
}

/// Means: with a double's seventeen digits they give the sums back.
Json write(const MeanErrors& errors) {
    Json json = Json::object();
    const core::Errors mean = errors.mean();
    for (const core::ErrorColumn& column : core::kErrorColumns)
        json[std::string(column.key)] = mean.*column.value;
    json["items"] = errors.items;
    return json;
}

void read(const Json& json, MeanErrors& errors) {
    errors.items = readCount(json.at("items"));
    for (const core::ErrorColumn& column : core::kErrorColumns)
        errors.sum.*column.value = readSum(json.at(std::string(column.key)), errors.items);
}

Json write(const Outcome& outcome) {
    return {{"initial", write(outcome.initial)},
            {"final", write(outcome.final)},
            {"best_prefix", write(outcome.bestPrefix)},
            {"worse_than_dry", write(outcome.worseThanDry)},
            {"exact_set", write(outcome.exactSet)}};
}

void read(const Json& json, Outcome& outcome) {
    read(json.at("initial"), outcome.initial);
    read(json.at("final"), outcome.final);
    read(json.at("best_prefix"), outcome.bestPrefix);
    read(json.at("worse_than_dry"), outcome.worseThanDry);
    read(json.at("exact_set"), outcome.exactSet);
}

Json write(const EffectResult& effect) {
    return {{"without", write(effect.without)},
            {"with", write(effect.with)},
            {"improved", write(effect.improved)},
            {"missed", write(effect.missed)},
            {"extra", write(effect.extra)}};
}

void read(const Json& json, EffectResult& effect) {
    read(json.at("without"), effect.without);
    read(json.at("with"), effect.with);
    read(json.at("improved"), effect.improved);
    read(json.at("missed"), effect.missed);
    read(json.at("extra"), effect.extra);
}

/// Counts of errors up to the last that is not 0.
Json write(const KnobRecovery& knob) {
    std::vector<int> errors(knob.errors.begin(), knob.errors.end());
    while (!errors.empty() && errors.back() == 0)
        errors.pop_back();
    return {{"items", knob.items}, {"errors", errors}};
}

void read(const Json& json, KnobRecovery& knob) {
    knob.items = readCount(json.at("items"));
    const Json& errors = json.at("errors");
    if (errors.size() > knob.errors.size())
        throw std::invalid_argument("errors");
    for (std::size_t i = 0; i < errors.size(); ++i)
        knob.errors[i] = readCount(errors.at(i));
}

Json write(const Calibration& calibration) {
    Json bins = Json::array();
    for (std::size_t i = 0; i < calibration.bins.size(); ++i) {
        Json bin = write(calibration.bins[i]);
        bin["mean_confidence"] = calibration.confidenceSums[i] / std::max(calibration.bins[i].items, 1);
        bins.push_back(bin);
    }
    return {{"bins", bins}};
}

void read(const Json& json, Calibration& calibration) {
    const Json& bins = json.at("bins");
    for (std::size_t i = 0; i < calibration.bins.size(); ++i) {
        read(bins.at(i), calibration.bins[i]);
        calibration.confidenceSums[i] = readSum(bins.at(i).at("mean_confidence"), calibration.bins[i].items);
    }
}

template <class T>
Json writeList(const std::array<T, effects::kEffectCount>& list) {
    Json json = Json::array();
    for (const T& entry : list)
        json.push_back(write(entry));
    return json;
}

template <class T>
void readList(const Json& json, std::array<T, effects::kEffectCount>& list) {
    for (std::size_t i = 0; i < list.size(); ++i)
        read(json.at(i), list[i]);
}

Json write(const GroupResult& result) {
    Json json = write(result.all);
    json["next_effect"] = {{"last_by_length", writeList(result.nextEffectLast)},
                           {"from_dry_by_length", writeList(result.nextEffectDry)},
                           {"first_in_set", write(result.firstInSet)}};
    for (const effects::EffectId effect : effects::kAllEffects)
        json["effects"][std::string(effects::effectInfo(effect).key)] =
            write(result.effects[static_cast<std::size_t>(effect)]);
    json["per_step"] = writeList(result.perStep);
    json["calibration"] = write(result.calibration);
    json["refinement"] = {{"method", result.refinement.method},      {"initial", write(result.refinement.initial)},
                          {"final", write(result.refinement.final)}, {"worse", write(result.refinement.worse)},
                          {"renders", result.refinement.renders},    {"seconds", result.refinement.seconds}};
    for (const auto& [name, knob] : result.refinement.knobs)
        json["refinement"]["knobs"][name] = write(knob);
    json["suggest_seconds"] = result.suggestSeconds;
    json["parts"] = Json::object();
    for (const auto& [name, outcome] : result.parts)
        json["parts"][name] = write(outcome);
    return json;
}

void read(const Json& json, GroupResult& result) {
    read(json, result.all);
    const Json& next = json.at("next_effect");
    readList(next.at("last_by_length"), result.nextEffectLast);
    readList(next.at("from_dry_by_length"), result.nextEffectDry);
    read(next.at("first_in_set"), result.firstInSet);
    for (const effects::EffectId effect : effects::kAllEffects)
        read(json.at("effects").at(std::string(effects::effectInfo(effect).key)),
             result.effects[static_cast<std::size_t>(effect)]);
    readList(json.at("per_step"), result.perStep);
    read(json.at("calibration"), result.calibration);
    const Json& refinement = json.at("refinement");
    result.refinement.method = refinement.at("method").get<std::string>();
    read(refinement.at("initial"), result.refinement.initial);
    read(refinement.at("final"), result.refinement.final);
    read(refinement.at("worse"), result.refinement.worse);
    result.refinement.renders = refinement.at("renders").get<double>();
    result.refinement.seconds = refinement.at("seconds").get<double>();
    if (refinement.contains("knobs"))
        for (const auto& [name, knob] : refinement.at("knobs").items())
            read(knob, result.refinement.knobs[name]);
    result.suggestSeconds = json.at("suggest_seconds").get<double>();
    for (const auto& [name, outcome] : json.at("parts").items())
        read(outcome, result.parts[name]);
}

/// Shards count from 1, as on the command line.
Json write(const EvaluationPart& part) {
    return {{"shard", part.shard + 1}, {"shards", part.shards}, {"limit", part.targets}, {"held_out", part.heldOut}};
}

EvaluationPart readPart(const Json& json) {
    const EvaluationPart part = {readCount(json.at("shard")) - 1, readCount(json.at("shards")),
                                 core::wholeNumber<int>(json.at("limit")), core::wholeNumber<int>(json.at("held_out"))};
    if (part.shard < 0 || part.shard >= part.shards)
        throw std::invalid_argument("part");
    return part;
}

void write(const ModelCalibration& calibration, Json& json) {
    json["temperature"] = calibration.temperature;
    json["searched_slope"] = calibration.searched.slope;
    json["searched_offset"] = calibration.searched.offset;
}

/// Files of older versions know temperatures only.
ModelCalibration readCalibration(const Json& json) {
    return {json.at("temperature").get<double>(),
            {json.value("searched_slope", 1.0), json.value("searched_offset", 0.0)}};
}

Json write(const EvaluationRefinement& refinement) {
    return {{"method", refinement.method}, {"loss", refinement.loss}, {"renders", refinement.maxRenders}};
}

EvaluationRefinement readRefinement(const Json& json) {
    return {json.at("method").get<std::string>(), json.at("loss").get<std::string>(),
            core::wholeNumber<int>(json.at("renders"))};
}

void readGroups(const Json& conditions, Evaluation& evaluation) {
    for (int c = 0; c < kConditionCount; ++c) {
        const auto condition = static_cast<Condition>(c);
        const auto found = conditions.find(std::string(conditionKey(condition)));
        if (found == conditions.end())
            continue;
        for (const core::PresetGroup group : core::kPresetGroups)
            if (const auto entry = found->find(std::string(core::groupKey(group))); entry != found->end())
                read(*entry, evaluation.groups[{condition, group}]);
    }
}

Evaluation parse(const Json& json) {
    if (json.at("format").get<std::string>() != kFormat || core::wholeNumber<int>(json.at("version")) != kVersion)
        throw std::invalid_argument("format");
    if (const auto rack = json.at("rack").get<std::string>(); rack != effects::kRackVersion)
        throw core::Error(
            fmt::format("was made with rack {}, but this program has rack {}", rack, effects::kRackVersion));
    Evaluation evaluation;
    evaluation.models = json.at("models").get<std::string>();
    evaluation.seed = core::wholeNumber<std::uint64_t>(json.at("seed"));
    evaluation.draw = json.contains("draw") ? core::wholeNumber<int>(json.at("draw")) : 1;
    evaluation.budgetMs = json.at("budget_ms").get<double>();
    evaluation.freeRounds = json.value("free_rounds", false);
    evaluation.seconds = json.at("seconds").get<double>();
    if (json.contains("part"))
        evaluation.part = readPart(json.at("part"));
    if (json.contains("temperature"))
        evaluation.calibration = readCalibration(json);
    if (json.contains("refine"))
        evaluation.refinement = readRefinement(json.at("refine"));
    readGroups(json.at("counts"), evaluation);
    return evaluation;
}

} // namespace

Json toJson(const Evaluation& evaluation) {
    Json json = {{"format", kFormat},
                 {"version", kVersion},
                 {"rack", effects::kRackVersion},
                 {"models", evaluation.models},
                 {"seed", evaluation.seed},
                 {"draw", evaluation.draw},
                 {"budget_ms", evaluation.budgetMs},
                 {"free_rounds", evaluation.freeRounds},
                 {"seconds", evaluation.seconds}};
    if (evaluation.calibration)
        write(*evaluation.calibration, json);
    if (evaluation.refinement)
        json["refine"] = write(*evaluation.refinement);
    if (evaluation.part)
        json["part"] = write(*evaluation.part);
    for (const char* key : {"groups", "held_out", "counts"})
        json[key] = Json::object();
    for (const auto& [key, result] : evaluation.groups) {
        const std::string condition(conditionKey(key.first));
        const std::string group(core::groupKey(key.second));
        if (key.first == Condition::standard)
            json["groups"][group] = summaryOf(result);
        else
            json["held_out"][condition][group] = summaryOfOutcomes(result);
        json["counts"][condition][group] = write(result);
    }
    for (const auto& [key, result] : evaluation.groups)
        if (key.first == Condition::unknownLevel)
            json["groups"][std::string(core::groupKey(key.second))]["unknown_level"] = summaryOf(result.all);
    return json;
}

Evaluation readEvaluation(const std::filesystem::path& path) {
    const std::string text = core::readTextFile(path);
    try {
        Evaluation evaluation = parse(core::parseJson<Json>(text));
        evaluation.file = path.string();
        return evaluation;
    } catch (const core::Error& reason) {
        throw core::Error(fmt::format("{}: {}.", path.string(), reason.what()));
    } catch (const std::exception&) {
        throw core::Error(fmt::format("{}: is not an evaluation of this version, or lacks figures.", path.string()));
    }
}

} // namespace stepwise::models
