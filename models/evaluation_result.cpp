#include "models/evaluation_result.h"

#include <algorithm>
#include <cmath>

namespace stepwise::models {

void Share::count(bool isHit) {
    hits += isHit ? 1 : 0;
    ++items;
}

void Share::add(const Share& other) {
    hits += other.hits;
    items += other.items;
}

core::Errors MeanErrors::mean() const {
    core::Errors mean;
    for (const core::ErrorColumn& column : core::kErrorColumns)
        mean.*column.value = sum.*column.value / std::max(items, 1);
    return mean;
}

void MeanErrors::count(const core::Errors& errors) {
    add({errors, 1});
}

void MeanErrors::add(const MeanErrors& other) {
    for (const core::ErrorColumn& column : core::kErrorColumns)
        sum.*column.value += other.sum.*column.value;
    items += other.items;
}

void Outcome::add(const Outcome& other) {
    initial.add(other.initial);
    final.add(other.final);
    bestPrefix.add(other.bestPrefix);
    worseThanDry.add(other.worseThanDry);
    exactSet.add(other.exactSet);
}

void EffectResult::add(const EffectResult& other) {
    without.add(other.without);
    with.add(other.with);
    improved.add(other.improved);
    missed.add(other.missed);
    extra.add(other.extra);
}

void Calibration::count(double confidence, bool isHit) {
    const int bin = std::clamp(static_cast<int>(confidence * kBins), 0, kBins - 1);
    bins[static_cast<std::size_t>(bin)].count(isHit);
    confidenceSums[static_cast<std::size_t>(bin)] += confidence;
}

void Calibration::add(const Calibration& other) {
    for (std::size_t i = 0; i < bins.size(); ++i) {
        bins[i].add(other.bins[i]);
        confidenceSums[i] += other.confidenceSums[i];
    }
}

double Calibration::expectedError() const {
    double distances = 0.0;
    int items = 0;
    for (std::size_t i = 0; i < bins.size(); ++i) {
        distances += std::abs(confidenceSums[i] - bins[i].hits);
        items += bins[i].items;
    }
    return distances / std::max(items, 1);
}

void RefinementResult::add(const RefinementResult& other) {
    if (method.empty())
        method = other.method;
    initial.add(other.initial);
    final.add(other.final);
    worse.add(other.worse);
    renders += other.renders;
    seconds += other.seconds;
    for (const auto& [name, knob] : other.knobs)
        knobs[name].add(knob);
}

void GroupResult::add(const GroupResult& other) {
    all.add(other.all);
    for (const auto& [name, outcome] : other.parts)
        parts[name].add(outcome);
    for (std::size_t i = 0; i < effects.size(); ++i) {
        perStep[i].add(other.perStep[i]);
        effects[i].add(other.effects[i]);
        nextEffectLast[i].add(other.nextEffectLast[i]);
        nextEffectDry[i].add(other.nextEffectDry[i]);
    }
    firstInSet.add(other.firstInSet);
    calibration.add(other.calibration);
    refinement.add(other.refinement);
    suggestSeconds += other.suggestSeconds;
}

Share GroupResult::nextEffectLastAll() const {
    Share sum;
    for (const Share& share : nextEffectLast)
        sum.add(share);
    return sum;
}

} // namespace stepwise::models
