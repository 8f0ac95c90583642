#include "ui/listen_menu.h"

#include "ui/audition.h"
#include "ui/number_text.h"

#include <QCoreApplication>
#include <QMenu>
#include <QMenuBar>

namespace stepwise::ui {

namespace {

constexpr int kNumberedSteps = 9;

QString tr(const char* text) {
    return QCoreApplication::translate("stepwise::ui::ListenMenu", text);
}

void addLoopActions(QMenu& menu, Audition& audition) {
    QAction* loop = menu.addAction(tr("&Loop"));
    loop->setShortcut(QKeySequence("L"));
    loop->setCheckable(true);
    loop->setChecked(audition.isLooping());
    QObject::connect(loop, &QAction::toggled, &audition, &Audition::setLooping);
    QObject::connect(&audition, &Audition::loopChanged, loop,
                     [loop, &audition] { loop->setChecked(audition.isLooping()); });
    menu.addAction(tr("Loop &starts here"), QKeySequence("["), &audition, [&audition] {
        const double end = audition.loopEndSeconds();
        const double here = audition.positionSeconds();
        audition.setLoopRegion(here, end > here ? end : audition.lengthSeconds());
    });
    menu.addAction(tr("Loop &ends here"), QKeySequence("]"), &audition, [&audition] {
        const double start = audition.loopStartSeconds();
        const double here = audition.positionSeconds();
        audition.setLoopRegion(start < here ? start : 0.0, here);
    });
    menu.addAction(tr("Loop the &whole sound"), QKeySequence("\\"), &audition,
                   [&audition] { audition.setLoopRegion(0.0, 0.0); });
}

} // namespace

QList<QAction*> addListenMenu(QMenuBar& bar, Audition& audition) {
    QMenu* menu = bar.addMenu(tr("&Listen"));
    QList<QAction*> needTimeline;
    menu->addAction(tr("&Play or stop"), QKeySequence("Space"), &audition, &Audition::togglePlay);
    menu->addAction(tr("From the &beginning"), QKeySequence("Ctrl+Home"), &audition,
                    [&audition] { audition.setPositionSeconds(0.0); });
    menu->addSeparator();
    const auto addPlace = [&](const QString& text, const char* key, auto place) {
        needTimeline += menu->addAction(text, QKeySequence(key), &audition, [&audition, place] {
            if (audition.hasPlace(place()))
                audition.listen(place());
        });
    };
    addPlace(tr("&Input"), "0", [] { return kInputPlace; });
    for (int step = 0; step < kNumberedSteps; ++step)
        addPlace(tr("After step %1").arg(wholeNumber(step + 1)), QByteArray::number(step + 1).constData(),
                 [step] { return step; });
    addPlace(tr("&Result"), "R", [&audition] { return audition.lastStep(); });
    addPlace(tr("&Target"), "T", [] { return kTargetPlace; });
    menu->addSeparator();
    addLoopActions(*menu, audition);
    menu->addSeparator();
    QAction* match = menu->addAction(tr("&Match loudness"));
    match->setShortcut(QKeySequence("M"));
    match->setCheckable(true);
    match->setChecked(audition.isLoudnessMatched());
    QObject::connect(match, &QAction::toggled, &audition, &Audition::setLoudnessMatched);
    QObject::connect(&audition, &Audition::heardChanged, match,
                     [match, &audition] { match->setChecked(audition.isLoudnessMatched()); });
    QAction* before = menu->addAction(tr("As it was &before the refinement"));
    before->setShortcut(QKeySequence("B"));
    before->setCheckable(true);
    before->setEnabled(false);
    QObject::connect(before, &QAction::triggered, &audition, &Audition::hearEarlier);
    QObject::connect(&audition, &Audition::heardChanged, before, [before, &audition] {
        before->setEnabled(audition.hasEarlier());
        before->setChecked(audition.hearsEarlier());
    });
    return needTimeline;
}

} // namespace stepwise::ui
