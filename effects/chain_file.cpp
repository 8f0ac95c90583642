#include "effects/chain_file.h"

#include "core/error.h"
#include "core/file_output.h"
#include "core/json_text.h"
#include "core/number.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <initializer_list>

namespace stepwise::effects {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxFileBytes = 1U << 20U;
constexpr int kMaxNesting = 16;

/// A place in the file, for errors.
struct Place {
    std::string_view source;
    std::string path;

    Place at(std::string_view key) const {
        return {source, path.empty() ? std::string(key) : fmt::format("{}.{}", path, key)};
    }
    Place at(std::size_t index) const { return {source, fmt::format("{}[{}]", path, index)}; }

    [[noreturn]] void fail(std::string_view reason) const {
        if (path.empty())
            throw core::Error(fmt::format("{}: {}.", source, reason));
        throw core::Error(fmt::format("{}: \"{}\" {}.", source, path, reason));
    }
};

/// A stranger's text inside a sentence of ours: short, and printable.
std::string quoteText(const std::string& text) {
    std::string clean;
    for (const char c : text.substr(0, 40))
        clean += static_cast<unsigned char>(c) < 32 ? '?' : c;
    return fmt::format("\"{}{}\"", clean, text.size() > 40 ? "…" : "");
}

void requireObject(const Json& json, const Place& place) {
    if (!json.is_object())
        place.fail("is not an object");
}

void allowKeys(const Json& object, std::initializer_list<std::string_view> keys, const Place& place) {
    for (const auto& [key, value] : object.items())
        if (std::find(keys.begin(), keys.end(), key) == keys.end())
            place.fail(fmt::format("has the unknown key {}", quoteText(key)));
}

double readNumber(const Json& json, double low, double high, const Place& place) {
    if (!json.is_number())
        place.fail("is not a number");
    const auto value = json.get<double>();
    if (!std::isfinite(value) || value < low || value > high)
        place.fail(fmt::format("is {}, outside {:g} to {:g}", json.dump(), low, high));
    return value;
}

std::string readString(const Json& object, std::string_view key, const Place& place) {
    const auto found = object.find(key);
    if (found == object.end())
        place.fail(fmt::format("lacks \"{}\"", key));
    if (!found->is_string())
        place.at(key).fail("is not a string");
    return found->get<std::string>();
}

float readParameter(const Json& json, const ParameterInfo& parameter, const Place& place) {
    if (parameter.curve != Curve::choice)
        return static_cast<float>(readNumber(json, 0.0, 1.0, place));
    if (!json.is_string())
        place.fail("is not a string");
    const auto id = json.get<std::string>();
    for (std::size_t i = 0; i < parameter.choices.size(); ++i)
        if (parameter.choices[i].id == id)
            return choiceValue(parameter, static_cast<int>(i));
    place.fail(fmt::format("has the unknown choice {}", quoteText(id)));
}

Step readStep(const Json& json, const Place& place) {
    requireObject(json, place);
    allowKeys(json, {"effect", "parameters"}, place);
    const std::string key = readString(json, "effect", place);
    Step step;
    if (!findEffect(key, step.effect))
        place.at("effect").fail(fmt::format("names the unknown effect {}", quoteText(key)));
    const EffectInfo& info = effectInfo(step.effect);
    step.values = defaultValues(step.effect);
    const auto parameters = json.find("parameters");
    if (parameters == json.end())
        return step;
    const Place inside = place.at("parameters");
    requireObject(*parameters, inside);
    for (const auto& [id, value] : parameters->items()) {
        const int index = findParameter(info, id);
        if (index < 0)
            inside.fail(
                fmt::format("has the unknown parameter {} ({} has none of that name)", quoteText(id), info.key));
        const auto i = static_cast<std::size_t>(index);
        step.values[i] = readParameter(value, info.parameters[i], inside.at(id));
    }
    return step;
}

/// Rejects a key that stands twice in one object, which the parser would silently merge.
Json parseJson(std::string_view text, const Place& place) {
    std::vector<std::vector<std::string>> keys;
    std::string repeated;
    const auto watch = [&](int, Json::parse_event_t event, Json& parsed) {
        if (event == Json::parse_event_t::object_start) {
            keys.emplace_back();
        } else if (event == Json::parse_event_t::object_end) {
            keys.pop_back();
        } else if (event == Json::parse_event_t::key) {
            const auto key = parsed.get<std::string>();
            if (std::find(keys.back().begin(), keys.back().end(), key) != keys.back().end())
                repeated = key;
            keys.back().push_back(key);
        }
        return true;
    };
    try {
        Json json = Json::parse(text, watch);
        if (!repeated.empty())
            place.fail(fmt::format("has the key {} twice", quoteText(repeated)));
        return json;
    } catch (const Json::parse_error& error) {
        place.fail(fmt::format("is not valid JSON (at byte {})", error.byte));
    } catch (const Json::exception&) {
        place.fail("holds a number that cannot be represented");
    }
}

} // namespace

