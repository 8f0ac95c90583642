#include "models/chain_objective.h"

#include <algorithm>

namespace stepwise::models {

namespace {

constexpr double kFirstChoice = 0.4; ///< near enough to the border for others to be tried

float knobValue(const Knob& knob, double value) {
    const double bounded = std::clamp(value, 0.0, 1.0);
    if (knob.choices.empty())
        return static_cast<float>(bounded);
    if (bounded < 0.5 || knob.choices.size() == 1)
        return knob.choices.front();
    const auto others = static_cast<double>(knob.choices.size() - 1);
    const auto index = static_cast<std::size_t>((bounded - 0.5) * 2.0 * others);
    return knob.choices[1 + std::min(index, knob.choices.size() - 2)];
}

/// As many as bound the memory of ten minutes of sound.
constexpr std::size_t kChunk = 64;

} // namespace

std::vector<Knob> predictedKnobs(std::span<const effects::Step> steps, std::optional<std::size_t> onlyStep) {
    std::vector<Knob> knobs;
    for (std::size_t step = 0; step < steps.size(); ++step) {
        const auto parameters = effects::effectInfo(steps[step].effect).parameters;
        for (std::size_t p = 0; p < parameters.size(); ++p)
            if (parameters[p].predicted && parameters[p].curve != effects::Curve::choice &&
                (!onlyStep || *onlyStep == step))
                knobs.push_back({step, p, {}});
    }
    return knobs;
}

std::vector<Knob> predictedChoices(std::span<const effects::Step> steps, std::optional<std::size_t> onlyStep) {
    std::vector<Knob> knobs;
    for (std::size_t step = 0; step < steps.size(); ++step) {
        const auto parameters = effects::effectInfo(steps[step].effect).parameters;
        for (std::size_t p = 0; p < parameters.size(); ++p) {
            if (!parameters[p].predicted || parameters[p].curve != effects::Curve::choice ||
                (onlyStep && *onlyStep != step))
                continue;
            const int own = effects::choiceIndex(parameters[p], steps[step].values[p]);
            Knob knob = {step, p, {effects::choiceValue(parameters[p], own)}};
            for (int i = 0; i < static_cast<int>(parameters[p].choices.size()); ++i)
                if (i != own)
                    knob.choices.push_back(effects::choiceValue(parameters[p], i));
            knobs.push_back(std::move(knob));
        }
    }
    return knobs;
}

ChainObjective::ChainObjective(const Timeline& timeline, std::vector<effects::Step> steps, std::vector<Knob> knobs)
    : comparison_(timeline.comparison()), rateHz_(timeline.input().sampleRateHz), renderer_(rateHz_),
      steps_(std::move(steps)), knobs_(std::move(knobs)), baseSounds_{core::mixToMono(timeline.input())} {}

KnobValues ChainObjective::valuesOf(std::span<const effects::Step> steps) const {
    KnobValues values;
    for (const Knob& knob : knobs_)
        values.push_back(knob.choices.empty() ? static_cast<double>(steps[knob.step].values[knob.parameter])
                                              : kFirstChoice);
    return values;
}

std::vector<effects::Step> ChainObjective::stepsWith(const KnobValues& values) const {
    std::vector<effects::Step> steps = steps_;
    for (std::size_t i = 0; i < knobs_.size(); ++i)
        steps[knobs_[i].step].values[knobs_[i].parameter] = knobValue(knobs_[i], values[i]);
    return steps;
}

void ChainObjective::setSteps(std::vector<effects::Step> steps) {
    steps_ = std::move(steps);
}

std::size_t ChainObjective::firstChange(std::span<const effects::Step> steps) const {
    std::size_t first = 0;
    while (first < baseSteps_.size() && first + 1 < baseSounds_.size() && steps[first] == baseSteps_[first])
        ++first;
    return std::min(first, baseSounds_.size() - 1);
}

void ChainObjective::setBase(const KnobValues& values) {
    const std::vector<effects::Step> steps = stepsWith(values);
    const std::size_t first = firstChange(steps);
    baseSounds_.resize(first + 1);
    for (std::size_t i = first; i + 1 < steps.size(); ++i) {
        std::vector<std::vector<float>> sound = {baseSounds_[i]};
        renderer_.render(sound, std::span(&steps[i], 1));
        baseSounds_.push_back(std::move(sound.front()));
    }
    baseSteps_ = steps;
}

void ChainObjective::renderChunk(std::span<const KnobValues> settings, std::vector<core::Spectrogram>& results) {
    std::vector<std::vector<effects::Step>> chains;
    std::vector<std::size_t> first;
    std::vector<std::vector<float>> sounds(settings.size());
    for (const KnobValues& values : settings) {
        chains.push_back(stepsWith(values));
        first.push_back(firstChange(chains.back()));
    }
    for (std::size_t k = 0; k < steps_.size(); ++k) {
        std::vector<std::size_t> active;
        std::vector<std::vector<float>> packed;
        std::vector<effects::Step> steps;
        for (std::size_t i = 0; i < settings.size(); ++i) {
            if (first[i] > k)
                continue;
            active.push_back(i);
            packed.push_back(first[i] == k ? baseSounds_[k] : std::move(sounds[i]));
            steps.push_back(chains[i][k]);
        }
        renderer_.render(packed, steps);
        for (std::size_t i = 0; i < active.size(); ++i)
            sounds[active[i]] = std::move(packed[i]);
    }
    for (std::vector<float>& sound : sounds)
        results.push_back(comparison_.melDb(core::AudioBuffer(rateHz_, std::move(sound))));
    renders_ += static_cast<int>(settings.size());
}

std::vector<core::Spectrogram> ChainObjective::render(std::span<const KnobValues> settings) {
    std::vector<core::Spectrogram> results;
    for (std::size_t start = 0; start < settings.size(); start += kChunk)
        renderChunk(settings.subspan(start, std::min(kChunk, settings.size() - start)), results);
    return results;
}

} // namespace stepwise::models
