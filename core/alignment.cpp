#include "core/alignment.h"

#include "core/audio_buffer.h"
#include "core/onset_correlation.h"
#include "core/onset_envelope.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace stepwise::core {

namespace {

constexpr float kDigitalSilence = 6.2e-5F; ///< two steps of 16 bits: dither
constexpr float kSilenceShare = 1e-3F;     ///< of the peak
constexpr float kSoftShare = 3e-4F;
constexpr float kLoudShare = 3e-3F;
constexpr double kNearLagSeconds = 0.25;
constexpr double kClearlyBetter = 1.5; ///< a lag must correlate this much better than none
constexpr double kLeastCorrelation = 0.75;
constexpr double kFarClearlyBetter = 2.0; ///< one that is further away
constexpr double kLeastSoftCorrelation = 0.3;
constexpr double kSoftClearlyBetter = 4.0;
constexpr double kAboutAsHigh = 0.95;
constexpr double kLeastGapSeconds = 0.05;
constexpr double kLeastAgreement = 0.2; ///< of waveforms
constexpr double kSameWaveform = 0.99;
constexpr int kRoundedSamples = 20;
constexpr std::size_t kWindow = static_cast<std::size_t>(kAnalysisRateHz);
constexpr std::size_t kWindowHop = kWindow / 4;
constexpr double kActiveShare = 1e-4; ///< windows within 40 dB of the loudest are active

double rms(std::span<const float> samples) {
    double squares = 0.0;
    for (const float sample : samples)
        squares += static_cast<double>(sample) * sample;
    return samples.empty() ? 0.0 : std::sqrt(squares / static_cast<double>(samples.size()));
}

/// The first sample that stands out of the silence before the sound; `share` is of its peak.
std::size_t firstSound(const MonoView& samples, float share = kSilenceShare) {
    float peak = 0.0F;
    samples.forPieces(1, [&](std::span<const float> piece) {
        for (const float sample : piece)
            peak = std::max(peak, std::abs(sample));
    });
    const float silence = std::max(kDigitalSilence, share * peak);
    std::size_t first = samples.frames();
    std::size_t start = 0;
    samples.forPieces(1, [&](std::span<const float> piece) {
        const auto found = std::ranges::find_if(piece, [&](float sample) { return std::abs(sample) > silence; });
        if (first == samples.frames() && found != piece.end())
            first = start + static_cast<std::size_t>(found - piece.begin());
        start += piece.size();
    });
    return first;
}

/// None where one of them is silent.
std::optional<int> silenceGap(const MonoView& input, const MonoView& target, float share = kSilenceShare) {
    const std::size_t inputStart = firstSound(input, share);
    const std::size_t targetStart = firstSound(target, share);
    if (inputStart == input.frames() || targetStart == target.frames())
        return std::nullopt;
    return static_cast<int>(static_cast<std::ptrdiff_t>(targetStart) - static_cast<std::ptrdiff_t>(inputStart));
}

/// To the sample: of the peaks near `lag` at which the waveforms agree (or their negatives) about as well as anywhere
/// near, the nearest, since tones agree at every period. The lag itself where no waveform is left to be seen.
int refined(const MonoView& wholeInput, const MonoView& wholeTarget, int lag) {
    constexpr int kReach = 441;
    const std::size_t start = std::max(firstSound(wholeInput), static_cast<std::size_t>(std::max(kReach + 1 - lag, 0)));
    const std::vector<float> input = wholeInput.part(start, 2 * kWindow);
    const std::vector<float> target =
        wholeTarget.part(static_cast<std::size_t>(static_cast<std::ptrdiff_t>(start) + lag - kReach - 1),
                         input.size() + std::size_t{2} * (kReach + 1));
    std::vector<double> agreement;
    for (std::size_t offset = 0; offset < 2 * (kReach + 1) + 1; ++offset) {
        const double product =
            std::inner_product(input.begin(), input.end(), target.begin() + static_cast<std::ptrdiff_t>(offset), 0.0);
        agreement.push_back(std::abs(product));
    }
    const double power = rms(input) * rms(target) * static_cast<double>(std::min(input.size(), target.size()));
    const double highest = *std::ranges::max_element(agreement);
    if (highest < kLeastAgreement * power)
        return lag;
    for (int distance = 0; distance <= kReach; ++distance)
        for (const int offset : {distance, -distance}) {
            const auto at = agreement.begin() + kReach + 1 + offset;
            if (*at >= kAboutAsHigh * highest && *at >= *(at - 1) && *at >= *(at + 1))
                return lag + offset;
        }
    return lag;
}

/// How well the waveforms agree at a lag, 0 to 1.
double agreementAt(const MonoView& wholeInput, const MonoView& wholeTarget, int lag) {
    const std::size_t start = std::max(firstSound(wholeInput), static_cast<std::size_t>(std::max(-lag, 0)));
    const std::vector<float> input = wholeInput.part(start, 2 * kWindow);
    const std::vector<float> target =
        wholeTarget.part(static_cast<std::size_t>(static_cast<std::ptrdiff_t>(start) + lag), input.size());
    const double product = std::inner_product(input.begin(), input.end(), target.begin(), 0.0);
    const double power = rms(input) * rms(target) * static_cast<double>(input.size());
    return power > 0.0 ? std::abs(product) / power : 0.0;
}

/// Effects soften or sharpen an attack, so that silence does not tell the lag to the sample: within half a millisecond,
/// or where the sounds begin softly within what the levels disagree by, a whole hundredth of a second is likelier, by
/// which people and programs pad. Unchanged waveforms tell it to the sample.
int lagOfSilence(const MonoView& input, const MonoView& target, int gap) {
    constexpr int kHundredth = static_cast<int>(kAnalysisRateHz / 100.0);
    if (agreementAt(input, target, gap) >= kSameWaveform)
        return gap;
    const int soft = silenceGap(input, target, kSoftShare).value_or(gap);
    const int loud = silenceGap(input, target, kLoudShare).value_or(gap);
    const int doubt = std::max({gap, soft, loud}) - std::min({gap, soft, loud});
    // The softest level that stands out tells it best; noise before one of them does not.
    const bool isSoft = doubt > static_cast<int>(kOnsetHop) && std::abs(soft - gap) <= kHundredth;
    const int likeliest = isSoft ? soft : gap;
    const int whole = static_cast<int>(std::lround(static_cast<double>(likeliest) / kHundredth)) * kHundredth;
    return whole != 0 && std::abs(whole - likeliest) <= (isSoft ? doubt : kRoundedSamples) ? whole : likeliest;
}

std::ptrdiff_t hops(double seconds) {
    return static_cast<std::ptrdiff_t>(seconds * kAnalysisRateHz / kOnsetHop);
}

/// The nearest lag whose correlation is about as high as the highest within `reach`: repeated bars correlate at each.
std::ptrdiff_t bestLag(const OnsetCorrelation& correlation, std::ptrdiff_t reach) {
    double highest = 0.0;
    for (std::ptrdiff_t lag = -reach; lag <= reach; ++lag)
        highest = std::max(highest, correlation.at(lag));
    const auto isPeak = [&](std::ptrdiff_t lag) {
        const double here = correlation.at(lag);
        return here >= kAboutAsHigh * highest && here >= correlation.at(lag - 1) && here >= correlation.at(lag + 1);
    };
    for (std::ptrdiff_t distance = 0; distance <= reach; ++distance)
        for (const std::ptrdiff_t lag : {distance, -distance})
            if (isPeak(lag))
                return lag;
    return 0;
}

/// Whether this lag explains the sounds better than none: what begins softly correlates badly, but with no lag worse.
bool isClear(const OnsetCorrelation& correlation, std::ptrdiff_t lag) {
    const double here = correlation.at(lag);
    const double none = correlation.around(0);
    // One hop either way is the envelope's own blur, not a lag.
    if (std::abs(lag) <= 1)
        return false;
    const bool isNear = std::abs(lag) <= hops(kNearLagSeconds);
    if (here >= kLeastCorrelation && here >= (isNear ? kClearlyBetter : kFarClearlyBetter) * none)
        return true;
    return std::abs(lag) >= hops(kLeastGapSeconds) && here >= kLeastSoftCorrelation &&
           here >= kSoftClearlyBetter * none;
}

} // namespace

