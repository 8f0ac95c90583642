#include "core/audio_buffer.h"
#include "core/mel_filterbank.h"
#include "core/spectrogram.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace stepwise::core {

namespace {

/// Of a sound that is read piece by piece.
constexpr int kFramesAtOnce = 256;

/// 10 log10(x) for normal positive x, within 2e-5 dB: exponent plus the area-tangent series of the mantissa, in a form
/// that compilers turn into vector code.
float decibelsOf(float x) {
    const auto bits = std::bit_cast<std::uint32_t>(x);
    // Centred on 1: the mantissa lies in [0.7071, 1.4142).
    const std::uint32_t shifted = bits - 0x3f3504f3U;
    const auto exponent = static_cast<float>(static_cast<std::int32_t>(shifted) >> 23);
    const auto mantissa = std::bit_cast<float>((shifted & 0x007fffffU) + 0x3f3504f3U);
    const float s = (mantissa - 1.0F) / (mantissa + 1.0F);
    const float s2 = s * s;
    const float series = 1.0F + s2 * (1.0F / 3.0F + s2 * (1.0F / 5.0F + s2 * (1.0F / 7.0F + s2 * (1.0F / 9.0F))));
    return 3.01029996F * exponent + 8.68588964F * s * series; // 10 log10(2), 20 / ln(10)
}

const MelFilterbank& bank() {
    static const MelFilterbank shared(kFftSize, kMelBands, kMelMinHz, kMelMaxHz);
    return shared;
}

} // namespace

const std::vector<float>& melFilterbank() {
    return bank().weights();
}

const std::vector<double>& melCentresHz() {
    return bank().centresHz();
}

void powerToDecibels(Spectrogram& spectrogram, float rangeDb) {
    float* values = spectrogram.values.data();
    const std::size_t count = spectrogram.values.size();
    for (std::size_t i = 0; i < count; ++i)
        values[i] = decibelsOf(std::max(values[i], kPowerFloor));
    const float top = count == 0 ? 0.0F : *std::max_element(values, values + count);
    for (std::size_t i = 0; i < count; ++i)
        values[i] = std::max(values[i], top - rangeDb);
}

struct MelAnalyzer::Tables {
    StftAnalyzer stft;
    std::vector<float> frame = std::vector<float>(kFftSize / 2 + 1);

    void analyse(std::span<const float> samples, int index, Spectrogram& result, int column) {
        stft.framePower(samples, index, frame);
        for (int band = 0; band < kMelBands; ++band)
            result.at(band, column) = bank().bandPower(band, frame);
    }
};

MelAnalyzer::MelAnalyzer() : tables_(std::make_unique<Tables>()) {}
MelAnalyzer::~MelAnalyzer() = default;
MelAnalyzer::MelAnalyzer(MelAnalyzer&&) noexcept = default;
MelAnalyzer& MelAnalyzer::operator=(MelAnalyzer&&) noexcept = default;

Spectrogram MelAnalyzer::power(std::span<const float> samples) {
    Spectrogram result(kMelBands, frameCount(samples.size()));
    for (int frame = 0; frame < result.frames; ++frame)
        tables_->analyse(samples, frame, result, frame);
    return result;
}

Spectrogram MelAnalyzer::power(const ReadMono& read, std::size_t samples, float gain) {
    Spectrogram result(kMelBands, frameCount(samples));
    constexpr std::size_t kLead = kFftSize / 2;
    constexpr int kLeadFrames = kFftSize / 2 / kHopFrames;
    std::vector<float> piece((kFramesAtOnce - 1) * kHopFrames + kFftSize);
    for (int first = 0; first < result.frames; first += kFramesAtOnce) {
        // The piece begins half a window before the first frame's centre.
        const std::size_t centre = static_cast<std::size_t>(first) * kHopFrames;
        const std::size_t silence = centre < kLead ? kLead - centre : 0;
        std::fill_n(piece.begin(), silence, 0.0F);
        read(centre + silence - kLead, std::span(piece).subspan(silence));
        for (float& sample : piece)
            sample *= gain;
        for (int i = 0; i < kFramesAtOnce && first + i < result.frames; ++i)
            tables_->analyse(piece, kLeadFrames + i, result, first + i);
    }
    return result;
}

Spectrogram MelAnalyzer::decibels(std::span<const float> samples) {
    Spectrogram result = power(samples);
    powerToDecibels(result);
    return result;
}

} // namespace stepwise::core
