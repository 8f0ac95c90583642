#include "ui/refinement_text.h"

#include "ui/number_text.h"
#include "ui/parameter_text.h"
#include "ui/timeline_controller.h"

#include <QCoreApplication>

#include <algorithm>

namespace stepwise::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("stepwise::ui::Refinement", text);
}

QString audibilityText(const std::optional<double>& differenceDb) {
    if (!differenceDb)
        return tr("not measured");
    switch (audibilityOf(*differenceDb)) {
    case Audibility::hidden:
        return tr("below what most people hear");
    case Audibility::audible:
        return tr("audible");
    case Audibility::clear:
        return tr("clearly audible");
    }
    return {};
}

} // namespace

QString resultText(const RefinementAnswer& answer) {
    if (!answer.isCloser)
        return tr("Nothing closer was found: the knobs stay as they are.");
    const double share = 1.0 - answer.mseAfter / answer.mseBefore;
    const QString error = fixedNumber(answer.mseAfter, 4);
    if (share < 0.005)
        return tr("Error (MSE) %1: about as before after %2 renders.").arg(error, wholeNumber(answer.renders));
    return tr("Error (MSE) %1: %2 % less after %3 renders.")
        .arg(error, fixedNumber(100.0 * share, 0), wholeNumber(answer.renders));
}

QString changeText(const KnobChange& change) {
    const effects::ParameterInfo& parameter = effects::effectInfo(change.effect).parameters[change.parameter];
    const auto shown = [&](float value) { return valueText(parameter, value); };
    const QString text = tr("%1, %2: %3 → %4: %5")
                             .arg(effectName(change.effect), rackText(parameter.name), shown(change.before),
                                  shown(change.after), audibilityText(change.differenceDb));
    return change.differenceDb ? tr("%1 (%2 dB)").arg(text, fixedNumber(*change.differenceDb, 1)) : text;
}

QStringList summaryOf(const RefinementAnswer& answer) {
    std::vector<KnobChange> changes = answer.changes;
    std::ranges::stable_sort(changes, std::ranges::greater(),
                             [](const KnobChange& change) { return change.differenceDb.value_or(-1.0); });
    QStringList lines = {resultText(answer)};
    for (const KnobChange& change : changes)
        lines += changeText(change);
    return lines;
}

} // namespace stepwise::ui
