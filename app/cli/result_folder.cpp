#include "app/cli/result_folder.h"

#include "app/cli/steps_document.h"
#include "app/cli/timeline_picture.h"
#include "core/audio_file.h"
#include "core/file_output.h"
#include "core/file_set.h"
#include "effects/chain_file.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <string>
#include <vector>

namespace stepwise::app {

namespace {

namespace fs = std::filesystem;

constexpr const char* kChainName = "chain.stepwise.json";
constexpr const char* kResultName = "result.wav";
constexpr const char* kPictureName = "timeline.png";
constexpr const char* kDocumentName = "steps.md";

std::string stepName(std::size_t number) {
    return fmt::format("step-{}.wav", number);
}

/// Of a name as stepName() gives it; 0 for others.
std::size_t stepNumber(const std::string& name) {
    constexpr std::string_view kBefore = "step-";
    std::size_t number = 0;
    if (name.starts_with(kBefore))
        std::from_chars(name.data() + kBefore.size(), name.data() + name.size(), number);
    return number > 0 && stepName(number) == name ? number : 0;
}

/// Names of steps in the folder that come after the `last`.
std::vector<std::string> stepsAfter(std::size_t last, const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        if (stepNumber(name) > last)
            names.push_back(name);
    }
    return names;
}

/// In time with the input's file.
core::AudioBuffer inTime(const core::AudioBuffer& sound, const models::Timeline& timeline) {
    return *core::inTimeWithInput(timeline.comparison().pair(), core::borrowed(sound)).load();
}

void writeSound(core::FileSet& files, const std::string& name, const core::AudioBuffer& sound) {
    files.write(name, [&](core::FileContents& file) { core::writeAudio(file, core::borrowed(sound)); });
}

} // namespace

void requireResultFolder(const fs::path& folder, std::span<const fs::path> inputs) {
    const core::FileSet files(folder);
    std::vector<std::string> names = stepsAfter(effects::kEffectCount, folder);
    names.insert(names.end(), {kChainName, kResultName, kPictureName, kDocumentName});
    for (std::size_t number = 1; number <= effects::kEffectCount; ++number)
        names.push_back(stepName(number));
    for (const std::string& name : names) {
        core::requireNoneOf(files.pathOf(name), inputs);
        files.requireWritable(name);
    }
}

void writeResults(const fs::path& folder, const models::Timeline& timeline, models::StopReason reason,
                  const std::vector<std::string>& notes) {
    core::FileSet files(folder);
    const effects::Chain chain = timeline.chain(timeline.bestPrefix());
    for (std::size_t i = 0; i < timeline.steps().size(); ++i)
        writeSound(files, stepName(i + 1), inTime(timeline.steps()[i].audio, timeline));
    core::AudioBuffer result = inTime(timeline.audioBefore(timeline.bestPrefix()), timeline);
    core::applyGain(result, static_cast<float>(std::pow(10.0, chain.trimDb / 20.0)));
    writeSound(files, kResultName, result);
    files.write(kPictureName, [&](core::FileContents& file) { drawTimelinePicture(file, timeline); });
    files.write(kDocumentName, stepsDocument(timeline, reason, notes));
    files.write(kChainName, effects::formatChain(chain));
    for (const std::string& name : stepsAfter(timeline.steps().size(), folder))
        files.remove(name);
    files.commit();
}

} // namespace stepwise::app
