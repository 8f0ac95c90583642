#include "ui/loop_bar.h"

#include "ui/audition.h"
#include "ui/number_text.h"
#include "ui/theme.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace stepwise::ui {

namespace {

constexpr double kMargin = 6.0;
constexpr double kGripPixels = 6.0;
constexpr double kDragPixels = 4.0; ///< less is a click
constexpr double kShortestRegion = Audition::kShortestLoopSeconds;

std::int64_t hundredths(double seconds) {
    return std::llround(seconds * 100.0);
}

} // namespace

bool hasMinutes(double lengthSeconds) {
    return hundredths(lengthSeconds) >= 6000;
}

QString timeText(double seconds, double lengthSeconds) {
    if (!hasMinutes(lengthSeconds))
        return fixedNumber(seconds, 2);
    const std::int64_t all = hundredths(seconds);
    return localised(fmt::format("{}:{:02}.{:02}", all / 6000, all / 100 % 60, all % 100));
}

LoopBar::LoopBar(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Position and loop"));
    setToolTip(
        tr("Click to play from there. Drag to repeat a part, drag its ends to change it or its inside to move it, "
           "double-click to repeat the whole sound. Keys: arrows move, [ and ] set the ends of the loop."));
}

void LoopBar::setSound(const core::StoredSound& sound) {
    if (sound == sound_)
        return;
    sound_ = sound;
    length_ = sound_ ? sound_.seconds() : 0.0;
    measurePeaks();
    update();
}

void LoopBar::measurePeaks() {
    peaks_ = sound_.overview(static_cast<std::size_t>(std::max(0.0, width() - 2.0 * kMargin)));
}

void LoopBar::setPosition(double seconds) {
    if (length_ > 0.0 && std::abs(xOf(seconds) - xOf(position_)) < 0.25)
        return;
    position_ = seconds;
    update();
}

void LoopBar::setRegion(double startSeconds, double endSeconds) {
    regionStart_ = startSeconds;
    regionEnd_ = endSeconds;
    update();
}

QString LoopBar::valueText() const {
    const QString position = (hasMinutes(length_) ? tr("%1 of %2") : tr("%1 of %2 seconds"))
                                 .arg(timeText(position_, length_), timeText(length_, length_));
    if (!hasRegion())
        return position;
    return tr("%1, loop from %2 to %3").arg(position, timeText(regionStart_, length_), timeText(regionEnd_, length_));
}

double LoopBar::xOf(double seconds) const {
    return kMargin + (length_ > 0.0 ? seconds / length_ : 0.0) * (width() - 2.0 * kMargin);
}

double LoopBar::secondsAt(double x) const {
    return std::clamp((x - kMargin) / std::max(1.0, width() - 2.0 * kMargin), 0.0, 1.0) * length_;
}

/// The inside of a narrow region can be grasped, too. One that is the whole sound has nowhere to go.
LoopBar::Drag LoopBar::gripAt(double x) const {
    const double left = xOf(regionStart_);
    const double right = xOf(regionEnd_);
    if (!hasRegion() || x < left - kGripPixels || x > right + kGripPixels)
        return Drag::anew;
    const double inside = std::min(kGripPixels, (right - left) / 3.0);
    if (x <= left + inside)
        return Drag::start;
    if (x >= right - inside)
        return Drag::end;
    return regionStart_ > 0.0 || regionEnd_ < length_ ? Drag::whole : Drag::anew;
}

/// The cursor says what a drag from here does.
void LoopBar::showGrip(double x) {
    const Drag grip = length_ > 0.0 ? gripAt(x) : Drag::anew;
    setCursor(drag_ == Drag::whole  ? Qt::ClosedHandCursor
              : grip == Drag::whole ? Qt::OpenHandCursor
              : grip == Drag::anew  ? Qt::ArrowCursor
                                    : Qt::SizeHorCursor);
}

void LoopBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF area = QRectF(rect()).adjusted(kMargin, 2.0, -kMargin, -2.0);
    painter.fillRect(area, theme().window);
    const double middle = area.center().y();
    for (std::size_t i = 0; i < peaks_.size(); ++i) {
        const double x = area.left() + static_cast<double>(i) + 0.5;
        const bool isInside = !hasRegion() || (x >= xOf(regionStart_) && x <= xOf(regionEnd_));
        const double reach = std::min(1.0, static_cast<double>(peaks_[i])) * 0.5 * area.height();
        painter.setPen(QPen(isInside ? theme().dimText : theme().border, 1.0));
        painter.drawLine(QPointF(x, middle - reach), QPointF(x, middle + reach + 0.5));
    }
    if (hasRegion()) {
        const QRectF region(QPointF(xOf(regionStart_), area.top()), QPointF(xOf(regionEnd_), area.bottom()));
        painter.setPen(QPen(theme().accent, 2.0));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(region);
        for (const double x : {region.left(), region.right()})
            painter.fillRect(QRectF(x - 3.0, middle - 8.0, 6.0, 16.0), theme().accent);
    }
    if (length_ > 0.0) {
        painter.setPen(QPen(theme().text, 2.0));
        painter.drawLine(QPointF(xOf(position_), area.top()), QPointF(xOf(position_), area.bottom()));
    }
    if (hasFocus()) {
        painter.setPen(QPen(theme().accent, 2.0));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4.0, 4.0);
    }
}

void LoopBar::resizeEvent(QResizeEvent*) {
    measurePeaks();
}

void LoopBar::keyPressEvent(QKeyEvent* event) {
    const double step = (event->modifiers() & Qt::ShiftModifier) != 0 ? 0.01 : 0.1;
    if (event->key() == Qt::Key_Left)
        Q_EMIT moveAsked(std::max(0.0, position_ - step));
    else if (event->key() == Qt::Key_Right)
        Q_EMIT moveAsked(std::min(length_, position_ + step));
    else if (event->key() == Qt::Key_Home)
        Q_EMIT moveAsked(0.0);
    else if (event->key() == Qt::Key_End)
        Q_EMIT moveAsked(length_);
    else
        QWidget::keyPressEvent(event);
}

void LoopBar::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || length_ <= 0.0)
        return;
    pressX_ = event->position().x();
    pressStart_ = regionStart_;
    drag_ = gripAt(pressX_);
    hasMoved_ = false;
    showGrip(pressX_);
}

void LoopBar::dragTo(double x) {
    const double here = secondsAt(x);
    double start = regionStart_;
    double end = regionEnd_;
    if (drag_ == Drag::start) {
        start = std::min(here, end - kShortestRegion);
    } else if (drag_ == Drag::end) {
        end = std::max(here, start + kShortestRegion);
    } else if (drag_ == Drag::whole) {
        const double seconds = end - start;
        start = std::clamp(pressStart_ + here - secondsAt(pressX_), 0.0, std::max(0.0, length_ - seconds));
        end = start + seconds;
    } else {
        std::tie(start, end) = std::minmax({secondsAt(pressX_), here});
    }
    if (drag_ != Drag::anew || end - start >= kShortestRegion)
        Q_EMIT regionAsked(start, end);
}

void LoopBar::mouseMoveEvent(QMouseEvent* event) {
    const double x = event->position().x();
    if (drag_ == Drag::nothing) {
        showGrip(x);
        return;
    }
    hasMoved_ = hasMoved_ || std::abs(x - pressX_) >= kDragPixels;
    if (hasMoved_)
        dragTo(x);
}

void LoopBar::mouseReleaseEvent(QMouseEvent* event) {
    if (drag_ != Drag::nothing && !hasMoved_)
        Q_EMIT moveAsked(secondsAt(event->position().x()));
    drag_ = Drag::nothing;
    showGrip(event->position().x());
}

void LoopBar::mouseDoubleClickEvent(QMouseEvent*) {
    drag_ = Drag::nothing;
    Q_EMIT regionAsked(0.0, 0.0);
}

} // namespace stepwise::ui
