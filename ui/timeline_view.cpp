#include "ui/timeline_view.h"

#include "ui/card_row.h"
#include "ui/colour_bar.h"
#include "ui/empty_timeline.h"
#include "ui/error_plot.h"
#include "ui/round_tabs.h"
#include "ui/sound_card.h"
#include "ui/spectrogram_plot.h"
#include "ui/timeline_toolbar.h"

#include <QHBoxLayout>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace stepwise::ui {

namespace {

constexpr double kScrollUnitsPerSecond = 1000.0;

} // namespace

TimelineView::TimelineView(TimelineController& controller, QWidget* parent)
    : QWidget(parent), controller_(controller), empty_(new EmptyTimeline), toolbar_(new TimelineToolbar),
      row_(new CardRow(controller)), colourBar_(new ColourBar), timeBar_(new QScrollBar(Qt::Horizontal)),
      errors_(new ErrorPlot) {
    content_ = makeContent();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(empty_, 1);
    layout->addWidget(content_, 1);
    for (SoundCard* card : row_->cards())
        connectCard(card);
    connect(row_, &CardRow::cardAdded, this, &TimelineView::connectCard);
    connect(row_, &CardRow::listenAsked, this, &TimelineView::listenAsked);
    connect(row_, &CardRow::playAsked, this, &TimelineView::playAsked);
    connect(row_, &CardRow::knobsAsked, this, &TimelineView::knobsAsked);
    connect(toolbar_, &TimelineToolbar::optionsChanged, this, &TimelineView::showPictures);
    connect(toolbar_, &TimelineToolbar::zoomAsked, this, &TimelineView::zoom);
    connect(toolbar_, &TimelineToolbar::showAllAsked, this, &TimelineView::showAllTime);
    connect(timeBar_, &QScrollBar::valueChanged, this, [this](int value) {
        window_.scrollTo(value / kScrollUnitsPerSecond);
        showWindow();
    });
    connect(errors_, &ErrorPlot::stepSelected, &controller_, &TimelineController::selectStep);
    connect(&controller_, &TimelineController::timelineChanged, this, &TimelineView::rebuild);
    connect(&controller_, &TimelineController::finished, this, &TimelineView::showMissing);
    connect(&controller_, &TimelineController::selectionChanged, this, [this] {
        row_->showSelection();
        if (const RenderedTimeline* timeline = controller_.timeline())
            errors_->setTimeline(*timeline, controller_.selectedStep());
    });
    rebuild();
}

QWidget* TimelineView::makeContent() {
    auto* content = new QWidget;
    timeBar_->setAccessibleName(tr("Time"));
    timeBar_->setToolTip(tr("Scrolls all sounds in time (Shift and mouse wheel)."));
    auto* cards = new QHBoxLayout;
    cards->addWidget(row_, 1);
    auto* bar = new QVBoxLayout;
    bar->setContentsMargins(0, 0, 0, style()->pixelMetric(QStyle::PM_ScrollBarExtent));
    bar->addWidget(colourBar_);
    cards->addLayout(bar);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(new RoundTabs(controller_));
    layout->addLayout(cards, 1);
    layout->addWidget(timeBar_);
    layout->addWidget(errors_);
    return content;
}

void TimelineView::connectCard(SoundCard* card) {
    connect(card, &SoundCard::readOut, this, &TimelineView::readOut);
    connect(card->plot(), &SpectrogramPlot::zoomAsked, this, &TimelineView::zoomAt);
    connect(card->plot(), &SpectrogramPlot::scrollAsked, this, &TimelineView::scrollTime);
}

std::vector<SoundCard*> TimelineView::cards() const {
    return controller_.timeline() != nullptr ? row_->cards() : std::vector<SoundCard*>();
}

void TimelineView::showMissing() {
    empty_->setSounds(controller_.hasInput(), controller_.hasTarget(), controller_.isBusy());
}

