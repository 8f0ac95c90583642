#include "ui/suggest_bar.h"

#include "ui/refine_menu.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>

namespace stepwise::ui {

namespace {

constexpr int kProgressSteps = 1000;
constexpr int kProgressWidth = 180;
constexpr int kLeastProgressWidth = 80;
constexpr int kDoingWidth = 140; ///< file names are long

} // namespace

SuggestBar::SuggestBar(TimelineController& controller, Session& session, Refinement& refinement, QWidget* parent)
    : QWidget(parent), controller_(controller), session_(session), refinement_(refinement),
      layout_(new QHBoxLayout(this)), suggest_(new QPushButton(tr("Suggest"))),
      suggestAll_(new QPushButton(tr("Suggest all"))), refine_(new QToolButton),
      refineChoices_(makeRefineChoices(refinement, *this)), doing_(new QLabel), progress_(new QProgressBar),
      cancel_(new QPushButton(tr("Cancel"))) {
    layout_->setContentsMargins(0, 0, 0, 0);
    doing_->setTextFormat(Qt::PlainText); // file names are no markup
    progress_->setRange(0, kProgressSteps);
    progress_->setMinimumWidth(kLeastProgressWidth); // the window must not grow beyond a small screen
    progress_->setMaximumWidth(kProgressWidth);
    progress_->setAccessibleName(tr("Progress"));
    layout_->addWidget(suggest_);
    layout_->addWidget(suggestAll_);
    layout_->addWidget(refine_);
    refine_->setText(tr("Refine"));
    refine_->setMenu(refineChoices_);
    refine_->setPopupMode(QToolButton::MenuButtonPopup);
    refine_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    layout_->addSpacing(12);
    for (QWidget* widget : std::initializer_list<QWidget*>{doing_, progress_, cancel_}) {
        widget->setVisible(false);
        layout_->addWidget(widget);
    }
    layout_->addStretch();
    unnoticed_.setSingleShot(true);
    connect(suggest_, &QPushButton::clicked, &controller_, &TimelineController::suggestNext);
    connect(suggestAll_, &QPushButton::clicked, &controller_, &TimelineController::suggestAll);
    connect(refine_, &QToolButton::clicked, &refinement_, &Refinement::start);
    connect(cancel_, &QPushButton::clicked, this, &SuggestBar::cancel);
    connectWork();
    showAbility();
}

void SuggestBar::addAtEnd(QWidget* widget) {
    layout_->addWidget(widget);
}

void SuggestBar::cancel() {
    session_.cancel();
    controller_.cancel();
}

void SuggestBar::showShare(double share) {
    progress_->setValue(static_cast<int>(kProgressSteps * share));
}

void SuggestBar::connectWork() {
    connect(&unnoticed_, &QTimer::timeout, this, &SuggestBar::showAbility);
    connect(&controller_, &TimelineController::soundsChanged, this, &SuggestBar::showAbility);
    connect(&controller_, &TimelineController::timelineChanged, this, &SuggestBar::showAbility);
    connect(&controller_, &TimelineController::modelsChanged, this, &SuggestBar::showAbility);
    connect(&controller_, &TimelineController::finished, this, &SuggestBar::showAbility);
    connect(&controller_, &TimelineController::started, this, &SuggestBar::showWork);
    connect(&controller_, &TimelineController::progressed, this, &SuggestBar::showShare);
    connect(&session_, &Session::progressed, this, &SuggestBar::showShare);
    connect(&controller_, &TimelineController::selectionChanged, this, &SuggestBar::showAbility);
    connect(&refinement_, &Refinement::changed, this, &SuggestBar::showAbility);
    connect(&session_, &Session::started, this, &SuggestBar::showWork);
    connect(&session_, &Session::finished, this, &SuggestBar::showAbility);
}

/// Work is announced, with progress and cancel, once it takes long enough to be noticed.
void SuggestBar::showWork(const QString& title) {
    doing_->setText(doing_->fontMetrics().elidedText(title + " …", Qt::ElideMiddle, kDoingWidth));
    doing_->setToolTip(title.toHtmlEscaped());
    progress_->setValue(0);
    if (!progress_->isVisible())
        unnoticed_.start(kUnnoticedMs);
    showAbility();
}

void SuggestBar::showAbility() {
    const bool isShown =
        !refinement_.isRunning() && (controller_.isBusy() || session_.isWorking()) && !unnoticed_.isActive();
    for (QWidget* widget : std::initializer_list<QWidget*>{doing_, progress_})
        widget->setVisible(isShown);
    cancel_->setVisible(isShown && (controller_.canCancel() || session_.canCancel()));
    const QString reason = controller_.cannotSuggestReason();
    for (QPushButton* button : {suggest_, suggestAll_}) {
        button->setEnabled(reason.isEmpty());
        button->setToolTip(reason.isEmpty()
                               ? tr("Proposes the next effect and its settings (Ctrl+Return), or all of them "
                                    "(Ctrl+Shift+Return).")
                               : reason);
    }
    const QString refineReason = refinement_.cannotStartReason();
    refine_->setEnabled(refineReason.isEmpty());
    refine_->setToolTip(refineReason.isEmpty()
                            ? tr("Moves the knobs a little, so that the sound comes nearer to the target "
                                 "(Ctrl+Shift+R). The arrow: how, and which knobs.")
                            : refineReason);
}

} // namespace stepwise::ui
