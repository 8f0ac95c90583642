// The learner's work as plain values: two sounds, rounds of steps, and what was decided about each step. Sounds are
// shared and never changed, so that copies are cheap: undo keeps whole states.
#pragma once

#include "core/stored_sound.h"
#include "models/timeline.h"

#include <optional>
#include <string>
#include <vector>

namespace stepwise::ui {

using Sound = core::StoredSound;

struct NamedSound {
    Sound audio;      ///< none: not chosen yet, or lost with a damaged session
    std::string name; ///< a file's or a preset's

    bool operator==(const NamedSound&) const = default;
};

/// What was heard before a step when it was suggested.
struct Hearing {
    std::vector<effects::Step> earlierRounds; ///< steps that led to the round's input
    std::vector<effects::Step> steps;         ///< steps of the round that were switched on

    bool operator==(const Hearing&) const = default;
};

struct WorkStep {
    int id = 0; ///< unique in the work, the same as long as the step exists
    effects::Step step;
    bool isOn = true;
    bool isAccepted = false;
    bool isRefined = false;                 ///< its knobs stand as a refinement left them
    bool broughtNearer = true;              ///< when it was suggested; otherwise it was placed switched off
    std::optional<effects::Step> suggested; ///< as proposed, whatever was turned since; none when placed by hand
    std::optional<float> confidence;
    std::vector<models::Alternative> alternatives; ///< ranked, without the step itself
    Hearing heard;                                 ///< only if suggested

    bool isTweaked() const { return suggested && *suggested != step; }
};

/// A chapter: an input and the steps from there, each effect at most once.
struct Round {
    int id = 1;
    int parentRound = 0; ///< id of an earlier round; 0: starts from the work's input
    int parentStep = 0;  ///< id of the step whose audio is the input; 0: the parent's own input
    std::vector<WorkStep> steps;
};

struct Work {
    NamedSound input;
    NamedSound target;
    std::vector<Round> rounds = {Round{}};
    std::size_t currentRound = 0;
    int lastId = 1;   ///< the highest id given so far
    int revision = 0; ///< another one after every edit, so that a saved state is known again

    const Round& round() const { return rounds[currentRound]; }
    Round& round() { return rounds[currentRound]; }
};

/// Index in `round.steps`; none if there is no such step.
std::optional<std::size_t> indexOfStep(const Round& round, int stepId);
std::optional<std::size_t> indexOfRound(const Work& work, int roundId);

bool usesEffect(const Round& round, effects::EffectId effect);
/// Effects that the round does not use yet.
std::vector<effects::EffectId> freeEffects(const Round& round);

/// The steps that are on, from the work's input to the input of a round.
std::vector<effects::Step> stepsBeforeRound(const Work& work, std::size_t round);

/// What is heard before step `index` of a round.
Hearing hearingBefore(const Work& work, std::size_t round, std::size_t index);

/// What happened to the steps before a suggestion since it was made.
enum class StaleReason { changed, removed, switchedOff, added, replaced, reordered, earlierRound };

struct Staleness {
    StaleReason reason = StaleReason::changed;
    effects::EffectId effect = effects::EffectId::compressor; ///< of the step that it is about
    std::size_t index = 0;                                    ///< where that step stands now (changed, added, replaced)
};

/// None for steps placed by hand and for suggestions that still stand on what they were made for.
std::optional<Staleness> stalenessOf(const Work& work, std::size_t round, std::size_t index);

} // namespace stepwise::ui
