// Training data: chains over rendered sounds, with the mel spectrogram after every step.
#pragma once

#include "effects/chain.h"
#include "effects/chain_renderer.h"
#include "models/network_input.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <vector>

namespace stepwise::models {

/// One chain with length + 1 spectrograms: dry, after step 1 ... after the last, which is the target.
struct ExampleChain {
    std::vector<effects::Step> steps;
    std::size_t firstSpectrum = 0;
};

/// Spectrograms as bytes (see toByte), with the total power of each.
struct Dataset {
    std::uint64_t seed = 0;
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
};

/// Renders chains: reproducible for a seed, whatever the threads. The mixture is documented in models/README.md.
Dataset renderDataset(const DatasetOptions& options, const effects::Progress& progress = {});

/// Splits are by chain: every kValidationStride-th is for validation.
inline constexpr std::size_t kValidationStride = 20;
std::vector<std::size_t> trainingChains(const Dataset& dataset);
std::vector<std::size_t> validationChains(const Dataset& dataset);

/// Binary file with a checksum; written whole or not at all. Reading throws core::Error, naming the file, when it is
/// missing, truncated, damaged, or of another rack version.
void writeDataset(const std::filesystem::path& path, const Dataset& dataset);
Dataset readDataset(const std::filesystem::path& path);

} // namespace stepwise::models
