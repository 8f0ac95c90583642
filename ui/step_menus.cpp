#include "ui/step_menus.h"

#include "ui/card_text.h"
#include "ui/number_text.h"
#include "ui/parameter_text.h"

#include <QMenu>

#include <algorithm>
#include <functional>

namespace stepwise::ui {

namespace {

QString alternativeText(const models::Alternative& alternative) {
    return QObject::tr("%1: %2 % sure")
        .arg(effectName(alternative.step.effect), fixedNumber(100.0F * alternative.confidence, 0));
}

/// Suggestions may arrive while a menu is open: what was meant is the step that stood there, wherever it stands now.
void withStep(TimelineController& controller, int stepId, const std::function<void(int)>& action) {
    if (const std::optional<std::size_t> index = indexOfStep(controller.work().round(), stepId))
        action(static_cast<int>(*index));
}

void replaceBy(TimelineController& controller, int stepId, const effects::Step& chosen) {
    withStep(controller, stepId, [&](int index) {
        const auto& alternatives = controller.work().round().steps[static_cast<std::size_t>(index)].alternatives;
        const auto found = std::ranges::find(alternatives, chosen, &models::Alternative::step);
        if (found != alternatives.end())
            controller.replaceStep(index, static_cast<int>(found - alternatives.begin()));
    });
}

/// At the end where the step is gone, or none was meant.
void fillInsertMenu(QMenu& menu, TimelineController& controller, int index, int offset) {
    menu.clear();
    const std::vector<WorkStep>& steps = controller.work().round().steps;
    const int id = index < 0 ? 0 : steps[static_cast<std::size_t>(index)].id;
    for (const effects::EffectId effect : freeEffects(controller.work().round()))
        menu.addAction(effectName(effect), &controller, [&controller, id, offset, effect] {
            const std::optional<std::size_t> now = indexOfStep(controller.work().round(), id);
            if (now)
                controller.insertStep(static_cast<int>(*now) + offset, effect);
            else
                controller.addStep(effect);
        });
    if (menu.isEmpty())
        menu.addAction(QObject::tr("Every effect stands in this round already."))->setEnabled(false);
}

} // namespace

void fillReplaceMenu(QMenu& menu, TimelineController& controller, int index) {
    menu.clear();
    const Round& round = controller.work().round();
    const WorkStep& step = round.steps[static_cast<std::size_t>(index)];
    QList<QAction*> entries;
    for (std::size_t i = 0; i < step.alternatives.size(); ++i) {
        const models::Alternative& alternative = step.alternatives[i];
        QAction* entry =
            menu.addAction(alternativeText(alternative), &controller,
                           [&controller, id = step.id, alternative] { replaceBy(controller, id, alternative.step); });
        entry->setToolTip(
            QObject::tr(
                "%1. The percentage: how likely it was, when the step was suggested, that this effect comes next.")
                .arg(stepSettings(alternative.step)));
        if (alternative.step.effect != step.step.effect && usesEffect(round, alternative.step.effect)) {
            entry->setEnabled(false);
            entry->setText(entry->text() + QObject::tr(", stands in this round already"));
            entry->setProperty("isDecided", true);
        }
        entries.append(entry);
    }
    if (entries.isEmpty()) {
        menu.addAction(QObject::tr("The networks proposed nothing else here."))->setEnabled(false);
        return;
    }
    QObject::connect(&controller, &TimelineController::alternativesMeasured, entries.first(),
                     [entries, id = step.id](int stepId, const QList<double>& shares) {
                         for (qsizetype i = 0; i < entries.size() && stepId == id && i < shares.size(); ++i)
                             if (!entries[i]->property("isDecided").toBool()) {
                                 entries[i]->setText(entries[i]->text() + ", " + wouldRemoveText(shares[i]));
                                 entries[i]->setProperty("isDecided", true);
                             }
                     });
    controller.measureAlternatives(index);
}

void fillInsertBeforeMenu(QMenu& menu, TimelineController& controller, int index) {
    fillInsertMenu(menu, controller, index, 0);
}

void fillInsertAfterMenu(QMenu& menu, TimelineController& controller, int index) {
    fillInsertMenu(menu, controller, index, 1);
}

void fillMoreMenu(QMenu& menu, TimelineController& controller, int index) {
    menu.clear();
    qDeleteAll(menu.findChildren<QMenu*>(Qt::FindDirectChildrenOnly));
    const std::vector<WorkStep>& steps = controller.work().round().steps;
    const int id = steps[static_cast<std::size_t>(index)].id;
    const auto add = [&](const QString& text, const QString& keys, const std::function<void(int)>& action) {
        return menu.addAction(keys.isEmpty() ? text : text + '\t' + keys, &controller,
                              [&controller, id, action] { withStep(controller, id, action); });
    };
    add(QObject::tr("Continue from here"), "Ctrl+R", [&controller](int now) {
        controller.continueFrom(now);
    })->setToolTip(QObject::tr("Keeps the steps up to this one and asks for the others again."));
    if (stalenessOf(controller.work(), controller.work().currentRound, static_cast<std::size_t>(index)))
        add(QObject::tr("Ask again"), {}, [&controller](int now) {
            controller.continueFrom(now - 1);
        })->setToolTip(QObject::tr("Drops this step and the later ones, and asks for them as things stand now."));
    add(QObject::tr("New round from here"), "Ctrl+Shift+N", [&controller](int now) {
        controller.startRound(now);
    })->setToolTip(QObject::tr("This sound becomes the input of a new round, with every effect available again."));
    menu.addSeparator();
    fillInsertBeforeMenu(*menu.addMenu(QObject::tr("Insert before")), controller, index);
    fillInsertAfterMenu(*menu.addMenu(QObject::tr("Insert after")), controller, index);
    add(QObject::tr("Move left"), "Alt+Left", [&controller](int now) {
        controller.moveStep(now, now - 1);
    })->setEnabled(index > 0);
    add(QObject::tr("Move right"), "Alt+Right", [&controller](int now) {
        controller.moveStep(now, now + 1);
    })->setEnabled(index + 1 < static_cast<int>(steps.size()));
    menu.addSeparator();
    add(QObject::tr("Remove"), "Del", [&controller](int now) { controller.removeStep(now); });
}

void fillInputMenu(QMenu& menu, TimelineController& controller) {
    menu.clear();
    menu.addAction(QObject::tr("Suggest all again"), &controller,
                   [&controller] { controller.continueFrom(kInputPlace); })
        ->setToolTip(QObject::tr("Drops every step of this round and asks for them anew."));
    menu.addAction(QObject::tr("New round from here"), &controller,
                   [&controller] { controller.startRound(kInputPlace); })
        ->setToolTip(QObject::tr("The same input again, to try another way beside this one."));
}

} // namespace stepwise::ui
