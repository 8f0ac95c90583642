#include "ui/timeline_view.h"

#include "core/audio_buffer.h"
#include "ui/sound_card.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QStyle>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace stepwise::ui {

namespace {

CardText inputText(const TimelineController& controller) {
    const core::Errors& errors = controller.timeline()->inputSound()->measured.errors;
    return {QObject::tr("Input"), controller.inputName(),
            QObject::tr("MSE %1   LSD %2 dB").arg(errors.mse, 0, 'f', 4).arg(errors.lsd, 0, 'f', 1), false};
}

CardText stepText(const RenderedTimeline& timeline, std::size_t index) {
    const ShownStep& step = timeline.steps()[index];
    QString text;
    if (step.sound) {
        const core::Errors& errors = step.sound->measured.errors;
        text = QObject::tr("MSE %1   LSD %2 dB").arg(errors.mse, 0, 'f', 4).arg(errors.lsd, 0, 'f', 1);
        text += '\n';
        text += step.helps ? QObject::tr("%1 % of the error removed")
                                 .arg(100.0 * timeline.removedShare(index).value_or(0.0), 0, 'f', 0)
                           : QObject::tr("This step does not help.");
    }
    const QString title = QString("%1. %2").arg(index + 1).arg(effectName(step.step.effect));
    QString settings = QString::fromStdString(effects::describeStep(step.step));
    if (step.confidence)
        settings = QObject::tr("%1 % sure. ").arg(100.0F * *step.confidence, 0, 'f', 0) + settings;
    return {title, settings, text, !step.helps};
}

} // namespace

TimelineView::TimelineView(TimelineController& controller, QWidget* parent)
    : QWidget(parent), controller_(controller), empty_(new QLabel), content_(new QWidget), scroll_(new QScrollArea),
      row_(nullptr), targetPlace_(new QHBoxLayout) {
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    empty_->setText(tr(
        "<h2>Choose a dry sound and a target</h2>"
        "<p>Drop two sound files on the slots above, open them from the File menu, or take a demo.</p>"
        "<p>Then press <b>Suggest</b>: Stepwise proposes one effect at a time, and shows and plays what it does.</p>"));
    auto* moving = new QWidget;
    row_ = new QHBoxLayout(moving);
    row_->setContentsMargins(0, 0, 0, 0);
    row_->addStretch();
    scroll_->setWidget(moving);
    scroll_->setWidgetResizable(true);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setFocusPolicy(Qt::NoFocus);
    // The target is as tall as the cards above the scroll bar.
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    targetPlace_->setContentsMargins(0, 0, 0, style()->pixelMetric(QStyle::PM_ScrollBarExtent));
    auto* columns = new QHBoxLayout(content_);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->addWidget(scroll_, 1);
    columns->addLayout(targetPlace_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(empty_, 1);
    layout->addWidget(content_, 1);
    connect(&controller_, &TimelineController::timelineChanged, this, &TimelineView::rebuild);
    connect(&controller_, &TimelineController::selectionChanged, this, &TimelineView::showSelection);
    rebuild();
}

std::vector<SoundCard*> TimelineView::cards() const {
    std::vector<SoundCard*> all = moving_;
    if (target_ != nullptr)
        all.push_back(target_);
    return all;
}

SoundCard* TimelineView::addCard(QHBoxLayout* layout, int place) {
    auto* card = new SoundCard;
    layout->insertWidget(layout == row_ ? static_cast<int>(moving_.size()) : 0, card);
    connect(card, &SoundCard::clicked, this,
            [this, place] { controller_.selectStep(place == kTargetPlace ? -1 : place); });
    connect(card, &SoundCard::listenAsked, this, [this, place] { Q_EMIT listenAsked(place); });
    connect(card, &SoundCard::readOut, this, &TimelineView::readOut);
    return card;
}

void TimelineView::rebuild() {
    const RenderedTimeline* timeline = controller_.timeline();
    empty_->setVisible(timeline == nullptr);
    content_->setVisible(timeline != nullptr);
    if (timeline == nullptr)
        return;
    const std::size_t wanted = timeline->steps().size() + 1;
    const bool grows = wanted > moving_.size();
    while (moving_.size() > wanted) {
        delete moving_.back();
        moving_.pop_back();
    }
    while (moving_.size() < wanted)
        moving_.push_back(addCard(row_, static_cast<int>(moving_.size()) - 1));
    if (target_ == nullptr)
        target_ = addCard(targetPlace_, kTargetPlace);

    const LevelMap& target = timeline->targetSound()->picture;
    float topDb = target.loudestDb();
    int frames = target.frames();
    for (std::size_t i = 0; i < wanted; ++i) {
        if (const TimelineSoundPtr& sound = timeline->soundBefore(i)) {
            topDb = std::max(topDb, sound->picture.loudestDb());
            frames = std::max(frames, sound->picture.frames());
        }
    }
    const double seconds = frames * core::kHopFrames / core::kAnalysisRateHz;
    for (std::size_t i = 0; i < wanted; ++i) {
        moving_[i]->setText(i == 0 ? inputText(controller_) : stepText(*timeline, i - 1));
        if (const TimelineSoundPtr& sound = timeline->soundBefore(i))
            moving_[i]->setSpectrogram(sound->picture, topDb, seconds);
    }
    target_->setText({tr("Target"), controller_.targetName(), tr("The sound to reach"), false});
    target_->setSpectrogram(target, topDb, seconds);
    setHeardPlace(heardPlace_);
    showSelection();
    if (grows)
        QTimer::singleShot(
            0, this, [this] { scroll_->horizontalScrollBar()->setValue(scroll_->horizontalScrollBar()->maximum()); });
}

void TimelineView::showSelection() {
    for (std::size_t i = 0; i < moving_.size(); ++i)
        moving_[i]->setSelected(i > 0 && static_cast<int>(i) - 1 == controller_.selectedStep());
}

int TimelineView::placeOf(std::size_t cardIndex) const {
    return cardIndex < moving_.size() ? static_cast<int>(cardIndex) - 1 : kTargetPlace;
}

void TimelineView::setHeardPlace(int place) {
    heardPlace_ = place;
    const std::vector<SoundCard*> all = cards();
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i]->setHeard(placeOf(i) == place);
}

void TimelineView::setPlayhead(double seconds) {
    const std::vector<SoundCard*> all = cards();
    for (std::size_t i = 0; i < all.size(); ++i)
        if (placeOf(i) == heardPlace_)
            all[i]->setPlayhead(seconds);
}

void TimelineView::hidePlayhead() {
    for (SoundCard* card : cards())
        card->hidePlayhead();
}

} // namespace stepwise::ui
