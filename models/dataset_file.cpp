#include "core/error.h"
#include "core/file_output.h"
#include "core/json_text.h"
#include "models/checksum.h"
#include "models/dataset.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <unordered_set>

namespace stepwise::models {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kMagic = "STEPDAT2";
constexpr const char* kPowersChecksum = "powers_checksum";
constexpr const char* kHeaderChecksum = "header_checksum";
constexpr std::uint64_t kMaxHeaderBytes = 1U << 30U;

/// Steps as [effect, value, value, ...].
nlohmann::json chainJson(const ExampleChain& chain) {
    nlohmann::json steps = nlohmann::json::array();
    for (const effects::Step& step : chain.steps) {
        nlohmann::json entry = {static_cast<int>(step.effect)};
        for (std::size_t i = 0; i < effects::effectInfo(step.effect).parameters.size(); ++i)
            entry.push_back(step.values[i]);
        steps.push_back(entry);
    }
    return {{"steps", steps},
            {"history", chain.history},
            {"guessed", chain.isGuessed},
            {"number", chain.number},
            {"window", chain.windowStart}};
}

effects::Step readStep(const nlohmann::json& entry) {
    const auto effect = core::wholeNumber<std::size_t>(entry.at(0));
    effects::Step step = effects::defaultStep(effects::kAllEffects.at(effect));
    for (std::size_t i = 0; i < effects::effectInfo(step.effect).parameters.size(); ++i) {
        const float value = entry.at(i + 1).get<float>();
        if (!(value >= 0.0F && value <= 1.0F))
            throw core::Error("is damaged: a knob is out of its range");
        step.values[i] = value;
    }
    return step;
}

ExampleChain readChain(const nlohmann::json& json, std::size_t firstSpectrum) {
    ExampleChain chain;
    chain.firstSpectrum = firstSpectrum;
    for (const nlohmann::json& step : json.at("history"))
        chain.history.push_back(core::wholeNumber<int>(step));
    chain.isGuessed = json.at("guessed").get<bool>();
    if (const auto number = json.find("number"); number != json.end())
        chain.number = core::wholeNumber<std::int64_t>(*number);
    if (const auto start = json.find("window"); start != json.end())
        chain.windowStart = core::wholeNumber<std::size_t>(*start);
    const nlohmann::json& steps = json.at("steps");
    if (steps.empty() || steps.size() > effects::kEffectCount)
        throw core::Error(fmt::format("is damaged: a chain has {} steps", steps.size()));
    for (const nlohmann::json& entry : steps)
        chain.steps.push_back(readStep(entry));
    std::vector<int> order = chain.history;
    std::sort(order.begin(), order.end());
    for (std::size_t i = 0; i < chain.steps.size(); ++i)
        if (order.size() != chain.steps.size() || order[i] != static_cast<int>(i))
            throw core::Error("is damaged: a history does not fit its chain");
    return chain;
}

template <class T>
std::string_view asBytes(const std::vector<T>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

template <class T>
void readInto(std::ifstream& stream, std::vector<T>& values) {
    stream.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(values.size() * sizeof(T)));
}

/// Of everything that the header says. Files of older versions have none.
std::string headerChecksum(nlohmann::json header) {
    header.erase(kHeaderChecksum);
    return checksum(header.dump());
}

/// The sounds have a checksum in every file; powers and header got theirs later.
void verify(const Dataset& dataset, const nlohmann::json& header) {
    const std::string sum = checksum(asBytes(dataset.bytes));
    bool isWhole = sum == header.at("checksum").get<std::string>();
    if (const auto powers = header.find(kPowersChecksum); powers != header.end())
        isWhole = isWhole && checksum(asBytes(dataset.powersDb)) == powers->get<std::string>();
    if (!isWhole)
        throw core::Error("is damaged: its checksum is wrong");
}

Dataset parse(std::ifstream& stream, std::uint64_t fileBytes) {
    std::uint64_t headerBytes = 0;
    std::string magic(kMagic.size(), ' ');
    stream.read(magic.data(), static_cast<std::streamsize>(magic.size()));
    stream.read(reinterpret_cast<char*>(&headerBytes), sizeof(headerBytes));
    if (!stream || magic != kMagic || headerBytes > std::min(kMaxHeaderBytes, fileBytes))
        throw core::Error("is not a data set");
    std::string header(headerBytes, ' ');
    stream.read(header.data(), static_cast<std::streamsize>(headerBytes));
    const auto json = core::parseJson<nlohmann::json>(header);
    if (const auto rack = json.at("rack").get<std::string>(); rack != effects::kRackVersion)
        throw core::Error(
            fmt::format("was made with rack {}, but this program has rack {}", rack, effects::kRackVersion));
    if (const auto sum = json.find(kHeaderChecksum);
        sum != json.end() && headerChecksum(json) != sum->get<std::string>())
        throw core::Error("is damaged: the checksum of its header is wrong");
    Dataset dataset;
    dataset.seed = core::wholeNumber<std::uint64_t>(json.at("seed"));
    std::size_t spectra = 0;
    for (const nlohmann::json& chain : json.at("chains")) {
        dataset.chains.push_back(readChain(chain, spectra));
        spectra += dataset.chains.back().spectra();
    }
    if (dataset.chains.empty())
        throw core::Error("holds no chains");
    if (spectra * (kInputValues + sizeof(float)) > fileBytes)
        throw core::Error("is truncated");
    dataset.powersDb.resize(spectra);
    dataset.bytes.resize(spectra * kInputValues);
    readInto(stream, dataset.powersDb);
    readInto(stream, dataset.bytes);
    if (!stream)
        throw core::Error("is truncated");
    verify(dataset, json);
    dataset.parts = {json.at("checksum").get<std::string>()};
    return dataset;
}

void requireAnother(const Dataset& whole, const Dataset& part, const fs::path& path) {
    if (!whole.parts.empty() && part.seed != whole.seed)
        throw core::Error(fmt::format("{}: is of seed {}, but the parts before it are of seed {}.", path.string(),
                                      part.seed, whole.seed));
    if (!whole.chains.empty() && (whole.chains.front().number < 0) != (part.chains.front().number < 0))
        throw core::Error(fmt::format("{}: was made by another version than the parts before it.", path.string()));
    if (std::ranges::find(whole.parts, part.parts.front()) != whole.parts.end())
        throw core::Error(fmt::format("{}: holds the same chains as a part before it.", path.string()));
}

/// A chain that comes twice would count twice.
void requireNew(std::unordered_set<std::int64_t>& numbers, std::int64_t number, const fs::path& path) {
    if (number >= 0 && !numbers.insert(number).second)
        throw core::Error(
            fmt::format("{}: holds chain {} of its seed, which a part before it holds too.", path.string(), number));
}

} // namespace

