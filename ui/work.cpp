#include "ui/work.h"

#include <algorithm>

namespace stepwise::ui {

namespace {

const effects::Step* findEffect(const std::vector<effects::Step>& steps, effects::EffectId effect) {
    const auto found =
        std::find_if(steps.begin(), steps.end(), [&](const effects::Step& step) { return step.effect == effect; });
    return found == steps.end() ? nullptr : &*found;
}

/// Whether what was heard in the place of step `index` is in the round no more.
bool isReplaced(const Round& round, const std::vector<effects::Step>& then, std::size_t index) {
    std::size_t heardBefore = 0;
    for (std::size_t i = 0; i < index; ++i)
        heardBefore += round.steps[i].isOn ? 1 : 0;
    return heardBefore < then.size() && !usesEffect(round, then[heardBefore].effect);
}

void appendHeard(const Round& round, std::size_t count, std::vector<effects::Step>& steps) {
    for (std::size_t i = 0; i < count; ++i)
        if (round.steps[i].isOn)
            steps.push_back(round.steps[i].step);
}

} // namespace

std::optional<std::size_t> indexOfStep(const Round& round, int stepId) {
    for (std::size_t i = 0; i < round.steps.size(); ++i)
        if (round.steps[i].id == stepId)
            return i;
    return std::nullopt;
}

std::optional<std::size_t> indexOfRound(const Work& work, int roundId) {
    for (std::size_t i = 0; i < work.rounds.size(); ++i)
        if (work.rounds[i].id == roundId)
            return i;
    return std::nullopt;
}

bool usesEffect(const Round& round, effects::EffectId effect) {
    return std::any_of(round.steps.begin(), round.steps.end(),
                       [&](const WorkStep& step) { return step.step.effect == effect; });
}

std::vector<effects::EffectId> freeEffects(const Round& round) {
    std::vector<effects::EffectId> free;
    for (const effects::EffectId effect : effects::kAllEffects)
        if (!usesEffect(round, effect))
            free.push_back(effect);
    return free;
}

std::vector<effects::Step> stepsBeforeRound(const Work& work, std::size_t round) {
    const std::optional<std::size_t> parent = indexOfRound(work, work.rounds[round].parentRound);
    if (!parent || *parent >= round)
        return {};
    std::vector<effects::Step> steps = stepsBeforeRound(work, *parent);
    const std::optional<std::size_t> last = indexOfStep(work.rounds[*parent], work.rounds[round].parentStep);
    appendHeard(work.rounds[*parent], last ? *last + 1 : 0, steps);
    return steps;
}

Hearing hearingBefore(const Work& work, std::size_t round, std::size_t index) {
    Hearing hearing;
    hearing.earlierRounds = stepsBeforeRound(work, round);
    appendHeard(work.rounds[round], std::min(index, work.rounds[round].steps.size()), hearing.steps);
    return hearing;
}

std::optional<Staleness> stalenessOf(const Work& work, std::size_t round, std::size_t index) {
    const WorkStep& step = work.rounds[round].steps[index];
    if (!step.suggested)
        return std::nullopt;
    const Hearing now = hearingBefore(work, round, index);
    const Hearing& then = step.heard;
    if (now == then)
        return std::nullopt;
    if (now.earlierRounds != then.earlierRounds)
        return Staleness{StaleReason::earlierRound, step.step.effect, 0};
    const std::vector<WorkStep>& all = work.rounds[round].steps;
    for (std::size_t i = 0; i < index; ++i) {
        const effects::Step* before = findEffect(then.steps, all[i].step.effect);
        if (before == nullptr && all[i].isOn)
            return Staleness{isReplaced(work.rounds[round], then.steps, i) ? StaleReason::replaced : StaleReason::added,
                             all[i].step.effect, i};
        if (before != nullptr && !all[i].isOn)
            return Staleness{StaleReason::switchedOff, all[i].step.effect, i};
        if (before != nullptr && *before != all[i].step)
            return Staleness{StaleReason::changed, all[i].step.effect, i};
    }
    for (const effects::Step& before : then.steps)
        if (findEffect(now.steps, before.effect) == nullptr)
            return Staleness{usesEffect(work.rounds[round], before.effect) ? StaleReason::reordered
                                                                           : StaleReason::removed,
                             before.effect, 0};
    return Staleness{StaleReason::reordered, step.step.effect, 0};
}

} // namespace stepwise::ui
