#include "ui/card_text.h"

#include "ui/number_text.h"
#include "ui/parameter_text.h"
#include "ui/timeline_controller.h"

#include <cmath>

namespace stepwise::ui {

namespace {

constexpr float kHardlySure = 0.005F; ///< would be shown as 0 %

QString percent(double share) {
    const double rounded = std::round(100.0 * std::abs(share));
    return rounded < 1.0 ? QObject::tr("less than 1 %") : QObject::tr("%1 %").arg(fixedNumber(rounded, 0));
}

QString errorText(const TimelineSoundPtr& sound) {
    if (!sound)
        return QObject::tr("Not rendered yet …");
    const core::Errors& errors = sound->measured.errors;
    return QObject::tr("MSE %1   LSD %2 dB").arg(fixedNumber(errors.mse, 4), fixedNumber(errors.lsd, 1));
}

QString stateText(const ShownStep& step) {
    if (!step.suggested && step.isRefined)
        return step.isAccepted ? QObject::tr("By hand, refined, accepted") : QObject::tr("By hand, refined");
    if (!step.suggested)
        return step.isAccepted ? QObject::tr("By hand, accepted") : QObject::tr("By hand");
    const QString sure = !step.confidence ? QString()
                         : *step.confidence < kHardlySure
                             ? QObject::tr(", hardly sure")
                             : QObject::tr(", %1 % sure").arg(wholeNumber(std::lround(100.0F * *step.confidence)));
    if (step.isRefined)
        return (step.isAccepted ? QObject::tr("Refined, accepted") : QObject::tr("Refined")) + sure;
    if (step.isTweaked())
        return (step.isAccepted ? QObject::tr("Tweaked, accepted") : QObject::tr("Tweaked")) + sure;
    return (step.isAccepted ? QObject::tr("Accepted") : QObject::tr("Suggested")) + sure;
}

/// Of a step that is off. What was measured when it was suggested holds as long as it stands where it stood then.
QString offText(const ShownStep& step) {
    const bool isAsSuggested = step.suggested && !step.isTweaked() && !step.staleness;
    return isAsSuggested && !step.broughtNearer ? QObject::tr("Off: it brought the sound no nearer")
                                                : QObject::tr("Switched off: not heard");
}

/// Where there was no error to remove a share of.
QString helpAtTarget(const TimelineSoundPtr& before, const TimelineSoundPtr& after) {
    if (!before || !after)
        return {};
    return after->measured.errors.mse > 0.0 ? QObject::tr("Does not help: the sound was there")
                                            : QObject::tr("Changes nothing: the sound is there");
}

QString helpText(const RenderedTimeline& timeline, std::size_t index) {
    const ShownStep& step = timeline.steps()[index];
    if (!step.isOn)
        return offText(step);
    const std::optional<double>& removed = step.removedShare;
    if (!removed)
        return helpAtTarget(timeline.soundBefore(index), step.sound);
    if (!step.helps)
        return *removed < 0.0 ? QObject::tr("Does not help: adds %1 error").arg(percent(*removed))
                              : QObject::tr("Does not help: leave it out");
    return *removed < 0.0 ? QObject::tr("Adds %1 error, helps later steps").arg(percent(*removed))
                          : QObject::tr("%1 of the error removed").arg(percent(*removed));
}

} // namespace

CardText inputText(const RenderedTimeline& timeline, const Work& work) {
    CardText text;
    text.title = QObject::tr("Input");
    text.settings =
        work.currentRound == 0 ? QString::fromStdString(work.input.name) : roundTitle(work, work.currentRound);
    text.error = errorText(timeline.inputSound());
    text.isMeasured = static_cast<bool>(timeline.inputSound());
    return text;
}

CardText stepText(const RenderedTimeline& timeline, std::size_t index) {
    const ShownStep& step = timeline.steps()[index];
    CardText text;
    text.title = QString("%1. %2").arg(wholeNumber(index + 1), effectName(step.step.effect));
    text.state = stateText(step);
    if (step.staleness) {
        text.state = staleText(*step.staleness);
        text.remedy = QObject::tr("%1 > Ask again.");
        text.isStale = true;
    } else if (step.suggested && step.confidence) {
        text.surety = QObject::tr("How sure the program was, when it suggested this, that this effect comes next.");
    }
    text.settings = stepSettings(step.step);
    text.isOutdated = step.isToldOutdated;
    text.error = errorText(text.isOutdated ? nullptr : step.sound);
    text.isMeasured = step.sound && !text.isOutdated;
    text.help = text.isOutdated ? QString() : helpText(timeline, index);
    text.isWarning = step.isOn && text.isMeasured && !step.helps;
    return text;
}

CardText targetText(const Work& work) {
    CardText text;
    text.title = QObject::tr("Target");
    text.settings = QString::fromStdString(work.target.name);
    text.error = QObject::tr("The sound to reach");
    return text;
}

QString errorExplanation() {
    return QObject::tr("How far the sound is from the target, 0 where they are alike. MSE: the mean square of the "
                       "differences between the two spectrograms; a few large ones weigh most. LSD: how many decibels "
                       "the spectra differ by in a typical moment.");
}

QString staleText(const Staleness& staleness) {
    const QString effect = effectName(staleness.effect);
    const QString number = wholeNumber(staleness.index + 1);
    switch (staleness.reason) {
    case StaleReason::changed:
        return QObject::tr("Suggested before you changed step %1.").arg(number);
    case StaleReason::removed:
        return QObject::tr("Suggested before you removed %1.").arg(effect);
    case StaleReason::switchedOff:
        return QObject::tr("Suggested before you switched step %1 off.").arg(number);
    case StaleReason::added:
        return QObject::tr("Suggested before you added step %1.").arg(number);
    case StaleReason::replaced:
        return QObject::tr("Suggested before you replaced step %1.").arg(number);
    case StaleReason::reordered:
        return QObject::tr("Suggested before you changed the order.");
    case StaleReason::earlierRound:
        return QObject::tr("Suggested before you changed an earlier round.");
    }
    return {};
}

QString wouldRemoveText(double share) {
    return share >= 0.0 ? QObject::tr("would remove %1 of the error").arg(percent(share))
                        : QObject::tr("would add %1 to the error").arg(percent(share));
}

QString roundTitle(const Work& work, std::size_t round) {
    const Round& one = work.rounds[round];
    const std::optional<std::size_t> parent = indexOfRound(work, one.parentRound);
    if (!parent)
        return QObject::tr("Round %1").arg(wholeNumber(round + 1));
    const std::optional<std::size_t> step = indexOfStep(work.rounds[*parent], one.parentStep);
    return step ? QObject::tr("Round %1: from step %2 of round %3")
                      .arg(wholeNumber(round + 1), wholeNumber(*step + 1), wholeNumber(*parent + 1))
                : QObject::tr("Round %1: from the input of round %2")
                      .arg(wholeNumber(round + 1), wholeNumber(*parent + 1));
}

} // namespace stepwise::ui