int findSilenceLagSamples(const MonoView& input, const MonoView& target) {
    const int gap = silenceGap(input, target).value_or(0);
    return std::abs(gap) < static_cast<int>(kLeastGapSeconds * kAnalysisRateHz) ? 0 : gap;
}

int findLagSamples(const MonoView& input, const MonoView& target) {
    const std::optional<int> silence = silenceGap(input, target);
    if (!silence)
        return 0;
    const int gap = *silence;
    const OnsetCorrelation correlation(onsetEnvelope(input), onsetEnvelope(target));
    const auto gapHops = static_cast<std::ptrdiff_t>(std::lround(static_cast<double>(gap) / kOnsetHop));
    std::ptrdiff_t lag = bestLag(correlation, std::max(correlation.furthestBack(), correlation.furthestAhead()));
    if (!isClear(correlation, lag))
        lag = bestLag(correlation, hops(kNearLagSeconds));
    const bool isLag = isClear(correlation, lag);
    // No effect holds a sound back for so long: silence before one of them says how late it is, unless the onsets
    // clearly say otherwise.
    const double ofGap = correlation.around(gapHops);
    const bool isGap = std::abs(gap) >= static_cast<int>(kLeastGapSeconds * kAnalysisRateHz) &&
                       ofGap >= kAboutAsHigh * correlation.around(0);
    if (isGap && !(isLag && correlation.at(lag) >= std::max(kLeastCorrelation, kClearlyBetter * ofGap)))
        return lagOfSilence(input, target, gap);
    if (!isLag)
        return 0;
    return std::abs(lag - gapHops) <= 2 ? lagOfSilence(input, target, gap)
                                        : refined(input, target, static_cast<int>(lag) * static_cast<int>(kOnsetHop));
}

StoredSound cut(const StoredSound& sound, std::ptrdiff_t start, std::size_t frames) {
    if (start == 0 && frames == sound.frames())
        return sound;
    StoredSound result(sound.sampleRateHz(), sound.channelCount(), frames);
    forPieces(sound, [&](std::size_t channel, std::size_t at, std::span<const float> piece) {
        const std::ptrdiff_t to = static_cast<std::ptrdiff_t>(at) - start;
        const std::size_t lost = std::min(static_cast<std::size_t>(std::max<std::ptrdiff_t>(-to, 0)), piece.size());
        const auto kept = piece.subspan(lost);
        if (!kept.empty())
            result.write(channel, static_cast<std::size_t>(to + static_cast<std::ptrdiff_t>(lost)), kept);
    });
    return result;
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
