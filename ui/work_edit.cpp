#include "ui/work_edit.h"

#include <algorithm>
#include <ranges>
#include <set>

namespace stepwise::ui {

namespace {

using Offset = std::ptrdiff_t;

/// Rounds that start from the step `id` start from the step before it instead.
void handOverChildren(Work& work, int id, int predecessor) {
    for (Round& round : work.rounds)
        if (round.parentStep == id)
            round.parentStep = predecessor;
}

void eraseStep(Work& work, std::size_t index) {
    std::vector<WorkStep>& steps = work.round().steps;
    handOverChildren(work, steps[index].id, index == 0 ? 0 : steps[index - 1].id);
    steps.erase(steps.begin() + static_cast<Offset>(index));
}

WorkStep suggestedStep(const models::TimelineStep& suggestion, int id, const Hearing& heard) {
    WorkStep step;
    step.id = id;
    step.step = suggestion.step;
    step.suggested = suggestion.suggested ? suggestion.suggested : suggestion.step;
    step.confidence = suggestion.confidence;
    step.alternatives = suggestion.alternatives;
    step.heard = heard;
    return step;
}

/// The ids of suggestions, in all rounds, that stand on what they were made for.
std::set<int> freshSuggestions(const Work& work) {
    std::set<int> ids;
    for (std::size_t round = 0; round < work.rounds.size(); ++round)
        for (std::size_t i = 0; i < work.rounds[round].steps.size(); ++i)
            if (work.rounds[round].steps[i].suggested && !stalenessOf(work, round, i))
                ids.insert(work.rounds[round].steps[i].id);
    return ids;
}

} // namespace

bool setSounds(Work& work, const NamedSound& input, const NamedSound& target) {
    const bool fillsGap = (!input.audio || !work.input.audio) && (!target.audio || !work.target.audio);
    if (input.audio)
        work.input = input;
    if (target.audio)
        work.target = target;
    if (fillsGap)
        return true;
    const bool hadSteps = std::ranges::any_of(work.rounds, [](const Round& round) { return !round.steps.empty(); });
    work.rounds = {Round{}};
    work.currentRound = 0;
    return !hadSteps;
}

bool setStepValues(Work& work, std::size_t index, const effects::Step& step) {
    std::vector<WorkStep>& steps = work.round().steps;
    if (index >= steps.size() || steps[index].step.effect != step.effect || steps[index].step == step)
        return false;
    steps[index].step = step;
    steps[index].isRefined = false;
    return true;
}

bool setRefinedSteps(Work& work, const std::vector<int>& stepIds, const std::vector<effects::Step>& steps) {
    std::vector<WorkStep>& all = work.round().steps;
    const std::set<int> fresh = freshSuggestions(work);
    bool hasChanged = false;
    for (std::size_t i = 0; i < stepIds.size(); ++i) {
        const std::optional<std::size_t> index = indexOfStep(work.round(), stepIds[i]);
        if (!index || all[*index].step.effect != steps[i].effect || all[*index].step == steps[i])
            continue;
        all[*index].step = steps[i];
        all[*index].isRefined = true;
        hasChanged = true;
    }
    for (std::size_t round = 0; round < work.rounds.size(); ++round)
        for (std::size_t i = 0; i < work.rounds[round].steps.size(); ++i)
            if (WorkStep& step = work.rounds[round].steps[i]; fresh.contains(step.id))
                step.heard = hearingBefore(work, round, i);
    return hasChanged;
}

bool insertStep(Work& work, std::size_t index, const effects::Step& step) {
    std::vector<WorkStep>& steps = work.round().steps;
    if (index > steps.size() || usesEffect(work.round(), step.effect))
        return false;
    WorkStep placed;
    placed.id = ++work.lastId;
    placed.step = step;
    steps.insert(steps.begin() + static_cast<Offset>(index), placed);
    return true;
}

bool removeStep(Work& work, std::size_t index) {
    if (index >= work.round().steps.size())
        return false;
    eraseStep(work, index);
    return true;
}

bool moveStep(Work& work, std::size_t from, std::size_t to) {
    std::vector<WorkStep>& steps = work.round().steps;
    if (from >= steps.size() || to >= steps.size() || from == to)
        return false;
    const auto first = steps.begin() + static_cast<Offset>(std::min(from, to));
    const auto last = steps.begin() + static_cast<Offset>(std::max(from, to)) + 1;
    std::rotate(first, from < to ? first + 1 : last - 1, last);
    return true;
}

bool switchStep(Work& work, std::size_t index, bool isOn) {
    std::vector<WorkStep>& steps = work.round().steps;
    if (index >= steps.size() || steps[index].isOn == isOn)
        return false;
    steps[index].isOn = isOn;
    return true;
}

bool acceptStep(Work& work, std::size_t index, bool isAccepted) {
    std::vector<WorkStep>& steps = work.round().steps;
    if (index >= steps.size() || steps[index].isAccepted == isAccepted)
        return false;
    steps[index].isAccepted = isAccepted;
    return true;
}

bool replaceStep(Work& work, std::size_t index, std::size_t alternative) {
    std::vector<WorkStep>& steps = work.round().steps;
    if (index >= steps.size() || alternative >= steps[index].alternatives.size())
        return false;
    WorkStep& step = steps[index];
    const models::Alternative chosen = step.alternatives[alternative];
    if (step.step.effect != chosen.step.effect && usesEffect(work.round(), chosen.step.effect))
        return false;
    step.alternatives.erase(step.alternatives.begin() + static_cast<Offset>(alternative));
    step.alternatives.push_back({step.suggested.value_or(step.step), step.confidence.value_or(0.0F)});
    std::stable_sort(step.alternatives.begin(), step.alternatives.end(),
                     [](const auto& a, const auto& b) { return a.confidence > b.confidence; });
    step.step = chosen.step;
    step.suggested = chosen.step;
    step.confidence = chosen.confidence;
    step.isAccepted = false;
    step.isRefined = false;
    step.broughtNearer = true; // nobody has measured it
    return true;
}

std::vector<int> idsFrom(const Work& work, std::size_t index) {
    std::vector<int> ids;
    for (const WorkStep& step : work.round().steps | std::views::drop(index))
        ids.push_back(step.id);
    return ids;
}

void takeSuggestions(Work& work, const std::vector<int>& replaced, const Hearing& askedFor,
                     const std::vector<models::TimelineStep>& suggestions, std::size_t helping) {
    std::vector<WorkStep>& steps = work.round().steps;
    for (std::size_t k = steps.size(); k-- > 0;)
        if (std::ranges::find(replaced, steps[k].id) != replaced.end())
            eraseStep(work, k);
    Hearing heard = askedFor;
    for (std::size_t i = 0; i < suggestions.size(); ++i) {
        for (std::size_t k = steps.size(); k-- > 0;)
            if (!steps[k].isOn && steps[k].step.effect == suggestions[i].step.effect)
                eraseStep(work, k);
        if (usesEffect(work.round(), suggestions[i].step.effect))
            continue; // placed by hand while the networks were thinking
        steps.push_back(suggestedStep(suggestions[i], ++work.lastId, heard));
        steps.back().isOn = i < helping;
        steps.back().broughtNearer = i < helping;
        if (steps.back().isOn)
            heard.steps.push_back(suggestions[i].step);
    }
}

void startRound(Work& work, std::optional<std::size_t> index) {
    Round round;
    round.id = ++work.lastId;
    round.parentRound = work.round().id;
    if (index && *index < work.round().steps.size())
        round.parentStep = work.round().steps[*index].id;
    work.rounds.push_back(round);
    work.currentRound = work.rounds.size() - 1;
}

bool removeRound(Work& work, std::size_t round) {
    if (round == 0 || round >= work.rounds.size())
        return false;
    const int id = work.rounds[round].id;
    if (std::any_of(work.rounds.begin(), work.rounds.end(), [&](const Round& one) { return one.parentRound == id; }))
        return false;
    work.rounds.erase(work.rounds.begin() + static_cast<Offset>(round));
    if (work.currentRound >= round)
        --work.currentRound;
    return true;
}

void setChain(Work& work, const effects::Chain& chain) {
    while (!work.round().steps.empty())
        eraseStep(work, work.round().steps.size() - 1);
    for (const effects::Step& step : chain.steps)
        insertStep(work, work.round().steps.size(), step);
}

} // namespace stepwise::ui
