// Data sets. Spectrograms are large and all alike to the parser: an input stops before them, and zeros stand for them.
#include "fuzz/input.h"
#include "models/checksum.h"
#include "models/dataset.h"

#include <nlohmann/json.hpp>

#include <cstring>
#include <random>

using namespace stepwise;

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t maxSize);

namespace {

constexpr std::size_t kLengthAt = 8;
constexpr std::size_t kHeaderAt = 16;
constexpr std::size_t kSpectra = 4;

/// After the header: powers and spectrograms.
const std::string& zeros() {
    static const std::string bytes(kSpectra * (sizeof(float) + models::kInputValues), '\0');
    return bytes;
}

/// `key`'s sixteen digits.
void replaceChecksum(std::string& header, std::string_view key, std::string_view sum) {
    const std::string before = "\"" + std::string(key) + "\":\"";
    const std::size_t at = header.find(before);
    if (at != std::string::npos && at + before.size() + sum.size() <= header.size())
        header.replace(at + before.size(), sum.size(), sum);
}

/// The header's length and its checksums of `spectra` spectrograms.
void mend(std::uint8_t* data, std::size_t size, std::size_t spectra) {
    const std::uint64_t length = size - kHeaderAt;
    std::memcpy(data + kLengthAt, &length, sizeof(length));
    std::string header(reinterpret_cast<const char*>(data) + kHeaderAt, length);
    const std::string_view sounds = zeros();
    replaceChecksum(header, "checksum", models::checksum(sounds.substr(0, spectra * models::kInputValues)));
    replaceChecksum(header, "powers_checksum", models::checksum(sounds.substr(0, spectra * sizeof(float))));
    try {
        nlohmann::json json = nlohmann::json::parse(header);
        json.erase("header_checksum");
        replaceChecksum(header, "header_checksum", models::checksum(json.dump()));
    } catch (const nlohmann::json::exception&) { // no header, then
    }
    std::memcpy(data + kHeaderAt, header.data(), header.size());
}

} // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t maxSize,
                                               unsigned seed) {
    const std::size_t mutated = LLVMFuzzerMutate(data, size, maxSize);
    std::minstd_rand random(seed);
    if (mutated > kHeaderAt && random() % 8 != 0)
        mend(data, mutated, 2 + random() % (kSpectra - 1));
    return mutated;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::InputFile file("data");
    file.hold(std::string(fuzz::textOf(data, size)) + zeros());
    fuzz::expectAnswer([] {
        const models::Dataset dataset = models::readDataset(file.path());
        fuzz::require(!dataset.chains.empty());
        for (const models::ExampleChain& chain : dataset.chains)
            fuzz::require(dataset.spectrum(chain.targetSpectrum()).size() == models::kInputValues);
    });
    return 0;
}
