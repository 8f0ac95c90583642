#include "models/dataset.h"

#include "core/spectrogram.h"
#include "core/synth.h"
#include "models/random_chain.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <numeric>
#include <thread>

namespace stepwise::models {

namespace {

/// Chains of one pack share their effects' order and choices; each has its own sound and knobs.
constexpr int kPackChains = 16;

constexpr double kPresetShare = 0.65; ///< the others are random patches
constexpr double kMiddleCShare = 0.6; ///< of the presets; the others take notes from C2 to C6
constexpr int kLowestNote = 36;
constexpr int kHighestNote = 84;
constexpr double kShortShare = 0.15; ///< of all sounds end early
constexpr double kShortestSeconds = 0.25;
constexpr double kNoiseShare = 0.15; ///< of all sounds have a noise floor
constexpr double kQuietestNoiseDb = -90.0;
constexpr double kLoudestNoiseDb = -45.0;
constexpr double kLevelShare = 0.3;    ///< of all sounds have a random level
constexpr double kLevelRangeDb = 15.0; ///< downwards

constexpr double kGuessedShare = 0.5;       ///< of the packs have guessed histories
constexpr double kWorstKnobDeviation = 0.2; ///< standard deviation of guessed knobs, drawn for each chain
constexpr double kWrongChoiceShare = 0.3;
constexpr double kReorderedShare = 0.3;

struct Pack {
    std::vector<std::vector<effects::Step>> chains;
    std::vector<std::vector<effects::Step>> guesses; ///< in the order of the history; empty if it is the chain itself
    std::vector<int> history;
    std::vector<std::vector<float>> sounds;
};

int randomNote(core::Random& random) {
    return kLowestNote + random.below(kHighestNote - kLowestNote + 1);
}

float gainOf(double decibels) {
    return static_cast<float>(std::pow(10.0, decibels / 20.0));
}

void endEarly(std::vector<float>& sound, core::Random& random) {
    constexpr std::size_t kFadeFrames = 441;
    const auto frames = static_cast<std::size_t>(random.uniform(kShortestSeconds, 1.0) * core::kAnalysisRateHz);
    for (std::size_t i = frames; i < sound.size(); ++i)
        sound[i] *= i < frames + kFadeFrames ? 1.0F - static_cast<float>(i - frames) / kFadeFrames : 0.0F;
}

void addNoise(std::vector<float>& sound, core::Random& random) {
    const float level = gainOf(random.uniform(kQuietestNoiseDb, kLoudestNoiseDb));
    for (float& sample : sound)
        sample += level * static_cast<float>(random.uniform(-1.0, 1.0));
}

std::vector<float> randomSound(core::Random& random) {
    std::vector<float> sound;
    if (random.uniform() < kPresetShare) {
        const auto presets = core::presets();
        const core::PresetInfo& preset =
            presets[static_cast<std::size_t>(random.below(static_cast<int>(presets.size())))];
        const int note = random.uniform() < kMiddleCShare ? core::kMiddleC : randomNote(random);
        sound = core::renderPreset(preset.id, note);
    } else {
        const std::uint64_t seed = random.next();
        sound = core::renderRandomPatch(seed, randomNote(random));
    }
    if (random.uniform() < kShortShare)
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

void drawHistory(Pack& pack, std::span<const effects::Step> shape, core::Random& random) {
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

Pack drawPack(std::uint64_t seed, int index) {
    core::Random random(seed * 0x9e3779b97f4a7c15ULL + static_cast<std::uint64_t>(index) * 0xd1342543de82ef95ULL);
    random.next();
    const std::vector<effects::Step> shape = randomSteps(1 + random.below(effects::kEffectCount), random);
    Pack pack;
    for (int i = 0; i < kPackChains; ++i) {
        std::vector<effects::Step> chain;
        for (const effects::Step& step : shape)
            chain.push_back(withChoices(randomStep(step.effect, random), step));
        pack.chains.push_back(std::move(chain));
        pack.sounds.push_back(randomSound(random));
    }
    drawHistory(pack, shape, random);
    return pack;
}

/// One pack's chains with their spectrograms, chain by chain.
struct RenderedPack {
    std::vector<ExampleChain> chains;
    std::vector<std::uint8_t> bytes;
    std::vector<float> powersDb;
};

class PackWorker {
public:
    RenderedPack render(Pack pack) {
        RenderedPack rendered;
        const bool isGuessed = !pack.guesses.empty();
        for (const std::vector<effects::Step>& chain : pack.chains)
            rendered.chains.push_back({chain, pack.history, isGuessed, 0});
        const std::size_t spectra = rendered.chains.front().spectra();
        rendered.bytes.resize(kPackChains * spectra * kInputValues);
        rendered.powersDb.resize(kPackChains * spectra);
        std::vector<std::vector<float>> sounds = pack.sounds;
        const std::size_t prefixes = spectra - 1;
        measure(sounds, rendered, 0);
        for (std::size_t k = 1; k < prefixes; ++k) {
            renderStep(sounds, isGuessed ? pack.guesses : pack.chains, k - 1);
            measure(sounds, rendered, k);
        }
        if (isGuessed)
            sounds = std::move(pack.sounds);
        for (std::size_t k = isGuessed ? 0 : prefixes - 1; k < pack.history.size(); ++k)
            renderStep(sounds, pack.chains, k);
        measure(sounds, rendered, prefixes);
        return rendered;
    }

private:
    void renderStep(std::vector<std::vector<float>>& sounds, const std::vector<std::vector<effects::Step>>& chains,
                    std::size_t k) {
        std::vector<effects::Step> steps;
        for (const std::vector<effects::Step>& chain : chains)
            steps.push_back(chain[k]);
        renderer_.render(sounds, steps);
    }

    void measure(const std::vector<std::vector<float>>& sounds, RenderedPack& rendered, std::size_t k) {
        const std::size_t spectra = rendered.chains.front().spectra();
        for (std::size_t i = 0; i < kPackChains; ++i) {
            const core::Spectrogram melDb = analyzer_.decibels(sounds[i]);
            const std::size_t spectrum = i * spectra + k;
            rendered.powersDb[spectrum] = totalPowerDb(melDb.values);
            std::transform(melDb.values.begin(), melDb.values.end(),
                           rendered.bytes.begin() + static_cast<std::ptrdiff_t>(spectrum * kInputValues), toByte);
        }
    }

    effects::PackRenderer renderer_;
    core::MelAnalyzer analyzer_;
};

void append(Dataset& dataset, RenderedPack&& rendered, std::size_t most) {
    const auto spectra = static_cast<std::ptrdiff_t>(rendered.chains.front().spectra());
    for (std::ptrdiff_t i = 0; i < kPackChains && dataset.chains.size() < most; ++i) {
        ExampleChain chain = std::move(rendered.chains[static_cast<std::size_t>(i)]);
        chain.firstSpectrum = dataset.powersDb.size();
        dataset.chains.push_back(std::move(chain));
        const std::ptrdiff_t first = i * spectra;
        const std::ptrdiff_t last = first + spectra;
        dataset.powersDb.insert(dataset.powersDb.end(), rendered.powersDb.begin() + first,
                                rendered.powersDb.begin() + last);
        dataset.bytes.insert(dataset.bytes.end(), rendered.bytes.begin() + first * kInputValues,
                             rendered.bytes.begin() + last * kInputValues);
    }
}

} // namespace

std::vector<effects::Step> ExampleChain::missing(std::size_t prefix) const {
    std::vector<effects::Step> rest;
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (std::find(history.begin(), history.begin() + static_cast<std::ptrdiff_t>(prefix), static_cast<int>(i)) ==
            history.begin() + static_cast<std::ptrdiff_t>(prefix))
            rest.push_back(steps[i]);
    return rest;
}

Dataset renderDataset(const DatasetOptions& options, const effects::Progress& progress) {
    const int allPacks = (options.chains + kPackChains - 1) / kPackChains;
    const int firstPack = static_cast<int>(static_cast<std::int64_t>(allPacks) * options.shard / options.shards);
    const int endPack = static_cast<int>(static_cast<std::int64_t>(allPacks) * (options.shard + 1) / options.shards);
    const int packs = endPack - firstPack;
    const int threads = options.threads > 0 ? options.threads : static_cast<int>(std::thread::hardware_concurrency());
    std::vector<RenderedPack> rendered(static_cast<std::size_t>(packs));
    std::atomic<int> next = 0;
    std::atomic<int> done = 0;
    std::atomic<bool> cancelled = false;
    std::mutex progressMutex;
    const auto work = [&] {
        PackWorker worker;
        for (int index = next++; index < packs && !cancelled; index = next++) {
            rendered[static_cast<std::size_t>(index)] = worker.render(drawPack(options.seed, firstPack + index));
            const int finished = ++done;
            const std::lock_guard lock(progressMutex);
            if (progress && !progress(static_cast<double>(finished) / packs))
                cancelled = true;
        }
    };
    std::vector<std::thread> workers;
    for (int i = 0; i < std::max(threads, 1); ++i)
        workers.emplace_back(work);
    for (std::thread& worker : workers)
        worker.join();
    if (cancelled)
        throw effects::Cancelled{};
    Dataset dataset;
    dataset.seed = options.seed;
    std::size_t spectra = 0;
    for (const RenderedPack& pack : rendered)
        spectra += pack.powersDb.size();
    dataset.bytes.reserve(spectra * kInputValues);
    for (RenderedPack& pack : rendered) {
        append(dataset, std::move(pack), static_cast<std::size_t>(options.chains - firstPack * kPackChains));
        pack = {};
    }
    return dataset;
}

std::vector<std::size_t> trainingChains(const Dataset& dataset) {
    std::vector<std::size_t> chains;
    for (std::size_t i = 0; i < dataset.chains.size(); ++i)
        if (i % kValidationStride != kValidationStride - 1)
            chains.push_back(i);
    return chains;
}

std::vector<std::size_t> validationChains(const Dataset& dataset) {
    std::vector<std::size_t> chains;
    for (std::size_t i = kValidationStride - 1; i < dataset.chains.size(); i += kValidationStride)
        chains.push_back(i);
    return chains;
}

} // namespace stepwise::models
