#include "models/knob_recovery.h"

#include "models/chain_objective.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace stepwise::models {

namespace {

constexpr double kTurn = 0.1;
constexpr double kMeasurableMse = 4e-5;

bool hasSameChoices(const effects::Step& a, const effects::Step& b) {
    if (a.effect != b.effect)
        return false;
    const auto parameters = effects::effectInfo(a.effect).parameters;
    for (std::size_t p = 0; p < parameters.size(); ++p)
        if (parameters[p].curve == effects::Curve::choice &&
            effects::choiceIndex(parameters[p], a.values[p]) != effects::choiceIndex(parameters[p], b.values[p]))
            return false;
    return true;
}

} // namespace

void KnobRecovery::count(double error, bool isMeasurable) {
    ++items;
    if (isMeasurable)
        ++errors[static_cast<std::size_t>(std::clamp(static_cast<int>(error * kBins), 0, kBins - 1))];
}

void KnobRecovery::add(const KnobRecovery& other) {
    items += other.items;
    for (std::size_t i = 0; i < errors.size(); ++i)
        errors[i] += other.errors[i];
}

int KnobRecovery::measurable() const {
    return std::accumulate(errors.begin(), errors.end(), 0);
}

double KnobRecovery::medianError() const {
    const double half = 0.5 * measurable();
    double below = 0.0;
    for (std::size_t i = 0; i < errors.size(); ++i) {
        if (errors[i] > 0 && below + errors[i] >= half)
            return (static_cast<double>(i) + (half - below) / errors[i]) / kBins;
        below += errors[i];
    }
    return 0.0;
}

std::string KnobRecovery::medianErrorText() const {
    if (measurable() == 0)
        return "–";
    const double error = medianError();
    return error <= 1.0 / kBins ? fmt::format("below {:.3f}", 1.0 / kBins) : fmt::format("{:.4f}", error);
}

void countKnobs(KnobRecoveries& knobs, const Timeline& timeline, const std::vector<effects::Step>& truth,
                std::span<const effects::Step> found) {
    if (!std::ranges::equal(truth, found, hasSameChoices))
        return;
    const std::vector<Knob> free = predictedKnobs(truth);
    ChainObjective objective(timeline, truth, free, {.threads = 1});
    const KnobValues values = objective.valuesOf(truth);
    std::vector<KnobValues> settings(free.size(), values);
    for (std::size_t i = 0; i < free.size(); ++i)
        settings[i][i] += values[i] > 0.5 ? -kTurn : kTurn;
    const std::vector<Scored> turned = objective.render(settings);
    for (std::size_t i = 0; i < free.size(); ++i) {
        const Knob& knob = free[i];
        const effects::EffectInfo& info = effects::effectInfo(truth[knob.step].effect);
        const double error = std::abs(static_cast<double>(found[knob.step].values[knob.parameter]) - values[i]);
        knobs[fmt::format("{}.{}", info.key, info.parameters[knob.parameter].id)].count(error, turned[i].loss >
                                                                                                   kMeasurableMse);
    }
}

} // namespace stepwise::models
