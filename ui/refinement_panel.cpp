#include "ui/refinement_panel.h"

#include "ui/number_text.h"
#include "ui/refinement_plot.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace stepwise::ui {

namespace {

constexpr int kHeight = 140;
constexpr int kPlotWidth = 230;

} // namespace

RefinementPanel::RefinementPanel(Refinement& refinement, Audition& audition, QWidget* parent)
    : QFrame(parent), refinement_(refinement), audition_(audition), plot_(new RefinementPlot), status_(new QLabel),
      summary_(new QLabel), pause_(new QPushButton), cancel_(new QPushButton(tr("Stop here"))),
      before_(new QPushButton(tr("Hear before"))), close_(new QPushButton(tr("Close"))) {
    setObjectName("card");
    setFixedHeight(kHeight);
    plot_->setFixedWidth(kPlotWidth);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 6, 8, 6);
    layout->addWidget(plot_);
    layout->addWidget(makeTexts(), 1);
    layout->addWidget(makeButtons());
    hide();
    connect(&refinement_, &Refinement::started, this, &QWidget::show);
    connect(&refinement_, &Refinement::changed, this, &RefinementPanel::showState);
    connect(&refinement_, &Refinement::moved, this, &RefinementPanel::showState);
    connect(&refinement_, &Refinement::finished, this, &RefinementPanel::showFinished);
    connect(&audition_, &Audition::heardChanged, this, &RefinementPanel::showState);
}

QWidget* RefinementPanel::makeTexts() {
    auto* texts = new QWidget;
    status_->setObjectName("title");
    status_->setWordWrap(true);
    summary_->setWordWrap(true);
    summary_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    summary_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    summary_->setToolTip(tr("Each knob was put back alone, and the sound compared with the refined one: the mean "
                            "difference over all frequencies, in dB. Below 1 dB few people hear a difference."));
    auto* area = new QScrollArea;
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setAccessibleName(tr("What the refinement did"));
    area->setWidget(summary_);
    summary_->setAutoFillBackground(false);
    area->viewport()->setAutoFillBackground(false);
    auto* layout = new QVBoxLayout(texts);
    layout->setContentsMargins(6, 0, 6, 0);
    layout->addWidget(status_);
    layout->addWidget(area, 1);
    return texts;
}

QWidget* RefinementPanel::makeButtons() {
    auto* buttons = new QWidget;
    cancel_->setToolTip(tr("Ends the refinement and keeps the best so far (Esc)."));
    before_->setCheckable(true);
    before_->setToolTip(tr("Plays the steps as they were before the refinement, from the same position (B)."));
    auto* layout = new QVBoxLayout(buttons);
    layout->setContentsMargins(0, 0, 0, 0);
    for (QPushButton* button : {pause_, cancel_, before_, close_})
        layout->addWidget(button);
    layout->addStretch();
    connect(pause_, &QPushButton::clicked, this, [this] { refinement_.setPaused(!refinement_.isPaused()); });
    connect(cancel_, &QPushButton::clicked, &refinement_, &Refinement::stop);
    connect(before_, &QPushButton::clicked, &audition_, &Audition::hearEarlier);
    connect(close_, &QPushButton::clicked, this, &QWidget::hide);
    return buttons;
}

void RefinementPanel::showState() {
    const bool isRunning = refinement_.isRunning();
    pause_->setVisible(isRunning);
    cancel_->setVisible(isRunning);
    before_->setVisible(!isRunning);
    close_->setVisible(!isRunning);
    before_->setEnabled(audition_.hasEarlier());
    before_->setChecked(audition_.hearsEarlier());
    before_->setText(audition_.hearsEarlier() ? tr("Hear after") : tr("Hear before"));
    pause_->setText(refinement_.isPaused() ? tr("Go on") : tr("Pause"));
    pause_->setToolTip(refinement_.isPaused() ? tr("Goes on refining.") : tr("Waits; what is found so far stays."));
    plot_->setCurve(refinement_.curve());
    if (!isRunning)
        return;
    const auto& curve = refinement_.curve();
    status_->setText((refinement_.isPaused() ? tr("Paused after %1 renders") : tr("Refining: %1 renders"))
                         .arg(wholeNumber(curve.empty() ? 0 : curve.back().renders)));
    summary_->setText(curve.empty() || curve.front().error <= 0.0
                          ? tr("Small changes of the knobs are tried, and kept where the sound comes nearer.")
                          : tr("The error is %1 % lower than at the start.")
                                .arg(fixedNumber(100.0 * (1.0 - curve.back().error / curve.front().error), 0)));
}

void RefinementPanel::showFinished() {
    const QStringList& sentences = refinement_.summary();
    audition_.setEarlier(refinement_.before());
    if (sentences.isEmpty()) {
        hide();
        return;
    }
    showState();
    status_->setText(sentences.first());
    summary_->setText(sentences.mid(1).join('\n'));
}

QString RefinementPanel::statusText() const {
    return status_->text();
}

QString RefinementPanel::summaryText() const {
    return summary_->text();
}

void RefinementPanel::showEvent(QShowEvent* event) {
    QFrame::showEvent(event);
    Q_EMIT shown(true);
}

void RefinementPanel::hideEvent(QHideEvent* event) {
    QFrame::hideEvent(event);
    Q_EMIT shown(false);
}

} // namespace stepwise::ui
