#include "ui/excerpt.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace stepwise::ui {

namespace {

core::AudioBuffer cut(const core::StoredSound& sound, double startSeconds, double seconds) {
    const auto start = static_cast<std::size_t>(std::lround(startSeconds * sound.sampleRateHz()));
    const auto frames = static_cast<std::size_t>(std::lround(seconds * sound.sampleRateHz()));
    core::AudioBuffer part(sound.sampleRateHz(), sound.channelCount(), frames);
    for (std::size_t channel = 0; channel < sound.channelCount(); ++channel)
        sound.read(channel, start, part.channel(channel));
    return part;
}

/// Root mean squares of the first channel's seconds, the last one as far as it goes.
std::vector<double> levels(const core::StoredSound& sound) {
    std::vector<float> second(static_cast<std::size_t>(std::lround(sound.sampleRateHz())));
    std::vector<double> result;
    for (std::size_t start = 0; start < sound.frames(); start += second.size()) {
        sound.read(0, start, second);
        const double squares = std::inner_product(second.begin(), second.end(), second.begin(), 0.0);
        result.push_back(std::sqrt(squares / static_cast<double>(second.size())));
    }
    return result;
}

} // namespace

bool isListenedInPart(const Pair& pair) {
    return std::max(pair.inputSound->audio.seconds(), pair.targetSound->audio.seconds()) > kMostListenedSeconds;
}

std::size_t loudestStartSeconds(const core::StoredSound& input, const core::StoredSound& target) {
    std::vector<double> both = levels(input);
    const std::vector<double> others = levels(target);
    both.resize(std::min(both.size(), others.size()));
    for (std::size_t i = 0; i < both.size(); ++i)
        both[i] *= others[i];
    const auto length = static_cast<std::size_t>(kExcerptSeconds);
    std::size_t best = 0;
    double loudest = -1.0;
    for (std::size_t start = 0; start == 0 || start + length <= both.size(); ++start) {
        const auto first = both.begin() + static_cast<std::ptrdiff_t>(start);
        const double sum =
            std::accumulate(first, first + static_cast<std::ptrdiff_t>(std::min(length, both.size() - start)), 0.0);
        if (sum > loudest) {
            loudest = sum;
            best = start;
        }
    }
    return best;
}

models::Timeline listenedPart(const TimelineSound& roundInput, const Pair& pair) {
    if (!isListenedInPart(pair))
        return {*roundInput.audio.load(), roundInput.measured, pair.comparison};
    const auto start = static_cast<double>(loudestStartSeconds(pair.inputSound->audio, pair.targetSound->audio));
    core::AudioBuffer input = cut(roundInput.audio, start, kExcerptSeconds);
    core::PreparedPair part = pair.comparison->pair(); // with its notes
    part.input = std::make_shared<const core::AudioBuffer>(input);
    part.target = std::make_shared<const core::AudioBuffer>(cut(pair.targetSound->audio, start, kExcerptSeconds));
    const auto comparison = std::make_shared<const core::Comparison>(std::move(part));
    core::MeasuredSound measured = comparison->measureMel(input);
    return {std::move(input), std::move(measured), comparison};
}

} // namespace stepwise::ui
