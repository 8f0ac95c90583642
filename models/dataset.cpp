#include "models/dataset.h"

#include "core/spectrogram.h"
#include "core/synth.h"
#include "models/random_chain.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <thread>

namespace stepwise::models {

namespace {

/// Chains of one pack share their effects' order and choices; each has its own sound and knobs.
constexpr int kPackChains = 16;

constexpr double kPresetShare = 0.65; ///< the others are random patches
constexpr double kMiddleCShare = 0.6; ///< of the presets; the others take notes from C2 to C6
constexpr int kLowestNote = 36;
constexpr int kHighestNote = 84;
constexpr double kLevelShare = 0.3;    ///< of all sounds have a random level
constexpr double kLevelRangeDb = 15.0; ///< downwards

struct Pack {
    std::vector<std::vector<effects::Step>> chains;
    std::vector<std::vector<float>> sounds;
};

int randomNote(core::Random& random) {
    return kLowestNote + random.below(kHighestNote - kLowestNote + 1);
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
    if (random.uniform() < kLevelShare) {
        const auto gain = static_cast<float>(std::pow(10.0, -kLevelRangeDb * random.uniform() / 20.0));
        for (float& sample : sound)
            sample *= gain;
    }
    return sound;
}

Pack drawPack(std::uint64_t seed, int index) {
    core::Random random(seed * 0x9e3779b97f4a7c15ULL + static_cast<std::uint64_t>(index) * 0xd1342543de82ef95ULL);
    random.next();
    const std::vector<effects::Step> shape = randomSteps(1 + random.below(effects::kEffectCount), random);
    Pack pack;
    for (int i = 0; i < kPackChains; ++i) {
        std::vector<effects::Step> chain;
        for (const effects::Step& step : shape) {
            effects::Step own = randomStep(step.effect, random);
            const auto parameters = effects::effectInfo(step.effect).parameters;
            for (std::size_t p = 0; p < parameters.size(); ++p)
                if (parameters[p].curve == effects::Curve::choice)
                    own.values[p] = step.values[p];
            chain.push_back(own);
        }
        pack.chains.push_back(std::move(chain));
        pack.sounds.push_back(randomSound(random));
    }
    return pack;
}

/// The spectrograms of one pack's chains, chain by chain.
struct RenderedPack {
    Pack pack;
    std::vector<std::uint8_t> bytes;
    std::vector<float> powersDb;
};

RenderedPack renderPack(Pack pack, effects::PackRenderer& renderer, core::MelAnalyzer& analyzer) {
    const std::size_t length = pack.chains.front().size();
    RenderedPack rendered;
    rendered.bytes.resize(kPackChains * (length + 1) * kInputValues);
    rendered.powersDb.resize(kPackChains * (length + 1));
    for (std::size_t k = 0; k <= length; ++k) {
        if (k > 0) {
            std::vector<effects::Step> steps;
            for (const std::vector<effects::Step>& chain : pack.chains)
                steps.push_back(chain[k - 1]);
            renderer.render(pack.sounds, steps);
        }
        for (std::size_t i = 0; i < kPackChains; ++i) {
            const core::Spectrogram melDb = analyzer.decibels(pack.sounds[i]);
            const std::size_t spectrum = i * (length + 1) + k;
            rendered.powersDb[spectrum] = totalPowerDb(melDb.values);
            std::transform(melDb.values.begin(), melDb.values.end(),
                           rendered.bytes.begin() + static_cast<std::ptrdiff_t>(spectrum * kInputValues), toByte);
        }
    }
    rendered.pack = std::move(pack);
    return rendered;
}

void append(Dataset& dataset, RenderedPack&& rendered, std::size_t most) {
    const std::size_t length = rendered.pack.chains.front().size();
    for (std::size_t i = 0; i < kPackChains && dataset.chains.size() < most; ++i) {
        dataset.chains.push_back({rendered.pack.chains[i], dataset.powersDb.size()});
        const auto first = static_cast<std::ptrdiff_t>(i * (length + 1));
        const auto last = first + static_cast<std::ptrdiff_t>(length + 1);
        dataset.powersDb.insert(dataset.powersDb.end(), rendered.powersDb.begin() + first,
                                rendered.powersDb.begin() + last);
        dataset.bytes.insert(dataset.bytes.end(), rendered.bytes.begin() + first * kInputValues,
                             rendered.bytes.begin() + last * kInputValues);
    }
}

} // namespace

Dataset renderDataset(const DatasetOptions& options, const effects::Progress& progress) {
    const int packs = (options.chains + kPackChains - 1) / kPackChains;
    const int threads = options.threads > 0 ? options.threads : static_cast<int>(std::thread::hardware_concurrency());
    std::vector<RenderedPack> rendered(static_cast<std::size_t>(packs));
    std::atomic<int> next = 0;
    std::atomic<int> done = 0;
    std::atomic<bool> cancelled = false;
    std::mutex progressMutex;
    const auto work = [&] {
        effects::PackRenderer renderer;
        core::MelAnalyzer analyzer;
        for (int index = next++; index < packs && !cancelled; index = next++) {
            rendered[static_cast<std::size_t>(index)] = renderPack(drawPack(options.seed, index), renderer, analyzer);
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
    for (RenderedPack& pack : rendered) {
        append(dataset, std::move(pack), static_cast<std::size_t>(options.chains));
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
