#include "core/alignment.h"

#include "core/audio_buffer.h"
#include "core/descriptors.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace stepwise::core {

namespace {

constexpr std::size_t kEnvelopeHop = 64;
constexpr double kSilentRms = 1e-4;    ///< -80 dBFS
constexpr double kClearlyBetter = 1.5; ///< a lag must correlate this much better than none
constexpr double kLeastCorrelation = 0.5;
constexpr double kHalfSemitone = 0.5;
constexpr std::size_t kWindow = static_cast<std::size_t>(kAnalysisRateHz);
constexpr std::size_t kWindowHop = kWindow / 4;
constexpr double kActiveShare = 1e-4; ///< windows within 40 dB of the loudest are active

double rms(const MonoView& samples) {
    double squares = 0.0;
    samples.forPieces(1, [&](std::span<const float> piece) {
        for (const float sample : piece)
            squares += static_cast<double>(sample) * sample;
    });
    return samples.frames() == 0 ? 0.0 : std::sqrt(squares / static_cast<double>(samples.frames()));
}

double rms(std::span<const float> samples) {
    double squares = 0.0;
    for (const float sample : samples)
        squares += static_cast<double>(sample) * sample;
    return samples.empty() ? 0.0 : std::sqrt(squares / static_cast<double>(samples.size()));
}

/// Rises of the logarithmic short-time level: what survives equalizers, compressors and reverbs.
std::vector<double> onsetEnvelope(const MonoView& samples) {
    std::vector<double> level;
    double smooth = 0.0;
    samples.forPieces(kEnvelopeHop, [&](std::span<const float> piece) {
        for (std::size_t start = 0; start < piece.size(); start += kEnvelopeHop) {
            const double power = rms(piece.subspan(start, std::min(kEnvelopeHop, piece.size() - start)));
            smooth += 0.3 * (power * power - smooth);
            level.push_back(std::log(smooth + 1e-6));
        }
    });
    std::vector<double> rises(level.size(), 0.0);
    double previous = std::log(1e-6);
    for (std::size_t i = 0; i < level.size(); ++i) {
        rises[i] = std::max(0.0, level[i] - previous);
        previous = level[i];
    }
    return rises;
}

/// Normalised correlation of a[i] with b[i + lag].
double correlation(std::span<const double> a, std::span<const double> b, int lag) {
    double product = 0.0;
    double normA = 0.0;
    double normB = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const std::ptrdiff_t j = static_cast<std::ptrdiff_t>(i) + lag;
        if (j < 0 || j >= std::ssize(b))
            continue;
        product += a[i] * b[static_cast<std::size_t>(j)];
        normA += a[i] * a[i];
        normB += b[static_cast<std::size_t>(j)] * b[static_cast<std::size_t>(j)];
    }
    return normA > 0.0 && normB > 0.0 ? product / std::sqrt(normA * normB) : 0.0;
}

/// To the sample, by the level's first steep rise near the envelopes' lag: the absolute waveforms correlated.
int refined(const MonoView& wholeInput, const MonoView& wholeTarget, int lag) {
    constexpr int kReach = static_cast<int>(kEnvelopeHop);
    const std::size_t length = std::min<std::size_t>({wholeInput.frames(), wholeTarget.frames(), 2 * kWindow});
    const std::vector<float> input = wholeInput.part(0, length);
    const auto reached = static_cast<std::size_t>(std::max(std::ssize(input) + lag + kReach, std::ptrdiff_t{0}));
    const std::vector<float> target = wholeTarget.part(0, std::min(wholeTarget.frames(), reached));
    const auto score = [&](int candidate) {
        double sum = 0.0;
        for (std::size_t i = 0; i < length; ++i) {
            const std::ptrdiff_t j = static_cast<std::ptrdiff_t>(i) + candidate;
            if (j >= 0 && j < std::ssize(target))
                sum += std::abs(static_cast<double>(input[i]) * target[static_cast<std::size_t>(j)]);
        }
        return sum;
    };
    int best = lag;
    double bestScore = 0.0;
    for (int candidate = lag - kReach; candidate <= lag + kReach; ++candidate) {
        const double value = score(candidate);
        if (value > bestScore) {
            bestScore = value;
            best = candidate;
        }
    }
    return best;
}

} // namespace

