#include "models/evaluation_target.h"

#include "effects/chain_renderer.h"
#include "models/random_chain.h"

#include <fmt/format.h>

#include <cmath>

namespace stepwise::models {

namespace {

constexpr double kLevelRangeDb = 12.0;
constexpr double kLevelStratumDb = 6.0;
constexpr int kLowestNote = 36;
constexpr int kHighestNote = 84;

struct ConditionInfo {
    std::string_view key;
    std::string_view text;
};
constexpr std::array<ConditionInfo, kConditionCount> kConditions = {
    {{"standard", "The group's presets at C4, one second"},
     {"notes", "Notes from C2 to C6"},
     {"random_patches", "Random patches, notes from C2 to C6"},
     {"input_level", "Dry sounds up to 12 dB quieter or louder"},
     {"unknown_level", "Targets of unknown gain, up to 12 dB, compared after the trim"},
     {"half_second", "Sounds of half a second"},
     {"five_seconds", "Sounds of five seconds"}}};

/// What is drawn apart, so that conditions leave the chain alone.
enum class Draw : std::uint64_t { chain, condition };

core::Random targetRandom(core::PresetGroup group, std::uint64_t seed, int index, Draw draw) {
    const std::uint64_t place = static_cast<std::uint64_t>(draw) << 48U | static_cast<std::uint64_t>(group) << 32U |
                                static_cast<std::uint64_t>(index);
    return core::Random::at(kEvaluationSeedDomain ^ seed, place);
}

std::string presetOf(core::PresetGroup group, int index) {
    std::vector<core::PresetInfo> members;
    for (const core::PresetInfo& preset : core::presets())
        if (preset.group == group)
            members.push_back(preset);
    return std::string(members[static_cast<std::size_t>(index / effects::kEffectCount) % members.size()].id);
}

double secondsOf(Condition condition) {
    if (condition == Condition::halfSecond)
        return 0.5;
    return condition == Condition::fiveSeconds ? 5.0 : 1.0;
}

bool hasAnyNote(Condition condition) {
    return condition == Condition::notes || condition == Condition::randomPatch;
}

std::string levelStratum(double gainDb) {
    const double lower = std::floor(gainDb / kLevelStratumDb) * kLevelStratumDb;
    return fmt::format("{:+.0f} to {:+.0f} dB", lower, lower + kLevelStratumDb);
}

void drawDrySound(EvaluationTarget& item, core::PresetGroup group, int index, Condition condition,
                  core::Random& random) {
    const int anyNote = kLowestNote + random.below(kHighestNote - kLowestNote + 1);
    const int note = hasAnyNote(condition) ? anyNote : core::kMiddleC;
    if (hasAnyNote(condition))
        item.stratum = fmt::format("C{0} to B{0}", note / 12 - 1);
    const double seconds = secondsOf(condition);
    const bool isRandom = condition == Condition::randomPatch;
    item.source = isRandom ? "random_patch" : presetOf(group, index);
    item.dry = core::AudioBuffer(core::kAnalysisRateHz, isRandom ? core::renderRandomPatch(random.next(), note, seconds)
                                                                 : core::renderPreset(item.source, note, seconds));
}

} // namespace

std::string_view conditionKey(Condition condition) {
    return kConditions[static_cast<std::size_t>(condition)].key;
}

std::string_view conditionText(Condition condition) {
    return kConditions[static_cast<std::size_t>(condition)].text;
}

EvaluationTarget makeEvaluationTarget(core::PresetGroup group, std::uint64_t seed, int index, Condition condition) {
    core::Random random = targetRandom(group, seed, index, Draw::chain);
    core::Random drawn = targetRandom(group, seed, index, Draw::condition);
    EvaluationTarget item;
    item.steps = randomSteps(1 + index % effects::kEffectCount, random);
    item.comparison = {.align = false, .trim = condition == Condition::unknownLevel};
    const double gainDb = drawn.uniform(-kLevelRangeDb, kLevelRangeDb);
    const auto gain = static_cast<float>(std::pow(10.0, gainDb / 20.0));
    drawDrySound(item, group, index, condition, drawn);
    if (condition == Condition::inputLevel)
        core::applyGain(item.dry, gain);
    item.target = renderSteps(item.dry, item.steps);
    if (condition == Condition::unknownLevel)
        core::applyGain(item.target, gain);
    if (condition == Condition::inputLevel || condition == Condition::unknownLevel)
        item.stratum = levelStratum(gainDb);
    return item;
}

core::AudioBuffer renderSteps(core::AudioBuffer sound, std::span<const effects::Step> steps) {
    for (const effects::Step& step : steps)
        sound = effects::renderStep(sound, step);
    return sound;
}

} // namespace stepwise::models
