// Training data: chains over rendered sounds, with the mel spectrogram after every step.
#pragma once

#include "effects/chain.h"
#include "effects/chain_renderer.h"
#include "models/network_input.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace stepwise::models {

/// One chain and the way that a learner took towards its target: the dry sound, then the sound after each step of the
/// history, then the target. A history in order has the chain's own steps; a guessed one has the same effects with
/// wrong knobs and sometimes in another order, as suggestions that were not quite right leave them.
struct ExampleChain {
    std::vector<effects::Step> steps;
    std::vector<int> history; ///< indices into steps, in the order taken
    bool isGuessed = false;
    std::size_t firstSpectrum = 0;
    std::int64_t number = -1;    ///< among all chains of the seed; -1 in files of older versions
    std::size_t windowStart = 0; ///< of the second that is seen, in samples

    /// Sounds from which something is to be learned: all before the last step, and for guessed histories the finished
    /// one ("done"), unless no effect is left.
    std::size_t prefixes() const { return steps.size() + (isGuessed && steps.size() < effects::kEffectCount ? 1 : 0); }
    std::size_t targetSpectrum() const { return firstSpectrum + prefixes(); }
    std::size_t spectra() const { return prefixes() + 1; }
    /// The steps that the first `prefix` of the history lack, in the chain's order.
    std::vector<effects::Step> missing(std::size_t prefix) const;
};

/// Spectrograms as bytes (see toByte), with the total power of each.
struct Dataset {
    std::uint64_t seed = 0;
    std::vector<std::string> parts; ///< checksums of the files that it was read from
    std::vector<ExampleChain> chains;
    std::vector<std::uint8_t> bytes; ///< kInputValues a spectrogram
    std::vector<float> powersDb;

    std::span<const std::uint8_t> spectrum(std::size_t index) const {
        return std::span(bytes).subspan(index * kInputValues, kInputValues);
    }
};

struct DatasetOptions {
    int chains = 20000;
    std::uint64_t seed = 1;
    int threads = 0; ///< 0: all cores
    /// Only one of `shards` equal parts; all parts, appended in order, are the whole.
    int shard = 0;
    int shards = 1;
};

/// Renders chains: reproducible for a seed, whatever the threads. The mixture is documented in models/README.md. Throws
/// core::Error when there are more shards than packs, so that some would be empty.
Dataset renderDataset(const DatasetOptions& options, const effects::Progress& progress = {});

/// Splits are by chain: every kValidationStride-th of the seed's is for validation, whatever files it comes in. In
/// files of older versions, which do not number their chains, it is every kValidationStride-th of the data set.
inline constexpr std::size_t kValidationStride = 20;
bool isForValidation(const Dataset& dataset, std::size_t chain);
std::vector<std::size_t> trainingChains(const Dataset& dataset);
std::vector<std::size_t> validationChains(const Dataset& dataset);

/// Binary file with a checksum; written whole or not at all. Reading throws core::Error, naming the file, when it is
/// missing, truncated, damaged, without chains, or of another rack version.
void writeDataset(const std::filesystem::path& path, const Dataset& dataset);
Dataset readDataset(const std::filesystem::path& path);

/// Shards, one behind the other. Throws core::Error when they are of different seeds or a chain comes twice.
Dataset readDatasets(std::span<const std::filesystem::path> paths);

} // namespace stepwise::models
