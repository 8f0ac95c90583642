#include "models/training_pack.h"

#include "core/synth.h"
#include "models/random_chain.h"

#include <cmath>
#include <numeric>

namespace stepwise::models {

namespace {

constexpr double kPresetShare = 0.65; ///< the others are random patches
constexpr double kMiddleCShare = 0.6; ///< of the presets; the others take notes from C2 to C6
constexpr int kLowestNote = 36;
constexpr int kHighestNote = 84;
constexpr double kEarlyShare = 0.15; ///< of all sounds end early, and what effects add goes on
constexpr double kEarliestEnd = 0.25;
constexpr double kShortShare = 0.12; ///< of the packs are of files that are over before a second is
constexpr double kShortestSeconds = 0.25;
constexpr double kLongShare = 0.15; ///< of the packs are of longer files, one window of which is seen
constexpr double kLongestSeconds = 4.0;
constexpr double kNoiseShare = 0.15; ///< of all sounds have a noise floor
constexpr double kQuietestNoiseDb = -90.0;
constexpr double kLoudestNoiseDb = -45.0;
constexpr double kLevelShare = 0.3;    ///< of all sounds have a random level
constexpr double kLevelRangeDb = 15.0; ///< downwards

constexpr double kGuessedShare = 0.5;       ///< of the packs have guessed histories
constexpr double kWorstKnobDeviation = 0.2; ///< standard deviation of guessed knobs, drawn for each chain
constexpr double kWrongChoiceShare = 0.3;
constexpr double kReorderedShare = 0.3;

int randomNote(core::Random& random) {
    return kLowestNote + random.below(kHighestNote - kLowestNote + 1);
}

float gainOf(double decibels) {
    return static_cast<float>(std::pow(10.0, decibels / 20.0));
}

void endEarly(std::vector<float>& sound, core::Random& random) {
    constexpr std::size_t kFadeFrames = 441;
    const auto frames = static_cast<std::size_t>(random.uniform(kEarliestEnd, 1.0) * static_cast<double>(sound.size()));
    for (std::size_t i = frames; i < sound.size(); ++i)
        sound[i] *= i < frames + kFadeFrames ? 1.0F - static_cast<float>(i - frames) / kFadeFrames : 0.0F;
}

void addNoise(std::vector<float>& sound, core::Random& random) {
    const float level = gainOf(random.uniform(kQuietestNoiseDb, kLoudestNoiseDb));
    for (float& sample : sound)
        sample += level * static_cast<float>(random.uniform(-1.0, 1.0));
}

double randomSeconds(core::Random& random) {
    const double share = random.uniform();
    if (share < kShortShare)
        return random.uniform(kShortestSeconds, 1.0);
    return share < kShortShare + kLongShare ? random.uniform(1.25, kLongestSeconds) : 1.0;
}

std::vector<float> randomSound(double seconds, core::Random& random) {
    std::vector<float> sound;
    if (random.uniform() < kPresetShare) {
        const auto presets = core::presets();
        const core::PresetInfo& preset =
            presets[static_cast<std::size_t>(random.below(static_cast<int>(presets.size())))];
        const int note = random.uniform() < kMiddleCShare ? core::kMiddleC : randomNote(random);
        sound = core::renderPreset(preset.id, note, seconds);
    } else {
        const std::uint64_t seed = random.next();
        sound = core::renderRandomPatch(seed, randomNote(random), seconds);
    }
    if (random.uniform() < kEarlyShare)
        endEarly(sound, random);
    if (random.uniform() < kNoiseShare)
        addNoise(sound, random);
    if (random.uniform() < kLevelShare) {
        const float gain = gainOf(-kLevelRangeDb * random.uniform());
        for (float& sample : sound)
            sample *= gain;
    }
    return sound;
}

void drawHistory(TrainingPack& pack, std::span<const effects::Step> shape, core::Random& random) {
    pack.history.resize(shape.size());
    std::iota(pack.history.begin(), pack.history.end(), 0);
    if (random.uniform() >= kGuessedShare)
        return;
    if (random.uniform() < kReorderedShare)
        for (std::size_t i = shape.size(); i > 1; --i)
            std::swap(pack.history[i - 1], pack.history[static_cast<std::size_t>(random.below(static_cast<int>(i)))]);
    std::vector<effects::Step> choices;
    for (const effects::Step& step : shape)
        choices.push_back(random.uniform() < kWrongChoiceShare ? randomStep(step.effect, random) : step);
    for (const std::vector<effects::Step>& chain : pack.chains) {
        const double deviation = random.uniform(0.0, kWorstKnobDeviation);
        std::vector<effects::Step> guess;
        for (const int index : pack.history) {
            const auto i = static_cast<std::size_t>(index);
            guess.push_back(withChoices(guessedStep(chain[i], deviation, random), choices[i]));
        }
        pack.guesses.push_back(std::move(guess));
    }
}

} // namespace

TrainingPack drawTrainingPack(std::uint64_t seed, std::size_t index) {
    core::Random random = core::Random::at(seed, index);
    const std::vector<effects::Step> shape = randomSteps(1 + random.below(effects::kEffectCount), random);
    TrainingPack pack;
    const double seconds = randomSeconds(random);
    for (std::size_t i = 0; i < kPackChains; ++i) {
        std::vector<effects::Step> chain;
        for (const effects::Step& step : shape)
            chain.push_back(withChoices(randomStep(step.effect, random), step));
        pack.chains.push_back(std::move(chain));
        pack.sounds.push_back(randomSound(seconds, random));
        pack.windowDraws.push_back(random.uniform());
    }
    drawHistory(pack, shape, random);
    return pack;
}

} // namespace stepwise::models
