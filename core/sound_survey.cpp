#include "core/sound_survey.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

namespace stepwise::core {

namespace {

constexpr std::size_t kBlockFrames = 256;
constexpr std::size_t kPieceFrames = kBlockFrames * 256;

constexpr float kDigitalSilence = 6.2e-5F; ///< two steps of 16 bits: dither
constexpr double kSteadySeconds = 0.25;
constexpr float kSteadyRatio = 2.0F;      ///< between the powers of steady noise's tenths of a second
constexpr float kNoisePowerShare = 1e-6F; ///< of the loudest block
constexpr float kNoiseMargin = 2.0F;      ///< above the noise's peak

constexpr double kOffsetWindowSeconds = 0.1;
constexpr std::size_t kLeastOffsetWindows = 4;
constexpr double kLeastOffset = 5e-4;
constexpr double kLeastOffsetShare = 0.01; ///< of the sound's own level
constexpr double kOffsetTolerance = 0.25;
constexpr double kSteadyShare = 0.8; ///< of the windows
constexpr double kLeastJump = 0.3;   ///< of the offset, at the sound's first frame
constexpr double kLeastWeighedPower = 1e-12;

constexpr double kSilentSidePower = 1e-6;
constexpr double kCancellingPower = 0.25;

/// Peak and mean power of one block after another, over all channels.
struct Blocks {
    std::vector<float> peaks;
    std::vector<float> powers;
};

Blocks blocksOf(const StoredSound& sound, const OnRead& onRead) {
    const std::size_t count = (sound.frames() + kBlockFrames - 1) / kBlockFrames;
    Blocks blocks = {std::vector<float>(count, 0.0F), std::vector<float>(count, 0.0F)};
    forPieces(sound, [&](std::size_t, std::size_t start, std::span<const float> piece) {
        if (onRead)
            onRead();
        for (std::size_t at = 0; at < piece.size(); at += kBlockFrames) {
            float peak = 0.0F;
            float squares = 0.0F;
            for (const float sample : piece.subspan(at, std::min(kBlockFrames, piece.size() - at))) {
                peak = std::max(peak, std::abs(sample));
                squares += sample * sample;
            }
            const std::size_t block = (start + at) / kBlockFrames;
            blocks.peaks[block] = std::max(blocks.peaks[block], peak);
            blocks.powers[block] = std::max(blocks.powers[block], squares / static_cast<float>(kBlockFrames));
        }
    });
    return blocks;
}

/// What does not rise above this at one end is silence: steady noise far below the sound counts as such.
float silenceAt(std::span<const float> peaks, std::span<const float> powers, float loudest) {
    constexpr std::size_t kParts = 5;
    const std::size_t partBlocks = powers.size() / kParts;
    if (partBlocks == 0)
        return kDigitalSilence;
    float least = loudest;
    float most = 0.0F;
    for (std::size_t part = 0; part < kParts; ++part) {
        const auto blocks = powers.subspan(part * partBlocks, partBlocks);
        const float mean = std::accumulate(blocks.begin(), blocks.end(), 0.0F) / static_cast<float>(partBlocks);
        least = std::min(least, mean);
        most = std::max(most, mean);
    }
    if (most > kNoisePowerShare * loudest || most > kSteadyRatio * least)
        return kDigitalSilence;
    return std::max(kDigitalSilence, kNoiseMargin * *std::ranges::max_element(peaks));
}

/// The first (or last) frame of a block that rises above `silence` in any channel.
std::size_t frameIn(const StoredSound& sound, std::size_t block, float silence, bool isFirst) {
    const std::size_t start = block * kBlockFrames;
    std::vector<float> samples(std::min(kBlockFrames, sound.frames() - start));
    std::size_t found = isFirst ? samples.size() - 1 : 0;
    for (std::size_t channel = 0; channel < sound.channelCount(); ++channel) {
        sound.read(channel, start, samples);
        for (std::size_t i = 0; i < samples.size(); ++i)
            if (std::abs(samples[i]) > silence)
                found = isFirst ? std::min(found, i) : std::max(found, i);
    }
    return start + found;
}

ActiveRange activeRange(const StoredSound& sound, const Blocks& blocks) {
    const float loudest = *std::ranges::max_element(blocks.powers);
    const auto wanted = static_cast<std::size_t>(kSteadySeconds * sound.sampleRateHz() / kBlockFrames);
    // The last block is seldom whole.
    const std::size_t whole = blocks.powers.size() - 1;
    const std::size_t steady = std::min(wanted, whole);
    const std::span peaks(blocks.peaks);
    const std::span powers(blocks.powers);
    const float before = silenceAt(peaks.first(steady), powers.first(steady), loudest);
    const float after =
        silenceAt(peaks.subspan(whole - steady, steady), powers.subspan(whole - steady, steady), loudest);
    const auto first = std::ranges::find_if(peaks, [&](float peak) { return peak > before; });
    const auto last = std::find_if(peaks.rbegin(), peaks.rend(), [&](float peak) { return peak > after; });
    if (first == peaks.end() || last == peaks.rend())
        return {};
    return {frameIn(sound, static_cast<std::size_t>(first - peaks.begin()), before, true),
            frameIn(sound, static_cast<std::size_t>(peaks.rend() - last) - 1, after, false) + 1};
}

/// The mean under a Hann window, which hears nothing above 20 Hz.
struct SlowMean {
    double mean = 0.0;
    double power = 0.0; ///< of what is not the mean
};

std::vector<SlowMean> slowMeans(const StoredSound& sound, std::size_t channel, const ActiveRange& range) {
    const auto length = static_cast<std::size_t>(kOffsetWindowSeconds * sound.sampleRateHz());
    std::vector<double> window(length);
    for (std::size_t i = 0; i < length; ++i)
        window[i] = (1.0 - std::cos(2.0 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(length))) /
                    static_cast<double>(length);
    std::vector<SlowMean> means;
    std::vector<float> samples(length);
    for (std::size_t start = range.first; start + length <= range.end; start += length / 2) {
        sound.read(channel, start, samples);
        SlowMean one;
        one.mean = std::inner_product(samples.begin(), samples.end(), window.begin(), 0.0);
        for (std::size_t i = 0; i < length; ++i)
            one.power += window[i] * (samples[i] - one.mean) * (samples[i] - one.mean);
        means.push_back(one);
    }
    return means;
}

double medianOf(std::span<const SlowMean> means) {
    std::vector<double> sorted;
    for (const SlowMean& one : means)
        sorted.push_back(one.mean);
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    return *middle;
}

/// 0 unless the sound begins with the offset and nearly all of it is moved by the same: waveforms that are higher on
/// one side, as those of brass, swell and fade with their sound. Where the sound is soft the offset is measured best.
double constantOffset(const StoredSound& sound, std::size_t channel, const ActiveRange& range) {
    const std::vector<SlowMean> means = slowMeans(sound, channel, range);
    if (means.size() < kLeastOffsetWindows)
        return 0.0;
    const double median = medianOf(means);
    std::array<float, 1> first;
    sound.read(channel, range.first, first);
    if (std::abs(median) < kLeastOffset || std::abs(first[0]) < kLeastJump * std::abs(median))
        return 0.0;
    std::size_t steady = 0;
    double sum = 0.0;
    double weights = 0.0;
    for (const SlowMean& one : means)
        if (std::abs(one.mean - median) <= kOffsetTolerance * std::abs(median)) {
            const double weight = 1.0 / (one.power + kLeastWeighedPower);
            sum += weight * one.mean;
            weights += weight;
            ++steady;
        }
    return static_cast<double>(steady) >= kSteadyShare * static_cast<double>(means.size()) ? sum / weights : 0.0;
}

double powerAround(const StoredSound& sound, std::size_t channel, const ActiveRange& range, double offset) {
    double squares = 0.0;
    std::vector<float> piece(std::min(kPieceFrames, range.frames()));
    for (std::size_t start = range.first; start < range.end; start += piece.size()) {
        const auto present = std::span(piece).first(std::min(piece.size(), range.end - start));
        sound.read(channel, start, present);
        for (const float sample : present)
            squares += (sample - offset) * (sample - offset);
    }
    return squares / static_cast<double>(std::max<std::size_t>(range.frames(), 1));
}

/// Of each channel.
std::vector<double> constantOffsets(const StoredSound& sound, const ActiveRange& range) {
    std::vector<double> offsets(sound.channelCount(), 0.0);
    for (std::size_t channel = 0; channel < offsets.size(); ++channel) {
        const double offset = constantOffset(sound, channel, range);
        if (offset != 0.0 &&
            std::abs(offset) >= kLeastOffsetShare * std::sqrt(powerAround(sound, channel, range, offset)))
            offsets[channel] = offset;
    }
    return offsets;
}

/// What is digitally silent around the sound stays so.
StoredSound withoutOffsets(const StoredSound& sound, std::span<const double> offsets, const ActiveRange& range) {
    StoredSound result(sound.sampleRateHz(), sound.channelCount(), sound.frames());
    std::vector<float> moved;
    forPieces(sound, [&](std::size_t channel, std::size_t start, std::span<const float> piece) {
        moved.assign(piece.begin(), piece.end());
        const std::size_t first = std::clamp(range.first, start, start + piece.size()) - start;
        const std::size_t end = std::clamp(range.end, start, start + piece.size()) - start;
        for (std::size_t i = first; i < end; ++i)
            moved[i] -= static_cast<float>(offsets[channel]);
        result.write(channel, start, moved);
    });
    return result;
}

/// Powers of the channels, and of their mean.
struct Powers {
    std::vector<double> channels;
    double mean = 0.0;
};

Powers powersOf(const StoredSound& sound, const ActiveRange& range, const OnRead& onRead) {
    Powers powers = {std::vector<double>(sound.channelCount(), 0.0)};
    const std::size_t length = std::min(kPieceFrames, range.frames());
    std::vector<float> piece(length);
    std::vector<double> mean(length);
    for (std::size_t start = range.first; start < range.end; start += length) {
        if (onRead)
            onRead();
        const std::size_t count = std::min(length, range.end - start);
        std::ranges::fill(mean, 0.0);
        for (std::size_t channel = 0; channel < sound.channelCount(); ++channel) {
            sound.read(channel, start, std::span(piece).first(count));
            for (std::size_t i = 0; i < count; ++i) {
                powers.channels[channel] += static_cast<double>(piece[i]) * piece[i];
                mean[i] += static_cast<double>(piece[i]) / static_cast<double>(sound.channelCount());
            }
        }
        for (std::size_t i = 0; i < count; ++i)
            powers.mean += mean[i] * mean[i];
    }
    return powers;
}

void relateSides(SoundSurvey& survey, const OnRead& onRead) {
    const std::size_t count = survey.sound.channelCount();
    if (count < 2 || survey.active.frames() == 0)
        return;
    const Powers powers = powersOf(survey.sound, survey.active, onRead);
    const auto softest = std::ranges::min_element(powers.channels);
    const auto loudest = std::ranges::max_element(powers.channels);
    const double unrelated =
        std::accumulate(powers.channels.begin(), powers.channels.end(), 0.0) / static_cast<double>(count * count);
    if (count == 2 && *softest < kSilentSidePower * *loudest)
        survey.sides = Sides::oneSilent;
    else if (powers.mean < kCancellingPower * unrelated)
        survey.sides = Sides::cancelling;
    if (survey.sides != Sides::usual)
        survey.mix.channel = static_cast<std::size_t>(loudest - powers.channels.begin());
}

} // namespace

SoundSurvey survey(const StoredSound& sound, const OnRead& onRead) {
    SoundSurvey result;
    result.sound = sound;
    if (sound.frames() == 0 || sound.channelCount() == 0)
        return result;
    Blocks blocks = blocksOf(sound, onRead);
    result.active = activeRange(sound, blocks);
    const std::vector<double> offsets = constantOffsets(sound, result.active);
    for (const double offset : offsets)
        if (std::abs(offset) > std::abs(result.offset))
            result.offset = offset;
    if (result.offset != 0.0) {
        result.sound = withoutOffsets(sound, offsets, result.active);
        blocks = blocksOf(result.sound, onRead);
        result.active = activeRange(result.sound, blocks);
    }
    result.peak = *std::ranges::max_element(blocks.peaks);
    relateSides(result, onRead);
    return result;
}

} // namespace stepwise::core
