#include "ui/empty_timeline.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace stepwise::ui {

namespace {

constexpr int kGap = 18;

QLabel* makeText(const QString& text = {}) {
    auto* label = new QLabel(text);
    label->setAlignment(Qt::AlignCenter);
    label->setWordWrap(true);
    return label;
}

QHBoxLayout* makeRow() {
    auto* row = new QHBoxLayout;
    row->addStretch();
    row->addStretch();
    return row;
}

void addButtons(QHBoxLayout& row, const QList<QAction*>& actions) {
    for (QAction* action : actions) {
        auto* button = new QPushButton(action->text());
        button->setToolTip(action->toolTip());
        QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
        row.insertWidget(row.count() - 1, button); // before the stretch
    }
}

} // namespace

EmptyTimeline::EmptyTimeline(QWidget* parent)
    : QWidget(parent), heading_(makeText()), hint_(makeText()), demoTitle_(makeText(tr("Or try one of these:"))),
      files_(makeRow()), demos_(makeRow()) {
    auto* layout = new QVBoxLayout(this);
    layout->addStretch();
    layout->addWidget(heading_);
    layout->addWidget(hint_);
    layout->addSpacing(kGap);
    layout->addLayout(files_);
    layout->addSpacing(kGap);
    layout->addWidget(demoTitle_);
    layout->addLayout(demos_);
    layout->addSpacing(kGap);
    layout->addWidget(makeText(tr("Then press <b>Suggest</b>: Stepwise proposes one effect at a time and shows what it "
                                  "does. Press <b>Space</b> to listen.")));
    layout->addStretch();
    demoTitle_->hide();
    setSounds(false, false, false);
}

void EmptyTimeline::setSounds(bool hasInput, bool hasTarget, bool isComparing) {
    const QString both = isComparing ? tr("The two sounds are being compared …")
                                     : tr("These two sounds cannot be compared: choose another one");
    const QString heading = hasInput && hasTarget ? both
                            : hasInput            ? tr("Now choose the target: the sound you want")
                            : hasTarget           ? tr("Now choose the input: the dry sound to start from")
                                                  : tr("Choose a dry sound and a target");
    heading_->setText(QString("<h2>%1</h2>").arg(heading));
    hint_->setText(hasInput || hasTarget ? tr("Drop a sound file here.") : tr("Drop two sound files here."));
    hint_->setVisible(!hasInput || !hasTarget);
}

void EmptyTimeline::offerFiles(const QList<QAction*>& actions) {
    addButtons(*files_, actions);
}

void EmptyTimeline::offerDemos(const QList<QAction*>& actions) {
    addButtons(*demos_, actions);
    demoTitle_->setVisible(!actions.isEmpty());
}

} // namespace stepwise::ui
