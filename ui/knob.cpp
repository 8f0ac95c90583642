#include "ui/knob.h"

#include "ui/theme.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace stepwise::ui {

namespace {

constexpr double kStartDegrees = 225.0; ///< at 0, counter-clockwise from three o'clock
constexpr double kSweepDegrees = 270.0;
constexpr double kPixelsForFullTurn = 200.0;
constexpr double kFineFactor = 0.1; ///< with Shift held

QPointF onCircle(const QPointF& centre, double radius, double normalised) {
    const double angle = (kStartDegrees - kSweepDegrees * normalised) * std::numbers::pi / 180.0;
    return centre + QPointF(radius * std::cos(angle), -radius * std::sin(angle));
}

double factorOf(Qt::KeyboardModifiers modifiers) {
    return (modifiers & Qt::ShiftModifier) != 0 ? kFineFactor : 1.0;
}

} // namespace

Knob::Knob(QWidget* parent) : QAbstractSlider(parent) {
    setRange(0, kKnobSteps);
    setSingleStep(kKnobSteps / 100);
    setPageStep(kKnobSteps / 10);
    setFocusPolicy(Qt::StrongFocus);
    setOrientation(Qt::Vertical);
}

void Knob::setNormalised(double normalised) {
    setValue(static_cast<int>(std::lround(normalised * kKnobSteps)));
}

void Knob::setMark(std::optional<double> normalised) {
    mark_ = normalised;
    update();
}

void Knob::setValueText(const QString& text) {
    if (text == valueText_)
        return;
    valueText_ = text;
    QAccessibleValueChangeEvent event(this, text);
    QAccessible::updateAccessibility(&event);
}

void Knob::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double side = std::min(width(), height()) - 14.0;
    const QPointF centre(width() / 2.0, height() / 2.0);
    const QRectF arc(centre.x() - side / 2.0, centre.y() - side / 2.0, side, side);
    const int start = static_cast<int>(kStartDegrees * 16.0);
    painter.setPen(QPen(theme().border, 4.0, Qt::SolidLine, Qt::FlatCap));
    painter.drawArc(arc, start, static_cast<int>(-kSweepDegrees * 16.0));
    painter.setPen(QPen(isEnabled() ? theme().accent : theme().border, 4.0, Qt::SolidLine, Qt::FlatCap));
    painter.drawArc(arc, start, static_cast<int>(-kSweepDegrees * normalised() * 16.0));
    painter.setPen(QPen(theme().text, 3.0, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(onCircle(centre, 0.12 * side, normalised()), onCircle(centre, 0.36 * side, normalised()));
    if (mark_) { // an arrow head that points at the scale from outside
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().text);
        const QPointF tip = onCircle(centre, side / 2.0 + 1.0, *mark_);
        const QPointF foot = onCircle(centre, side / 2.0 + 7.0, *mark_) - tip;
        const QPointF across(-0.6 * foot.y(), 0.6 * foot.x());
        painter.drawPolygon(QPolygonF({tip, tip + foot + across, tip + foot - across}));
    }
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme().accent, 2.0));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 5.0, 5.0);
    }
}

void Knob::keyPressEvent(QKeyEvent* event) {
    const int fine = std::max(1, static_cast<int>(kFineFactor * singleStep()));
    const bool isFine = (event->modifiers() & Qt::ShiftModifier) != 0;
    if (isFine && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Right))
        setValue(value() + fine);
    else if (isFine && (event->key() == Qt::Key_Down || event->key() == Qt::Key_Left))
        setValue(value() - fine);
    else if (event->key() == Qt::Key_Home)
        setValue(minimum());
    else if (event->key() == Qt::Key_End)
        setValue(maximum());
    else if (event->key() == Qt::Key_Backspace)
        setNormalised(default_);
    else
        QAbstractSlider::keyPressEvent(event);
}

void Knob::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton)
        return;
    lastPlace_ = event->position();
    dragged_ = normalised();
    setSliderDown(true);
}

void Knob::mouseMoveEvent(QMouseEvent* event) {
    if (!isSliderDown())
        return;
    const QPointF moved = event->position() - lastPlace_;
    lastPlace_ = event->position();
    dragged_ += factorOf(event->modifiers()) * (moved.x() - moved.y()) / kPixelsForFullTurn;
    setNormalised(std::clamp(dragged_, 0.0, 1.0));
}

void Knob::mouseReleaseEvent(QMouseEvent*) {
    setSliderDown(false);
}

void Knob::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton)
        setNormalised(default_);
}

/// Without the focus the wheel is not meant for the knob: it scrolls the panel.
void Knob::wheelEvent(QWheelEvent* event) {
    if (!hasFocus()) {
        event->ignore();
        return;
    }
    const double turns = event->angleDelta().y() / 120.0;
    setValue(value() + static_cast<int>(std::lround(factorOf(event->modifiers()) * turns * singleStep())));
    event->accept();
}

} // namespace stepwise::ui
