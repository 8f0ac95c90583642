// The test synthesizer: twelve dry presets in the paper's three groups, and random patches.
#pragma once

#include "core/audio_buffer.h"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace stepwise::core {

enum class PresetGroup { basicShapes, advancedShapes, advancedModulatingShapes };
inline constexpr std::array kPresetGroups = {PresetGroup::basicShapes, PresetGroup::advancedShapes,
                                             PresetGroup::advancedModulatingShapes};
inline constexpr int kPresetGroupCount = static_cast<int>(kPresetGroups.size());

/// JSON key ("basic_shapes") and name on screen of a group.
std::string_view groupKey(PresetGroup group);
std::string_view groupName(PresetGroup group);

struct PresetInfo {
    std::string_view id;   ///< snake_case
    std::string_view name; ///< as on the screen
    PresetGroup group;
};

/// The twelve presets, four a group.
std::span<const PresetInfo> presets();

/// Everything that a voice is made of; presets and random patches are values of this type (core/synth/patch.h).
struct Patch;

inline constexpr int kMiddleC = 60;

/// Mono, 44.1 kHz unless `rateHz` says otherwise; full velocity, held for 70 % of the length, then released.
/// Deterministic. Peak at most -1 dBFS, about -12 dBFS RMS for steady sounds. Throws Error for an unknown preset or a
/// note outside 0 to 127.
std::vector<float> renderPreset(std::string_view presetId, int note = kMiddleC, double seconds = 1.0,
                                double rateHz = kAnalysisRateHz);

/// A patch drawn from musically meaningful ranges; the same seed gives the same sound.
std::vector<float> renderRandomPatch(std::uint64_t seed, int note = kMiddleC, double seconds = 1.0,
                                     double rateHz = kAnalysisRateHz);

} // namespace stepwise::core
