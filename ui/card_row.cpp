#include "ui/card_row.h"

#include "ui/card_text.h"
#include "ui/sound_card.h"
#include "ui/spectrogram_plot.h"
#include "ui/step_menus.h"
#include "ui/theme.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QMenu>
#include <QScrollArea>
#include <QScrollBar>
#include <QStyle>
#include <QTimer>

namespace stepwise::ui {

namespace {

constexpr int kGap = 8;
constexpr int kMarkerWidth = 4;
constexpr int kGreatestCardWidth = 440;

} // namespace

CardRow::CardRow(TimelineController& controller, QWidget* parent)
    : QWidget(parent), controller_(controller), scroll_(new QScrollArea), moving_(new QWidget),
      row_(new QHBoxLayout(moving_)), pinned_(new QWidget), target_(new SoundCard(false)) {
    row_->setContentsMargins(0, 0, 0, 0);
    row_->setSpacing(kGap);
    row_->addStretch();
    scroll_->setWidget(moving_);
    scroll_->setWidgetResizable(true);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setFocusPolicy(Qt::NoFocus);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    scroll_->setMinimumWidth(SoundCard::kWidth);
    marker_ = new QWidget(moving_);
    marker_->setAutoFillBackground(true);
    marker_->hide();
    // The target is as tall as the cards above the scroll bar.
    auto* pinnedLayout = new QHBoxLayout(pinned_);
    pinnedLayout->setContentsMargins(0, 0, 0, style()->pixelMetric(QStyle::PM_ScrollBarExtent));
    pinnedLayout->addWidget(target_);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll_, 1);
    layout->addWidget(pinned_);
    left_.push_back(new SoundCard(false));
    row_->insertWidget(0, left_.front());
    connectCard(left_.front(), kInputPlace);
    left_.front()->offerMenu(tr("More: suggest all again, start a new round."));
    connect(left_.front()->moreMenu(), &QMenu::aboutToShow, this,
            [this] { fillInputMenu(*left_.front()->moreMenu(), controller_); });
    scroll_->viewport()->installEventFilter(this);
    connectCard(target_, kTargetPlace);
}

std::vector<SoundCard*> CardRow::cards() const {
    std::vector<SoundCard*> all = left_;
    all.push_back(target_);
    return all;
}

int CardRow::placeOf(std::size_t cardIndex) const {
    return cardIndex < left_.size() ? static_cast<int>(cardIndex) - 1 : kTargetPlace;
}

void CardRow::connectCard(SoundCard* card, int place) {
    connect(card, &SoundCard::clicked, this,
            [this, place] { controller_.selectStep(place == kTargetPlace ? -1 : place); });
    connect(card, &SoundCard::listenAsked, this, [this, place] { Q_EMIT listenAsked(place); });
    connect(card->plot(), &SpectrogramPlot::playAsked, this,
            [this, place](double seconds) { Q_EMIT playAsked(place, seconds); });
    connect(card, &SoundCard::neighbourAsked, this, [this, place](int direction) {
        const int last = static_cast<int>(left_.size()) - 2;
        if (place == kTargetPlace)
            focusCard(direction < 0 ? last : kTargetPlace);
        else
            focusCard(place + direction > last ? kTargetPlace : std::max(place + direction, kInputPlace));
    });
}

SoundCard* CardRow::addStepCard() {
    auto* card = new SoundCard(true);
    const int index = static_cast<int>(left_.size()) - 1;
    left_.push_back(card);
    row_->insertWidget(index + 1, card);
    connectCard(card, index);
    connect(card, &SoundCard::knobsAsked, this, &CardRow::knobsAsked);
    connect(card, &SoundCard::switched, this, [this, index](bool isOn) { controller_.switchStep(index, isOn); });
    connect(card, &SoundCard::accepted, this,
            [this, index](bool isAccepted) { controller_.acceptStep(index, isAccepted); });
    connect(card->replaceMenu(), &QMenu::aboutToShow, card,
            [this, card, index] { fillReplaceMenu(*card->replaceMenu(), controller_, index); });
    connect(card->moreMenu(), &QMenu::aboutToShow, card,
            [this, card, index] { fillMoreMenu(*card->moreMenu(), controller_, index); });
    connect(card, &SoundCard::dragged, this, [this](const QPoint& position) { showGap(gapAt(position)); });
    connect(card, &SoundCard::dragGivenUp, marker_, &QWidget::hide);
    connect(card, &SoundCard::dropped, this, [this, index](const QPoint& position) {
        marker_->hide();
        const int gap = gapAt(position);
        controller_.moveStep(index, gap > index ? gap - 1 : gap);
    });
    Q_EMIT cardAdded(card);
    return card;
}

