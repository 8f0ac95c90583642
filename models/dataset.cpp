#include "models/dataset.h"

#include "core/error.h"
#include "models/pack_stages.h"
#include "models/threads.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace stepwise::models {

namespace {

/// One pack's chains with their spectrograms, chain by chain.
struct RenderedPack {
    std::vector<ExampleChain> chains;
    std::vector<std::uint8_t> bytes;
    std::vector<float> powersDb;
};

class PackWorker {
public:
    RenderedPack render(std::uint64_t seed, std::size_t index) {
        const TrainingPack pack = drawTrainingPack(seed, index);
        RenderedPack rendered;
        for (std::size_t i = 0; i < kPackChains; ++i)
            rendered.chains.push_back({.steps = pack.chains[i],
                                       .history = pack.history,
                                       .isGuessed = !pack.guesses.empty(),
                                       .number = static_cast<std::int64_t>(index * kPackChains + i)});
        const std::size_t spectra = rendered.chains.front().spectra();
        rendered.bytes.resize(kPackChains * spectra * kInputValues);
        rendered.powersDb.resize(kPackChains * spectra);
        std::vector<Sounds> stages = stages_.history(pack, spectra - 2);
        stages.push_back(stages_.target(pack, stages.back()));
        for (std::size_t i = 0; i < kPackChains; ++i) {
            ExampleChain& chain = rendered.chains[i];
            chain.windowStart = windowStart(stages.front()[i], stages.back()[i], pack.windowDraws[i]);
            for (std::size_t k = 0; k < spectra; ++k)
                keep(rendered, i * spectra + k, stages_.windowDb(stages[k][i], chain.windowStart));
        }
        return rendered;
    }

private:
    static void keep(RenderedPack& rendered, std::size_t spectrum, const core::Spectrogram& melDb) {
        rendered.powersDb[spectrum] = totalPowerDb(melDb.values);
        std::transform(melDb.values.begin(), melDb.values.end(),
                       rendered.bytes.begin() + static_cast<std::ptrdiff_t>(spectrum * kInputValues), toByte);
    }

    PackStages stages_;
};

void append(Dataset& dataset, RenderedPack&& rendered, std::size_t most) {
    const auto spectra = static_cast<std::ptrdiff_t>(rendered.chains.front().spectra());
    for (std::size_t i = 0; i < kPackChains && dataset.chains.size() < most; ++i) {
        ExampleChain chain = std::move(rendered.chains[i]);
        chain.firstSpectrum = dataset.powersDb.size();
        dataset.chains.push_back(std::move(chain));
        const std::ptrdiff_t first = static_cast<std::ptrdiff_t>(i) * spectra;
        const std::ptrdiff_t last = first + spectra;
        dataset.powersDb.insert(dataset.powersDb.end(), rendered.powersDb.begin() + first,
                                rendered.powersDb.begin() + last);
        dataset.bytes.insert(dataset.bytes.end(), rendered.bytes.begin() + first * kInputValues,
                             rendered.bytes.begin() + last * kInputValues);
    }
}

std::vector<RenderedPack> renderPacks(const DatasetOptions& options, int firstPack, int packs,
                                      const effects::Progress& progress) {
    const int threads = options.threads > 0 ? options.threads : static_cast<int>(std::thread::hardware_concurrency());
    std::vector<RenderedPack> rendered(static_cast<std::size_t>(packs));
    std::atomic<int> next = 0;
    int done = 0;
    std::mutex progressMutex;
    const auto work = [&] {
        PackWorker worker;
        for (int index = next++; index < packs; index = next++) {
            rendered[static_cast<std::size_t>(index)] =
                worker.render(options.seed, static_cast<std::size_t>(firstPack + index));
            const std::lock_guard lock(progressMutex);
            if (progress && !progress(static_cast<double>(++done) / packs))
                throw effects::Cancelled{};
        }
    };
    runOnThreads(static_cast<std::size_t>(std::max(threads, 1)), [&](std::size_t) {
        try {
            work();
        } catch (...) {
            next = packs; // the others need not go on
            throw;
        }
    });
    return rendered;
}

std::vector<std::size_t> split(const Dataset& dataset, bool forValidation) {
    std::vector<std::size_t> chains;
    for (std::size_t i = 0; i < dataset.chains.size(); ++i)
        if (isForValidation(dataset, i) == forValidation)
            chains.push_back(i);
    return chains;
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
    constexpr int kSize = static_cast<int>(kPackChains);
    const int allPacks = (options.chains + kSize - 1) / kSize;
    if (options.shards > allPacks)
        throw core::Error(fmt::format("{} chains are {} packs of {}: they cannot be rendered in {} shards.",
                                      options.chains, allPacks, kSize, options.shards));
    const int firstPack = static_cast<int>(static_cast<std::int64_t>(allPacks) * options.shard / options.shards);
    const int endPack = static_cast<int>(static_cast<std::int64_t>(allPacks) * (options.shard + 1) / options.shards);
    std::vector<RenderedPack> rendered = renderPacks(options, firstPack, endPack - firstPack, progress);
    Dataset dataset;
    dataset.seed = options.seed;
    std::size_t spectra = 0;
    for (const RenderedPack& pack : rendered)
        spectra += pack.powersDb.size();
    dataset.bytes.reserve(spectra * kInputValues);
    for (RenderedPack& pack : rendered) {
        append(dataset, std::move(pack), static_cast<std::size_t>(options.chains - firstPack * kSize));
        pack = {};
    }
    return dataset;
}

bool isForValidation(const Dataset& dataset, std::size_t chain) {
    const std::int64_t number = dataset.chains[chain].number;
    const std::size_t place = number >= 0 ? static_cast<std::size_t>(number) : chain;
    return place % kValidationStride == kValidationStride - 1;
}

std::vector<std::size_t> trainingChains(const Dataset& dataset) {
    return split(dataset, false);
}

std::vector<std::size_t> validationChains(const Dataset& dataset) {
    return split(dataset, true);
}

} // namespace stepwise::models
