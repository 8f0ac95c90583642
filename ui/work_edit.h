// Edits of the current round. Each leaves the work as it is, and returns false, if it cannot be done.
#pragma once

#include "ui/work.h"

namespace stepwise::ui {

/// Starts anew with one empty round; sounds that are empty stay as they are. Where a sound was only missing, the steps
/// stay. Returns false if steps were dropped.
bool setSounds(Work& work, const NamedSound& input, const NamedSound& target);

bool setStepValues(Work& work, std::size_t index, const effects::Step& step);

/// The steps with these ids take the knobs that a refinement found. Suggestions that stood on the steps as they were
/// stand on them as they are: refining keeps what was decided.
bool setRefinedSteps(Work& work, const std::vector<int>& stepIds, const std::vector<effects::Step>& steps);

/// Places an effect by hand, with its defaults, before the step at `index` (the number of steps: at the end).
bool insertStep(Work& work, std::size_t index, const effects::Step& step);

bool removeStep(Work& work, std::size_t index);

/// The step then stands at `to` among the others.
bool moveStep(Work& work, std::size_t from, std::size_t to);

bool switchStep(Work& work, std::size_t index, bool isOn);
bool acceptStep(Work& work, std::size_t index, bool isAccepted);

/// Takes a ranked alternative; what was suggested there becomes an alternative in turn, as it was suggested.
bool replaceStep(Work& work, std::size_t index, std::size_t alternative);

/// The steps of the current round from the one at `index` on.
std::vector<int> idsFrom(const Work& work, std::size_t index);

/// Takes out the steps with the ids `replaced`, then adds suggestions that were made for the steps given as `askedFor`.
/// Steps that are off and whose effect is suggested now give way; others that were placed meanwhile stay. `helping`
/// suggestions are switched on, those after them are offered only.
void takeSuggestions(Work& work, const std::vector<int>& replaced, const Hearing& askedFor,
                     const std::vector<models::TimelineStep>& suggestions, std::size_t helping);

/// A new chapter whose input is the audio after step `index` of the current one (none: its input).
void startRound(Work& work, std::optional<std::size_t> index);

/// Takes a chapter out that no other starts from; the first one stays.
bool removeRound(Work& work, std::size_t round);

/// Replaces the steps of the current round, e.g. by those of a chain file.
void setChain(Work& work, const effects::Chain& chain);

} // namespace stepwise::ui
