#include "core/onset_envelope.h"

#include <algorithm>
#include <cmath>

namespace stepwise::core {

namespace {

constexpr double kSmoothing = 0.3;
constexpr std::size_t kHeldHops = 16; ///< 23 ms: a period of 43 Hz
constexpr double kFloorPower = 1e-6;
constexpr double kFloorShare = 1e-4; ///< of the loudest hop: soft sounds have onsets, too

/// The loudest of the last hops: the periods of a low note are no onsets.
void holdLoudest(std::vector<double>& powers) {
    std::vector<double> held(powers.size());
    for (std::size_t i = 0; i < powers.size(); ++i) {
        const std::size_t first = i - std::min(i, kHeldHops - 1);
        held[i] = *std::max_element(powers.begin() + static_cast<std::ptrdiff_t>(first),
                                    powers.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    }
    powers = std::move(held);
}

} // namespace

std::vector<float> onsetEnvelope(const MonoView& samples) {
    std::vector<double> powers;
    double smooth = 0.0;
    samples.forPieces(kOnsetHop, [&](std::span<const float> piece) {
        for (std::size_t start = 0; start < piece.size(); start += kOnsetHop) {
            const auto hop = piece.subspan(start, std::min(kOnsetHop, piece.size() - start));
            double squares = 0.0;
            for (const float sample : hop)
                squares += static_cast<double>(sample) * sample;
            smooth += kSmoothing * (squares / static_cast<double>(hop.size()) - smooth);
            powers.push_back(smooth);
        }
    });
    holdLoudest(powers);
    const double loudest = powers.empty() ? 0.0 : *std::ranges::max_element(powers);
    const double floor = std::clamp(kFloorShare * loudest, 1e-20, kFloorPower);
    std::vector<float> rises;
    rises.reserve(powers.size());
    double previous = std::log(floor);
    for (const double power : powers) {
        const double level = std::log(power + floor);
        rises.push_back(static_cast<float>(std::max(0.0, level - previous)));
        previous = level;
    }
    return rises;
}

} // namespace stepwise::core
