// A learner's work with everything in use, and whether two works are alike.
#pragma once

#include "support/test_sounds.h"
#include "ui/work_edit.h"

#include <algorithm>
#include <memory>

namespace stepwise::test {

inline ui::Sound noise(double amplitude, std::size_t frames) {
    return std::make_shared<const core::AudioBuffer>(noiseSound(44100.0, frames, amplitude, 2));
}

/// Two rounds, everything in use.
inline ui::Work fullWork(std::size_t frames = 20000) {
    using effects::EffectId;
    ui::Work work;
    work.input = {noise(0.5, frames), "drÿ \"lead\".wav"};
    work.target = {noise(0.25, frames), "target.flac"};
    models::TimelineStep first;
    first.step = effects::defaultStep(EffectId::distortion);
    first.suggested = first.step;
    first.confidence = 0.7123F;
    first.alternatives = {{effects::defaultStep(EffectId::phaser), 0.2F},
                          {effects::defaultStep(EffectId::hallReverb), 0.1F}};
    models::TimelineStep second = first;
    second.step = effects::defaultStep(EffectId::equalizer);
    second.suggested = second.step;
    ui::takeSuggestions(work, ui::idsFrom(work, 0), {}, {first, second}, 1);
    effects::Step turned = first.step;
    turned.values[1] = 0.123456789F;
    ui::setStepValues(work, 0, turned);
    ui::acceptStep(work, 0, true);
    ui::startRound(work, 0);
    ui::insertStep(work, 0, effects::defaultStep(EffectId::distortion));
    return work;
}

inline bool sameSound(const ui::NamedSound& a, const ui::NamedSound& b) {
    return a.name == b.name && static_cast<bool>(a.audio) == static_cast<bool>(b.audio) &&
           (!a.audio || *a.audio.load() == *b.audio.load());
}

inline bool sameStep(const ui::WorkStep& a, const ui::WorkStep& b) {
    const auto sameAlternative = [](const models::Alternative& x, const models::Alternative& y) {
        return x.step == y.step && x.confidence == y.confidence;
    };
    return a.id == b.id && a.step == b.step && a.isOn == b.isOn && a.isAccepted == b.isAccepted &&
           a.suggested == b.suggested && a.confidence == b.confidence && a.heard == b.heard &&
           std::equal(a.alternatives.begin(), a.alternatives.end(), b.alternatives.begin(), b.alternatives.end(),
                      sameAlternative);
}

inline bool sameSteps(const ui::Work& a, const ui::Work& b) {
    return a.currentRound == b.currentRound &&
           std::equal(a.rounds.begin(), a.rounds.end(), b.rounds.begin(), b.rounds.end(),
                      [](const ui::Round& x, const ui::Round& y) {
                          return x.id == y.id && x.parentRound == y.parentRound && x.parentStep == y.parentStep &&
                                 std::equal(x.steps.begin(), x.steps.end(), y.steps.begin(), y.steps.end(), sameStep);
                      });
}

inline bool same(const ui::Work& a, const ui::Work& b) {
    return sameSteps(a, b) && sameSound(a.input, b.input) && sameSound(a.target, b.target);
}

} // namespace stepwise::test