Chain parseChain(std::string_view text, std::string_view source) {
    const Place place = {source, ""};
    if (text.size() > kMaxFileBytes)
        place.fail("is larger than 1 MB and therefore not a chain file");
    if (core::isNestedDeeper(text, kMaxNesting))
        place.fail("is nested too deeply to be a chain file");
    const Json json = parseJson(text, place);
    requireObject(json, place);
    allowKeys(json, {"format", "version", "rack", "trim_db", "steps"}, place);
    if (readString(json, "format", place) != "stepwise-chain")
        place.at("format").fail("is not \"stepwise-chain\"");
    if (!json.contains("version") || !json["version"].is_number_integer())
        place.fail("lacks a whole number \"version\"");
    if (json["version"].get<double>() != kChainFileVersion)
        place.at("version").fail(
            fmt::format("is {}, but this program reads version {}", json["version"].dump(), kChainFileVersion));
    Chain chain;
    chain.rack = readString(json, "rack", place);
    if (chain.rack != kRackVersion)
        place.at("rack").fail(fmt::format("is {}, but this program has rack {}, which sounds different",
                                          quoteText(chain.rack), kRackVersion));
    if (json.contains("trim_db"))
        chain.trimDb = readNumber(json["trim_db"], -kMaxTrimDb, kMaxTrimDb, place.at("trim_db"));
    if (!json.contains("steps") || !json["steps"].is_array())
        place.fail("lacks the array \"steps\"");
    const Json& steps = json["steps"];
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const Place stepPlace = place.at("steps").at(i);
        const Step step = readStep(steps[i], stepPlace);
        if (effectsUsed(chain.steps)[static_cast<std::size_t>(step.effect)])
            stepPlace.at("effect").fail(fmt::format("uses {} a second time", effectInfo(step.effect).key));
        chain.steps.push_back(step);
    }
    return chain;
}

namespace {

/// The shortest decimal that reads back as the same float.
double shortest(float value) {
    return core::parseNumber<double>(fmt::format("{}", value)).value();
}

} // namespace

std::string formatChain(const Chain& chain) {
    Json json = {{"format", "stepwise-chain"},
                 {"version", kChainFileVersion},
                 {"rack", chain.rack},
                 {"trim_db", chain.trimDb},
                 {"steps", Json::array()}};
    for (const Step& step : chain.steps) {
        const EffectInfo& info = effectInfo(step.effect);
        Json parameters = Json::object();
        for (std::size_t i = 0; i < info.parameters.size(); ++i) {
            const ParameterInfo& parameter = info.parameters[i];
            const std::string id(parameter.id);
            if (parameter.curve == Curve::choice)
                parameters[id] = parameter.choices[static_cast<std::size_t>(choiceIndex(parameter, step.values[i]))].id;
            else
                parameters[id] = shortest(step.values[i]);
        }
        json["steps"].push_back({{"effect", info.key}, {"parameters", parameters}});
    }
    return json.dump(2) + "\n";
}

Chain readChainFile(const std::filesystem::path& path) {
    return parseChain(core::readTextFile(path, kMaxFileBytes), path.string());
}

void writeChainFile(const std::filesystem::path& path, const Chain& chain) {
    core::writeTextFile(path, formatChain(chain));
}

} // namespace stepwise::effects