void writeDataset(const fs::path& path, const Dataset& dataset) {
    nlohmann::json chains = nlohmann::json::array();
    for (const ExampleChain& chain : dataset.chains)
        chains.push_back(chainJson(chain));
    nlohmann::json json = {{"rack", effects::kRackVersion},
                           {"seed", dataset.seed},
                           {"checksum", checksum(asBytes(dataset.bytes))},
                           {kPowersChecksum, checksum(asBytes(dataset.powersDb))},
                           {"chains", chains}};
    json[kHeaderChecksum] = headerChecksum(json);
    const std::string header = json.dump();
    core::writeFile(path, [&](core::FileContents& file) {
        const std::uint64_t headerBytes = header.size();
        file.write(kMagic);
        file.write({reinterpret_cast<const char*>(&headerBytes), sizeof(headerBytes)});
        for (const std::string_view bytes :
             {std::string_view(header), asBytes(dataset.powersDb), asBytes(dataset.bytes)})
            file.write(bytes);
    });
}

Dataset readDataset(const fs::path& path) {
    std::error_code error;
    const std::uint64_t fileBytes = fs::is_regular_file(path, error) ? fs::file_size(path, error) : 0;
    std::ifstream stream(path, std::ios::binary);
    if (!stream || error || !fs::is_regular_file(path, error))
        throw core::Error(fmt::format("{}: the data set does not exist or cannot be read.", path.string()));
    try {
        return parse(stream, fileBytes);
    } catch (const core::Error& reason) {
        throw core::Error(fmt::format("{}: {}.", path.string(), reason.what()));
    } catch (const std::exception&) {
        throw core::Error(fmt::format("{}: is not a data set, or is damaged.", path.string()));
    }
}

Dataset readDatasets(std::span<const fs::path> paths) {
    if (paths.size() == 1)
        return readDataset(paths.front());
    std::uintmax_t bytes = 0;
    for (const fs::path& path : paths) {
        std::error_code error;
        const std::uintmax_t fileBytes = fs::file_size(path, error);
        bytes += error ? 0 : fileBytes;
    }
    Dataset whole;
    whole.bytes.reserve(bytes);
    std::unordered_set<std::int64_t> numbers;
    for (const fs::path& path : paths) {
        Dataset part = readDataset(path);
        requireAnother(whole, part, path);
        whole.seed = part.seed;
        whole.parts.push_back(part.parts.front());
        for (ExampleChain& chain : part.chains) {
            requireNew(numbers, chain.number, path);
            chain.firstSpectrum += whole.powersDb.size();
            whole.chains.push_back(std::move(chain));
        }
        whole.powersDb.insert(whole.powersDb.end(), part.powersDb.begin(), part.powersDb.end());
        whole.bytes.insert(whole.bytes.end(), part.bytes.begin(), part.bytes.end());
    }
    return whole;
}

} // namespace stepwise::models
