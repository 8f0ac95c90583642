#include "ui/step_menus.h"

#include "ui/card_text.h"

#include <QMenu>

namespace stepwise::ui {

namespace {

QString alternativeText(const models::Alternative& alternative) {
    return QObject::tr("%1: %2 % sure")
        .arg(effectName(alternative.step.effect))
        .arg(100.0F * alternative.confidence, 0, 'f', 0);
}

} // namespace

void fillReplaceMenu(QMenu& menu, TimelineController& controller, int index) {
    menu.clear();
    const Round& round = controller.work().round();
    const WorkStep& step = round.steps[static_cast<std::size_t>(index)];
    QList<QAction*> entries;
    for (std::size_t i = 0; i < step.alternatives.size(); ++i) {
        const models::Alternative& alternative = step.alternatives[i];
        QAction* entry = menu.addAction(alternativeText(alternative), &controller, [&controller, index, i] {
            controller.replaceStep(index, static_cast<int>(i));
        });
        entry->setToolTip(
            QObject::tr(
                "%1. The percentage: how likely it was, when the step was suggested, that this effect comes next.")
                .arg(QString::fromStdString(effects::describeStep(alternative.step))));
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

void fillInsertMenu(QMenu& menu, TimelineController& controller, int index) {
    menu.clear();
    for (const effects::EffectId effect : freeEffects(controller.work().round()))
        menu.addAction(effectName(effect), &controller,
                       [&controller, index, effect] { controller.insertStep(index, effect); });
    if (menu.isEmpty())
        menu.addAction(QObject::tr("Every effect stands in this round already."))->setEnabled(false);
}

void fillMoreMenu(QMenu& menu, TimelineController& controller, int index) {
    menu.clear();
    qDeleteAll(menu.findChildren<QMenu*>(Qt::FindDirectChildrenOnly));
    const int count = static_cast<int>(controller.work().round().steps.size());
    const auto add = [&](const QString& text, const QString& keys, auto action) {
        QAction* entry = menu.addAction(keys.isEmpty() ? text : text + '\t' + keys, &controller, action);
        return entry;
    };
    add(QObject::tr("Continue from here"), "Ctrl+R", [&controller, index] {
        controller.continueFrom(index);
    })->setToolTip(QObject::tr("Keeps the steps up to this one and asks for the others again."));
    if (stalenessOf(controller.work(), controller.work().currentRound, static_cast<std::size_t>(index)))
        add(QObject::tr("Ask again"), {}, [&controller, index] {
            controller.continueFrom(index - 1);
        })->setToolTip(QObject::tr("Drops this step and the later ones, and asks for them as things stand now."));
    add(QObject::tr("New round from here"), "Ctrl+Shift+N", [&controller, index] {
        controller.startRound(index);
    })->setToolTip(QObject::tr("This sound becomes the input of a new round, with every effect available again."));
    menu.addSeparator();
    fillInsertMenu(*menu.addMenu(QObject::tr("Insert before")), controller, index);
    fillInsertMenu(*menu.addMenu(QObject::tr("Insert after")), controller, index + 1);
    add(QObject::tr("Move left"), "Alt+Left", [&controller, index] {
        controller.moveStep(index, index - 1);
    })->setEnabled(index > 0);
    add(QObject::tr("Move right"), "Alt+Right", [&controller, index] {
        controller.moveStep(index, index + 1);
    })->setEnabled(index + 1 < count);
    menu.addSeparator();
    add(QObject::tr("Remove"), "Del", [&controller, index] { controller.removeStep(index); });
}

} // namespace stepwise::ui
