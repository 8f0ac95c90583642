#include "ui/work_json.h"

#include "core/error.h"
#include "core/json_text.h"
#include "effects/chain_file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <set>

namespace stepwise::ui {

namespace {

using Json = nlohmann::ordered_json;

/// Steps are written as in chain files, and read with the same care.
Json toJson(const effects::Step& step) {
    effects::Chain chain;
    chain.steps = {step};
    return Json::parse(effects::formatChain(chain))["steps"][0];
}

effects::Step toStep(const Json& json, std::string_view source) {
    Json chain = Json::parse(effects::formatChain({}));
    chain["steps"] = Json::array({{{"effect", json.at("effect")}, {"parameters", json.at("parameters")}}});
    return effects::parseChain(chain.dump(), source).steps.front();
}

Json toJson(const std::vector<effects::Step>& steps) {
    Json json = Json::array();
    for (const effects::Step& step : steps)
        json.push_back(toJson(step));
    return json;
}

std::vector<effects::Step> toSteps(const Json& json, std::string_view source) {
    std::vector<effects::Step> steps;
    for (const Json& step : json)
        steps.push_back(toStep(step, source));
    return steps;
}

Json toJson(const WorkStep& step) {
    Json json = toJson(step.step);
    json["id"] = step.id;
    json["on"] = step.isOn;
    json["accepted"] = step.isAccepted;
    if (step.isRefined)
        json["refined"] = true;
    if (!step.suggested)
        return json;
    json["suggested"] = toJson(*step.suggested);
    if (!step.broughtNearer)
        json["brought_nearer"] = false;
    if (step.confidence)
        json["confidence"] = *step.confidence;
    json["alternatives"] = Json::array();
    for (const models::Alternative& alternative : step.alternatives) {
        Json entry = toJson(alternative.step);
        entry["confidence"] = alternative.confidence;
        json["alternatives"].push_back(entry);
    }
    json["heard"] = {{"earlier_rounds", toJson(step.heard.earlierRounds)}, {"steps", toJson(step.heard.steps)}};
    return json;
}

/// Room above it, for the steps to come.
int toId(const Json& json) {
    constexpr int kHighestId = 1'000'000'000;
    return core::wholeNumber(json, 0, kHighestId);
}

float toConfidence(const Json& json) {
    const auto confidence = json.get<float>();
    if (!std::isfinite(confidence))
        throw std::out_of_range("confidence");
    return confidence;
}

WorkStep toWorkStep(const Json& json, std::string_view source) {
    WorkStep step;
    step.step = toStep(json, source);
    step.id = toId(json.at("id"));
    step.isOn = json.at("on").get<bool>();
    step.isAccepted = json.at("accepted").get<bool>();
    step.isRefined = json.value("refined", false);
    if (!json.contains("suggested"))
        return step;
    step.suggested = toStep(json["suggested"], source);
    step.broughtNearer = json.value("brought_nearer", true);
    if (json.contains("confidence"))
        step.confidence = toConfidence(json["confidence"]);
    for (const Json& alternative : json.at("alternatives"))
        step.alternatives.push_back({toStep(alternative, source), toConfidence(alternative.at("confidence"))});
    step.heard.earlierRounds = toSteps(json.at("heard").at("earlier_rounds"), source);
    step.heard.steps = toSteps(json.at("heard").at("steps"), source);
    return step;
}

Round toRound(const Json& json, std::string_view source) {
    Round round;
    round.id = toId(json.at("id"));
    round.parentRound = toId(json.at("parent_round"));
    round.parentStep = toId(json.at("parent_step"));
    for (const Json& step : json.at("steps"))
        round.steps.push_back(toWorkStep(step, source));
    return round;
}

/// What the rest of the program relies on: ids are unique, rounds start from earlier ones, no effect stands twice.
bool isSound(const Work& work) {
    std::set<int> ids;
    for (std::size_t r = 0; r < work.rounds.size(); ++r) {
        const Round& round = work.rounds[r];
        const std::optional<std::size_t> parent = indexOfRound(work, round.parentRound);
        const bool startsRight = r == 0 ? round.parentRound == 0 : parent && *parent < r;
        if (!startsRight || (round.parentStep != 0 && !indexOfStep(work.rounds[parent.value_or(r)], round.parentStep)))
            return false;
        std::set<effects::EffectId> effects;
        for (const WorkStep& step : round.steps)
            if (!ids.insert(step.id).second || !effects.insert(step.step.effect).second)
                return false;
        if (!ids.insert(round.id).second)
            return false;
    }
    return !ids.empty() && *ids.begin() > 0 && work.currentRound < work.rounds.size();
}

} // namespace

std::string formatWork(const WorkText& text) {
    const Work& work = text.work;
    Json json = {{"rack", effects::kRackVersion}, {"saved_as", text.savedAs.path},      {"input", work.input.name},
                 {"target", work.target.name},    {"current_round", work.currentRound}, {"rounds", Json::array()}};
    if (!text.savedAs.stamp.empty())
        json["saved_over"] = text.savedAs.stamp;
    for (const Round& round : work.rounds) {
        Json entry = {{"id", round.id},
                      {"parent_round", round.parentRound},
                      {"parent_step", round.parentStep},
                      {"steps", Json::array()}};
        for (const WorkStep& step : round.steps)
            entry["steps"].push_back(toJson(step));
        json["rounds"].push_back(entry);
    }
    return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

WorkText parseWork(std::string_view json, std::string_view source) {
    try {
        const auto root = core::parseJson<Json>(json);
        const auto rack = root.at("rack").get<std::string>();
        if (rack != effects::kRackVersion)
            throw core::Error(fmt::format("{}: was made with rack {}, but this program has rack {}, which sounds "
                                          "different.",
                                          source, rack, effects::kRackVersion));
        WorkText text;
        text.savedAs = {root.at("saved_as").get<std::string>(), root.value("saved_over", "")};
        text.work.input.name = root.at("input").get<std::string>();
        text.work.target.name = root.at("target").get<std::string>();
        text.work.currentRound = core::wholeNumber<std::size_t>(root.at("current_round"));
        text.work.rounds.clear();
        for (const Json& round : root.at("rounds"))
            text.work.rounds.push_back(toRound(round, source));
        if (!isSound(text.work))
            throw core::Error(fmt::format("{}: is damaged: its rounds do not fit together.", source));
        for (const Round& round : text.work.rounds) {
            text.work.lastId = std::max(text.work.lastId, round.id);
            for (const WorkStep& step : round.steps)
                text.work.lastId = std::max(text.work.lastId, step.id);
        }
        return text;
    } catch (const core::Error&) {
        throw;
    } catch (const std::exception&) {
        throw core::Error(fmt::format("{}: is damaged: its steps cannot be read.", source));
    }
}

} // namespace stepwise::ui
