#include "core/error.h"
#include "core/file_output.h"
#include "models/checksum.h"
#include "models/dataset.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

namespace stepwise::models {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kMagic = "STEPDAT2";
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
    return {{"steps", steps}, {"history", chain.history}, {"guessed", chain.isGuessed}};
}

ExampleChain readChain(const nlohmann::json& json, std::size_t firstSpectrum) {
    ExampleChain chain;
    chain.firstSpectrum = firstSpectrum;
    chain.history = json.at("history").get<std::vector<int>>();
    chain.isGuessed = json.at("guessed").get<bool>();
    for (const nlohmann::json& entry : json.at("steps")) {
        const auto effect = entry.at(0).get<std::size_t>();
        effects::Step step = effects::defaultStep(effects::kAllEffects.at(effect));
        for (std::size_t i = 0; i < effects::effectInfo(step.effect).parameters.size(); ++i)
            step.values[i] = entry.at(i + 1).get<float>();
        chain.steps.push_back(step);
    }
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

Dataset parse(std::ifstream& stream, std::uint64_t fileBytes) {
    std::uint64_t headerBytes = 0;
    std::string magic(kMagic.size(), ' ');
    stream.read(magic.data(), static_cast<std::streamsize>(magic.size()));
    stream.read(reinterpret_cast<char*>(&headerBytes), sizeof(headerBytes));
    if (!stream || magic != kMagic || headerBytes > std::min(kMaxHeaderBytes, fileBytes))
        throw core::Error("is not a data set");
    std::string header(headerBytes, ' ');
    stream.read(header.data(), static_cast<std::streamsize>(headerBytes));
    const nlohmann::json json = nlohmann::json::parse(header);
    if (const auto rack = json.at("rack").get<std::string>(); rack != effects::kRackVersion)
        throw core::Error(
            fmt::format("was made with rack {}, but this program has rack {}", rack, effects::kRackVersion));
    Dataset dataset;
    dataset.seed = json.at("seed").get<std::uint64_t>();
    std::size_t spectra = 0;
    for (const nlohmann::json& chain : json.at("chains")) {
        dataset.chains.push_back(readChain(chain, spectra));
        spectra += dataset.chains.back().spectra();
    }
    if (spectra * (kInputValues + sizeof(float)) > fileBytes)
        throw core::Error("is truncated");
    dataset.powersDb.resize(spectra);
    dataset.bytes.resize(spectra * kInputValues);
    readInto(stream, dataset.powersDb);
    readInto(stream, dataset.bytes);
    if (!stream)
        throw core::Error("is truncated");
    if (checksum(asBytes(dataset.bytes)) != json.at("checksum").get<std::string>())
        throw core::Error("is damaged: its checksum is wrong");
    return dataset;
}

} // namespace

void writeDataset(const fs::path& path, const Dataset& dataset) {
    nlohmann::json chains = nlohmann::json::array();
    for (const ExampleChain& chain : dataset.chains)
        chains.push_back(chainJson(chain));
    const nlohmann::json json = {{"rack", effects::kRackVersion},
                                 {"seed", dataset.seed},
                                 {"checksum", checksum(asBytes(dataset.bytes))},
                                 {"chains", chains}};
    const std::string header = json.dump();
    core::replaceFile(path, [&](const fs::path& temporary) {
        std::ofstream stream(temporary, std::ios::binary);
        const std::uint64_t headerBytes = header.size();
        stream.write(kMagic.data(), static_cast<std::streamsize>(kMagic.size()));
        stream.write(reinterpret_cast<const char*>(&headerBytes), sizeof(headerBytes));
        stream.write(header.data(), static_cast<std::streamsize>(header.size()));
        for (const std::string_view bytes : {asBytes(dataset.powersDb), asBytes(dataset.bytes)})
            stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        stream.close();
        if (!stream)
            throw core::Error(fmt::format("{}: cannot be written (is the disk full?).", path.string()));
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
    for (const fs::path& path : paths) {
        Dataset part = readDataset(path);
        whole.seed = part.seed;
        for (ExampleChain& chain : part.chains) {
            chain.firstSpectrum += whole.powersDb.size();
            whole.chains.push_back(std::move(chain));
        }
        whole.powersDb.insert(whole.powersDb.end(), part.powersDb.begin(), part.powersDb.end());
        whole.bytes.insert(whole.bytes.end(), part.bytes.begin(), part.bytes.end());
    }
    return whole;
}

} // namespace stepwise::models