void CardRow::focusCard(int place) {
    controller_.selectStep(place == kTargetPlace ? -1 : place);
    SoundCard* card = place == kTargetPlace ? target_ : left_[static_cast<std::size_t>(place + 1)];
    card->setFocus();
    if (card != target_)
        scroll_->ensureWidgetVisible(card, kGap, 0);
}

void CardRow::showTimeline(const RenderedTimeline& timeline) {
    const std::size_t wanted = timeline.steps().size() + 1;
    const bool grows = wanted > left_.size();
    while (left_.size() > wanted) {
        left_.back()->hide();
        left_.back()->deleteLater(); // its own button may have asked for this
        left_.pop_back();
    }
    while (left_.size() < wanted)
        addStepCard();
    left_.front()->setText(inputText(timeline, controller_.work()));
    target_->setText(targetText(controller_.work()));
    for (std::size_t i = 0; i + 1 < wanted; ++i) {
        left_[i + 1]->setText(stepText(timeline, i));
        left_[i + 1]->setStep(timeline.steps()[i].isOn, timeline.steps()[i].isAccepted);
    }
    fitCards();
    showSelection();
    if (grows)
        QTimer::singleShot(
            0, this, [this] { scroll_->horizontalScrollBar()->setValue(scroll_->horizontalScrollBar()->maximum()); });
}

/// All alike, as wide as there is room for all.
void CardRow::fitCards() {
    const int count = static_cast<int>(left_.size()) + 1;
    const int wide = std::clamp(width() / count - kGap, SoundCard::kWidth, kGreatestCardWidth);
    for (SoundCard* card : cards())
        card->setFixedWidth(wide);
}

/// There is nothing to scroll upwards: the wheel scrolls from card to card.
bool CardRow::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Wheel) {
        QCoreApplication::sendEvent(scroll_->horizontalScrollBar(), event);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void CardRow::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fitCards();
}

void CardRow::showSelection() {
    const int selected = controller_.selectedStep();
    for (std::size_t i = 0; i < left_.size(); ++i)
        left_[i]->setSelected(i > 0 && static_cast<int>(i) - 1 == selected);
    if (selected >= 0 && selected + 1 < static_cast<int>(left_.size()))
        QTimer::singleShot(0, left_[static_cast<std::size_t>(selected + 1)], [this, selected] {
            if (selected + 1 < static_cast<int>(left_.size()))
                scroll_->ensureWidgetVisible(left_[static_cast<std::size_t>(selected + 1)], kGap, 0);
        });
}

int CardRow::gapAt(const QPoint& globalPosition) const {
    const int x = moving_->mapFromGlobal(globalPosition).x();
    int gap = 0;
    for (std::size_t i = 1; i < left_.size(); ++i)
        gap += x > left_[i]->geometry().center().x() ? 1 : 0;
    return gap;
}

void CardRow::showGap(int gap) {
    const SoundCard* before = left_[static_cast<std::size_t>(gap)];
    QPalette colours = palette();
    colours.setColor(QPalette::Window, theme().accent);
    marker_->setPalette(colours);
    marker_->setGeometry(before->geometry().right() + 1 + (kGap - kMarkerWidth) / 2, before->y(), kMarkerWidth,
                         before->height());
    marker_->show();
    marker_->raise();
    scroll_->ensureVisible(marker_->x(), 0, SoundCard::kWidth / 2, 0);
}

} // namespace stepwise::ui
