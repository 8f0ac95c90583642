#include "ui/heard_mark.h"

#include "ui/theme.h"

#include <QPainter>

namespace stepwise::ui {

namespace {

constexpr int kSide = 16;
constexpr int kHalfArc = 50 * 16; ///< in Qt's sixteenths of a degree

} // namespace

HeardMark::HeardMark(QWidget* parent) : QWidget(parent) {
    setFixedSize(kSide, kSide);
    setAccessibleName(tr("Heard"));
    setToolTip(tr("This is the sound that you hear."));
}

void HeardMark::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().accent);
    const QList<QPointF> speaker = {{1, 6}, {4, 6}, {8, 2.5}, {8, 13.5}, {4, 10}, {1, 10}};
    painter.drawPolygon(QPolygonF(speaker));
    painter.setPen(QPen(theme().accent, 1.5));
    painter.setBrush(Qt::NoBrush);
    for (const double radius : {3.5, 6.5})
        painter.drawArc(QRectF(8.0 - radius, 8.0 - radius, 2.0 * radius, 2.0 * radius), -kHalfArc, 2 * kHalfArc);
}

} // namespace stepwise::ui
