#include "models/situation.h"

namespace stepwise::models {

Situation situationOf(const Timeline& timeline, std::size_t steps) {
    Situation situation;
    situation.levelKnown = !timeline.comparison().options().trim;
    const auto& targets = timeline.comparison().targetWindowsDb();
    for (std::size_t window = 0; window < targets.size(); ++window) {
        WindowHistory history;
        history.targetDb = targets[window];
        for (std::size_t i = 0; i <= steps; ++i)
            history.soundsDb.push_back(timeline.measuredBefore(i).windowsDb[window]);
        situation.windows.push_back(std::move(history));
    }
    for (std::size_t i = 0; i < steps; ++i)
        situation.effects.push_back(timeline.steps()[i].step.effect);
    return situation;
}

} // namespace stepwise::models
