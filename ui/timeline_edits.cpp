// The controller's edits: each is one entry of the history.
#include "ui/timeline_controller.h"

#include "ui/number_text.h"
#include "ui/work_edit.h"

#include <QCoreApplication>

namespace stepwise::ui {

namespace {

std::size_t placeOf(int index) {
    return index < 0 ? SIZE_MAX : static_cast<std::size_t>(index);
}

/// The parameter that differs, or -1 if several do.
int changedParameter(const effects::Step& before, const effects::Step& after) {
    int changed = -1;
    for (std::size_t i = 0; i < effects::effectInfo(before.effect).parameters.size(); ++i) {
        if (before.values[i] == after.values[i])
            continue;
        if (changed >= 0)
            return -1;
        changed = static_cast<int>(i);
    }
    return changed;
}

} // namespace

void TimelineController::changeStep(int index, const effects::Step& step) {
    if (!hasStep(index))
        return;
    const WorkStep& before = work().round().steps[placeOf(index)];
    const int parameter = changedParameter(before.step, step);
    QString text = tr("Change %1").arg(effectName(step.effect));
    QString gesture;
    if (parameter >= 0) {
        const std::string name(effects::effectInfo(step.effect).parameters[static_cast<std::size_t>(parameter)].name);
        text = tr("Turn %1").arg(QCoreApplication::translate("Rack", name.c_str()));
        gesture = QString("%1/%2").arg(before.id).arg(parameter);
    }
    document_.edit(
        text, [&](Work& work) { return setStepValues(work, placeOf(index), step); }, gesture);
}

void TimelineController::takeSuggestion(int index) {
    if (!hasStep(index) || !work().round().steps[placeOf(index)].suggested)
        return;
    const effects::Step suggested = *work().round().steps[placeOf(index)].suggested;
    document_.edit(tr("Back to the suggestion of %1").arg(effectName(suggested.effect)),
                   [&](Work& work) { return setStepValues(work, placeOf(index), suggested); });
}

void TimelineController::removeStep(int index) {
    if (!hasStep(index))
        return;
    const QString name = effectName(work().round().steps[placeOf(index)].step.effect);
    document_.edit(tr("Remove %1").arg(name), [&](Work& work) { return ui::removeStep(work, placeOf(index)); });
    const int last = static_cast<int>(work().round().steps.size()) - 1;
    selectStep(std::min(index, last));
}

void TimelineController::addStep(effects::EffectId effect) {
    insertStep(static_cast<int>(work().round().steps.size()), effect);
}

void TimelineController::insertStep(int index, effects::EffectId effect) {
    if (!timeline_)
        return;
    const bool isPlaced = document_.edit(tr("Add %1").arg(effectName(effect)), [&](Work& work) {
        return ui::insertStep(work, placeOf(index), effects::defaultStep(effect));
    });
    if (isPlaced)
        selectStep(index);
    else
        Q_EMIT noted(tr("%1 stands in this round already; an effect is used once in a round.").arg(effectName(effect)));
}

void TimelineController::moveStep(int from, int to) {
    if (hasStep(from))
        document_.edit(tr("Move %1").arg(effectName(work().round().steps[placeOf(from)].step.effect)),
                       [&](Work& work) { return ui::moveStep(work, placeOf(from), placeOf(to)); });
}

void TimelineController::switchStep(int index, bool isOn) {
    if (hasStep(index))
        document_.edit((isOn ? tr("Switch %1 on") : tr("Switch %1 off"))
                           .arg(effectName(work().round().steps[placeOf(index)].step.effect)),
                       [&](Work& work) { return ui::switchStep(work, placeOf(index), isOn); });
}

void TimelineController::acceptStep(int index, bool isAccepted) {
    if (hasStep(index))
        document_.edit((isAccepted ? tr("Accept %1") : tr("Take back the acceptance of %1"))
                           .arg(effectName(work().round().steps[placeOf(index)].step.effect)),
                       [&](Work& work) { return ui::acceptStep(work, placeOf(index), isAccepted); });
}

void TimelineController::replaceStep(int index, int alternative) {
    if (hasStep(index))
        document_.edit(tr("Replace %1").arg(effectName(work().round().steps[placeOf(index)].step.effect)),
                       [&](Work& work) { return ui::replaceStep(work, placeOf(index), placeOf(alternative)); });
}

void TimelineController::startRound(int place) {
    if (!timeline_ || (place != kInputPlace && !hasStep(place)))
        return;
    const std::optional<std::size_t> index = place < 0 ? std::nullopt : std::optional(placeOf(place));
    document_.edit(tr("New round"), [&](Work& work) {
        ui::startRound(work, index);
        return true;
    });
    Q_EMIT noted(
        tr("Round %1 starts from this sound; every effect is available again.").arg(wholeNumber(work().rounds.size())));
}

void TimelineController::removeRound(int round) {
    if (!document_.edit(tr("Remove round %1").arg(wholeNumber(round + 1)),
                        [&](Work& work) { return ui::removeRound(work, placeOf(round)); }))
        Q_EMIT noted(tr("The first round, and rounds that others start from, cannot be removed."));
}

} // namespace stepwise::ui