int findLagSamples(const MonoView& input, const MonoView& target) {
    if (rms(input) < kSilentRms || rms(target) < kSilentRms)
        return 0;
    const std::vector<double> a = onsetEnvelope(input);
    const std::vector<double> b = onsetEnvelope(target);
    const int reach = static_cast<int>(kMaxAlignmentSeconds * kAnalysisRateHz / kEnvelopeHop);
    int best = 0;
    double highest = 0.0;
    double atZero = 0.0;
    for (int lag = -reach; lag <= reach; ++lag) {
        const double value = correlation(a, b, lag);
        // One hop either way is the envelope's own blur, not a lag.
        if (std::abs(lag) <= 1)
            atZero = std::max(atZero, value);
        if (value > highest) {
            highest = value;
            best = lag;
        }
    }
    if (std::abs(best) <= 1 || highest < kLeastCorrelation || highest < kClearlyBetter * atZero)
        return 0;
    const int maxLag = static_cast<int>(kMaxAlignmentSeconds * kAnalysisRateHz);
    return std::clamp(refined(input, target, best * static_cast<int>(kEnvelopeHop)), -maxLag, maxLag);
}

StoredSound shifted(const StoredSound& sound, std::ptrdiff_t lagFrames) {
    const auto silent = static_cast<std::size_t>(std::max<std::ptrdiff_t>(-lagFrames, 0));
    const std::size_t cut = std::min(static_cast<std::size_t>(std::max<std::ptrdiff_t>(lagFrames, 0)),
                                     sound.frames() - std::min<std::size_t>(sound.frames(), 1));
    StoredSound result(sound.sampleRateHz(), sound.channelCount(), sound.frames() - cut + silent);
    forPieces(sound, [&](std::size_t channel, std::size_t start, std::span<const float> piece) {
        const std::size_t lost = std::min(cut - std::min(cut, start), piece.size());
        result.write(channel, start + lost - cut + silent, piece.subspan(lost));
    });
    return result;
}

std::vector<std::string> comparisonNotes(const MonoView& input, const MonoView& target) {
    std::vector<std::string> notes;
    const bool inputSilent = rms(input) < kSilentRms;
    const bool targetSilent = rms(target) < kSilentRms;
    if (inputSilent)
        notes.emplace_back("The input is silent: there is nothing to work on.");
    if (targetSilent)
        notes.emplace_back("The target is silent: there is nothing to reach.");
    if (inputSilent || targetSilent)
        return notes;
    const double inputHz = estimatePitchHz(input);
    const double targetHz = estimatePitchHz(target);
    if (inputHz <= 0.0 || targetHz <= 0.0)
        return notes;
    // Octaves apart is what distortion and filters do to a pitch estimate; they are not counted.
    const double semitones = 12.0 * std::log2(targetHz / inputHz);
    const double withinOctave = semitones - 12.0 * std::round(semitones / 12.0);
    if (std::abs(withinOctave) > kHalfSemitone)
        notes.push_back(
            fmt::format("The target's pitch ({:.0f} Hz) differs from the input's ({:.0f} Hz) by {:+.1f} semitones; "
                        "effects cannot bridge that.",
                        targetHz, inputHz, semitones));
    return notes;
}

std::vector<std::size_t> findAnalysisWindows(const MonoView& input, const MonoView& target) {
    const std::size_t length = std::max(input.frames(), target.frames());
    if (length <= kWindow)
        return {0};
    struct Candidate {
        std::size_t start;
        double power;
    };
    std::vector<Candidate> candidates;
    for (std::size_t start = 0; start + kWindow <= length; start += kWindowHop) {
        const double a = rms(std::span<const float>(input.part(start, kWindow)));
        const double b = rms(std::span<const float>(target.part(start, kWindow)));
        candidates.push_back({start, a * b});
    }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& x, const Candidate& y) { return x.power > y.power; });
    std::vector<std::size_t> starts;
    for (const Candidate& candidate : candidates) {
        const bool overlaps = std::any_of(starts.begin(), starts.end(), [&](std::size_t start) {
            return candidate.start < start + kWindow && start < candidate.start + kWindow;
        });
        const bool isActive = starts.empty() || candidate.power > kActiveShare * candidates.front().power;
        if (!overlaps && isActive && starts.size() < kMaxAnalysisWindows)
            starts.push_back(candidate.start);
    }
    std::sort(starts.begin(), starts.end());
    return starts;
}

} // namespace stepwise::core
