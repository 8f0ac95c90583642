#include "ui/knob.h"

#include "ui/theme.h"

#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

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

void Knob::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double side = std::min(width(), height()) - 6.0;
    const QPointF centre(width() / 2.0, height() / 2.0);
    const QRectF arc(centre.x() - side / 2.0, centre.y() - side / 2.0, side, side);
    const int start = static_cast<int>(kStartDegrees * 16.0);
    painter.setPen(QPen(theme().border, 4.0, Qt::SolidLine, Qt::RoundCap));
    painter.drawArc(arc, start, static_cast<int>(-kSweepDegrees * 16.0));
    painter.setPen(QPen(isEnabled() ? theme().accent : theme().border, 4.0, Qt::SolidLine, Qt::RoundCap));
    painter.drawArc(arc, start, static_cast<int>(-kSweepDegrees * normalised() * 16.0));
    painter.setPen(QPen(theme().text, 2.5, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(onCircle(centre, 0.15 * side, normalised()), onCircle(centre, 0.36 * side, normalised()));
    if (mark_) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().text);
        painter.drawEllipse(onCircle(centre, side / 2.0, *mark_), 3.0, 3.0);
    }
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme().text, 1.0, Qt::DotLine));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void Knob::mousePressEvent(QMouseEvent* event) {
    dragStart_ = event->position();
    dragStartValue_ = value();
    setSliderDown(true);
}

void Knob::mouseMoveEvent(QMouseEvent* event) {
    if (!isSliderDown())
        return;
    const double factor = (event->modifiers() & Qt::ShiftModifier) != 0 ? kFineFactor : 1.0;
    const double pixels = dragStart_.y() - event->position().y() + event->position().x() - dragStart_.x();
    setValue(dragStartValue_ + static_cast<int>(factor * pixels * kKnobSteps / kPixelsForFullTurn));
}

void Knob::mouseReleaseEvent(QMouseEvent*) {
    setSliderDown(false);
}

void Knob::mouseDoubleClickEvent(QMouseEvent*) {
    setNormalised(default_);
}

void Knob::wheelEvent(QWheelEvent* event) {
    const double factor = (event->modifiers() & Qt::ShiftModifier) != 0 ? kFineFactor : 1.0;
    setValue(value() + static_cast<int>(std::lround(factor * event->angleDelta().y() / 120.0 * singleStep())));
    event->accept();
}

} // namespace stepwise::ui