void TimelineView::rebuild() {
    const RenderedTimeline* timeline = controller_.timeline();
    showMissing();
    empty_->setVisible(timeline == nullptr);
    content_->setVisible(timeline != nullptr);
    toolbar_->setVisible(timeline != nullptr);
    if (timeline == nullptr)
        return;
    row_->showTimeline(*timeline);
    int frames = timeline->targetSound()->picture.frames();
    for (std::size_t i = 0; i <= timeline->steps().size(); ++i)
        if (const TimelineSoundPtr& sound = timeline->soundBefore(i))
            frames = std::max(frames, sound->picture.frames());
    window_.setLength(frames / framesPerSecond());
    showPictures();
    showWindow();
    errors_->setTimeline(*timeline, controller_.selectedStep());
    setHeardPlace(heardPlace_);
}

void TimelineView::showPictures() {
    const RenderedTimeline* timeline = controller_.timeline();
    if (timeline == nullptr)
        return;
    ViewOptions options = toolbar_->options();
    options.topDb = timeline->targetSound()->picture.loudestDb();
    for (std::size_t i = 0; i <= timeline->steps().size(); ++i)
        if (const TimelineSoundPtr& sound = timeline->soundBefore(i))
            options.topDb = std::max(options.topDb, sound->picture.loudestDb());
    colourBar_->setOptions(options);
    const std::vector<SoundCard*> all = row_->cards();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool isTarget = i + 1 == all.size();
        const TimelineSoundPtr sound = isTarget ? timeline->targetSound() : timeline->soundBefore(i);
        const bool hasPrevious = i > 0 && !isTarget;
        // Input and target have no step before them: they show themselves, and say so.
        const TimelineSoundPtr reference =
            options.difference == Difference::toTarget && !isTarget       ? timeline->targetSound()
            : options.difference == Difference::toPrevious && hasPrevious ? timeline->soundBefore(i - 1)
                                                                          : nullptr;
        all[i]->plot()->setOptions(options);
        all[i]->plot()->setSound(sound, reference);
    }
}

void TimelineView::showWindow() {
    for (SoundCard* card : row_->cards())
        card->plot()->setTimeWindow(window_);
    const QSignalBlocker blocker(timeBar_);
    timeBar_->setRange(0,
                       static_cast<int>(std::lround((window_.length() - window_.seconds()) * kScrollUnitsPerSecond)));
    timeBar_->setPageStep(std::max(static_cast<int>(window_.seconds() * kScrollUnitsPerSecond), 1));
    timeBar_->setSingleStep(std::max(timeBar_->pageStep() / 10, 1));
    timeBar_->setValue(static_cast<int>(std::lround(window_.start() * kScrollUnitsPerSecond)));
    timeBar_->setVisible(!window_.showsEverything());
}

void TimelineView::zoomAt(double factor, double anchorSeconds) {
    window_.zoom(factor, anchorSeconds);
    showWindow();
}

void TimelineView::showAllTime() {
    window_.showAll();
    showWindow();
}

void TimelineView::scrollTime(double shareOfWindow) {
    window_.scrollTo(window_.start() + shareOfWindow * window_.seconds());
    showWindow();
}

void TimelineView::setHeardPlace(int place) {
    heardPlace_ = place;
    const std::vector<SoundCard*> all = row_->cards();
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i]->setHeard(row_->placeOf(i) == place);
}

void TimelineView::setPlayhead(double seconds) {
    const bool wasSeen = !playhead_ || isSeen(*playhead_);
    playhead_ = seconds;
    if (wasSeen && !isSeen(seconds)) {
        window_.scrollTo(seconds);
        showWindow();
    }
    for (SoundCard* card : row_->cards())
        card->plot()->setPlayhead(seconds);
}

bool TimelineView::isSeen(double seconds) const {
    return seconds >= window_.start() && seconds <= window_.start() + window_.seconds();
}

void TimelineView::hidePlayhead() {
    playhead_.reset();
    for (SoundCard* card : row_->cards())
        card->plot()->hidePlayhead();
}

} // namespace stepwise::ui
