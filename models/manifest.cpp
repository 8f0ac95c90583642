#include "models/manifest.h"

#include "core/error.h"
#include "core/file_output.h"
#include "core/json_text.h"
#include "effects/rack.h"
#include "models/json_text.h"

#include <fmt/format.h>

namespace stepwise::models {

namespace fs = std::filesystem;

namespace {

constexpr const char* kTemperature = "temperature";
constexpr const char* kSearchedSlope = "searched_slope";
constexpr const char* kSearchedOffset = "searched_offset";

template <class Read>
auto fieldOf(const nlohmann::ordered_json& manifest, const char* key, const fs::path& path, const Read& read) {
    try {
        return read(manifest.at(key));
    } catch (const std::exception&) {
        throw core::Error(fmt::format("{}: lacks a proper \"{}\".", path.string(), key));
    }
}

double numberIn(const nlohmann::ordered_json& manifest, const char* key, const fs::path& path) {
    return fieldOf(manifest, key, path, [](const auto& json) { return json.template get<double>(); });
}

template <class Integer>
Integer wholeNumberIn(const nlohmann::ordered_json& manifest, const char* key, const fs::path& path) {
    return fieldOf(manifest, key, path, [](const auto& json) { return core::wholeNumber<Integer>(json); });
}

void requireWithin(const char* key, double value, double least, double most, const fs::path& path) {
    if (!(value >= least && value <= most))
        throw core::Error(
            fmt::format("{}: a \"{}\" of {:g} is not between {:g} and {:g}.", path.string(), key, value, least, most));
}

void requireProper(const ModelCalibration& calibration, const fs::path& path) {
    requireWithin(kTemperature, calibration.temperature, kLeastTemperature, kMostTemperature, path);
    requireWithin(kSearchedSlope, calibration.searched.slope, kLeastSlope, kMostSlope, path);
    requireWithin(kSearchedOffset, calibration.searched.offset, -kMostOffset, kMostOffset, path);
}

} // namespace

std::string manifestText(const nlohmann::ordered_json& manifest, const char* key, const fs::path& path) {
    return fieldOf(manifest, key, path, [](const auto& json) { return json.template get<std::string>(); });
}

std::size_t manifestBytes(const nlohmann::ordered_json& manifest, const fs::path& path) {
    return wholeNumberIn<std::size_t>(manifest, "bytes", path);
}

nlohmann::ordered_json readManifest(const fs::path& path) {
    const std::string text = core::readTextFile(path);
    nlohmann::ordered_json manifest;
    try {
        manifest = core::parseJson<nlohmann::ordered_json>(text);
    } catch (const std::exception&) { // left null
    }
    if (!manifest.is_object())
        throw core::Error(fmt::format("{}: is not valid JSON.", path.string()));
    if (manifestText(manifest, "format", path) != kManifestFormat ||
        wholeNumberIn<int>(manifest, "version", path) != kManifestVersion)
        throw core::Error(fmt::format("{}: is not a manifest of version {}.", path.string(), kManifestVersion));
    if (const auto rack = manifestText(manifest, "rack", path); rack != effects::kRackVersion)
        throw core::Error(fmt::format("{}: the weights were trained for rack {}, but this program has rack {}.",
                                      path.string(), rack, effects::kRackVersion));
    return manifest;
}

ModelCalibration calibrationIn(const nlohmann::ordered_json& manifest, const fs::path& path) {
    ModelCalibration calibration;
    for (const auto& [key, value] : {std::pair{kTemperature, &calibration.temperature},
                                     {kSearchedSlope, &calibration.searched.slope},
                                     {kSearchedOffset, &calibration.searched.offset}})
        if (manifest.contains(key))
            *value = numberIn(manifest, key, path);
    requireProper(calibration, path);
    return calibration;
}

ModelCalibration readCalibration(const fs::path& folder) {
    const fs::path path = folder / "manifest.json";
    return calibrationIn(readManifest(path), path);
}

void writeCalibration(const fs::path& folder, const ModelCalibration& calibration) {
    const fs::path path = folder / "manifest.json";
    nlohmann::ordered_json manifest = readManifest(path);
    requireProper(calibration, path);
    manifest[kTemperature] = calibration.temperature;
    manifest[kSearchedSlope] = calibration.searched.slope;
    manifest[kSearchedOffset] = calibration.searched.offset;
    core::writeTextFile(path, jsonText(manifest));
}

} // namespace stepwise::models
