#include "ui/curve_view.h"

#include "ui/compressor_curve_view.h"
#include "ui/distortion_curve_view.h"
#include "ui/equalizer_curve_view.h"
#include "ui/mel_axis.h"
#include "ui/number_text.h"
#include "ui/phaser_curve_view.h"
#include "ui/reverb_curve_view.h"
#include "ui/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace stepwise::ui {

namespace {

constexpr int kLeftMargin = 34;
constexpr int kBottomMargin = 20;
constexpr int kTopMargin = 8;
constexpr double kPixelsPerPoint = 2.0;
constexpr int kTallest = 260;

double shareOf(const CurveAxis& axis, double value) {
    if (axis.isLogarithmic)
        return std::log(std::max(value, 1e-9) / axis.low) / std::log(axis.high / axis.low);
    return (value - axis.low) / (axis.high - axis.low);
}

double valueAt(const CurveAxis& axis, double share) {
    if (axis.isLogarithmic)
        return axis.low * std::pow(axis.high / axis.low, share);
    return axis.low + share * (axis.high - axis.low);
}

} // namespace

CurveView::CurveView(const QString& name, QWidget* parent)
    : QWidget(parent), suggestedLine_(tr("The dashed line is what was suggested.")) {
    setAccessibleName(name);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    setMaximumHeight(kTallest);
    QFont small = font();
    small.setPointSizeF(0.85 * small.pointSizeF());
    setFont(small);
}

void CurveView::setAxes(CurveAxis x, CurveAxis y) {
    x_ = std::move(x);
    y_ = std::move(y);
    showExplanation();
}

void CurveView::explain(const QString& lines, const QString& suggestedLine) {
    lines_ = lines;
    suggestedLine_ = suggestedLine;
    showExplanation();
}

void CurveView::showExplanation() {
    QStringList sentences = {tr("%1 from left to right, %2 upwards.").arg(x_.title, y_.title), lines_,
                             suggested_ ? suggestedLine_ : QString()};
    sentences.removeAll(QString());
    setAccessibleDescription(sentences.join(' '));
    setToolTip(QString("<p>%1</p>").arg(sentences.join(' ')));
}

void CurveView::setStep(const effects::Step& step, const std::optional<effects::Step>& suggested) {
    step_ = step;
    suggested_.reset();
    if (suggested && suggested->effect == step.effect && suggested->values != step.values)
        suggested_ = suggested->values;
    stepChanged();
    showExplanation();
    update();
}

QRectF CurveView::plotArea() const {
    return QRectF(rect()).adjusted(kLeftMargin, kTopMargin, -rightMargin_, -kBottomMargin);
}

QPointF CurveView::at(double x, double y) const {
    const QRectF area = plotArea();
    return {area.left() + shareOf(x_, x) * area.width(), area.bottom() - shareOf(y_, y) * area.height()};
}

void CurveView::drawFunction(QPainter& painter, const Function& function, const QPen& pen) const {
    const QRectF area = plotArea();
    QPainterPath path;
    const int points = std::max(2, static_cast<int>(area.width() / kPixelsPerPoint));
    for (int i = 0; i <= points; ++i) {
        const double x = valueAt(x_, static_cast<double>(i) / points);
        const QPointF point = at(x, function(x));
        const QPointF bounded(point.x(), std::clamp(point.y(), -1e4, 1e4));
        if (i == 0)
            path.moveTo(bounded);
        else
            path.lineTo(bounded);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(pen);
    painter.drawPath(path);
}

void CurveView::drawWithSuggestion(
    QPainter& painter, const std::function<double(const effects::ParameterValues&, double)>& function) const {
    if (suggested_)
        drawFunction(
            painter, [&](double x) { return function(*suggested_, x); }, QPen(theme().dimText, 1.5, Qt::DashLine));
    drawFunction(
        painter, [&](double x) { return function(step_.values, x); }, QPen(theme().accent, 2.0));
}

void CurveView::drawLabel(QPainter& painter, const QPointF& place, const QString& text, Qt::Alignment alignment) const {
    const QSizeF size = painter.fontMetrics().size(Qt::TextSingleLine, text);
    QRectF box(place, size);
    if ((alignment & Qt::AlignRight) != 0)
        box.translate(-size.width(), 0.0);
    if ((alignment & Qt::AlignHCenter) != 0)
        box.translate(-0.5 * size.width(), 0.0);
    if ((alignment & Qt::AlignVCenter) != 0)
        box.translate(0.0, -0.5 * size.height());
    if ((alignment & Qt::AlignBottom) != 0)
        box.translate(0.0, -size.height());
    painter.drawText(box.adjusted(-1, -1, 1, 1), Qt::AlignCenter, text);
}

void CurveView::drawAxes(QPainter& painter) const {
    const QRectF area = plotArea();
    painter.fillRect(area, theme().window);
    for (const double tick : x_.ticks) {
        const QPointF place = at(tick, y_.low);
        painter.setPen(QPen(theme().border, 1.0));
        painter.drawLine(QPointF(place.x(), area.top()), QPointF(place.x(), area.bottom()));
        painter.setPen(theme().dimText);
        drawLabel(painter, QPointF(place.x(), area.bottom() + 3.0), x_.label(tick), Qt::AlignHCenter);
    }
    for (const double tick : y_.ticks) {
        const QPointF place = at(x_.low, tick);
        painter.setPen(QPen(theme().border, tick == 0.0 ? 2.0 : 1.0));
        painter.drawLine(QPointF(area.left(), place.y()), QPointF(area.right(), place.y()));
        painter.setPen(theme().dimText);
        drawLabel(painter, QPointF(area.left() - 5.0, place.y()), y_.label(tick), Qt::AlignRight | Qt::AlignVCenter);
    }
}

/// In the corners at the ends of the axes, behind the curves.
void CurveView::drawCaptions(QPainter& painter) const {
    const QRectF area = plotArea().adjusted(4, 2, -4, -2);
    const auto sizeOf = [&](const QString& text) { return painter.fontMetrics().size(Qt::TextSingleLine, text); };
    QRectF across(QPointF(), sizeOf(x_.caption));
    across.moveBottomRight(area.bottomRight());
    const QRectF upwards(area.topLeft(), sizeOf(y_.caption));
    for (const auto& [place, text] : {std::pair(across, x_.caption), std::pair(upwards, y_.caption)}) {
        painter.fillRect(place, theme().window); // no line of the grid through the word
        painter.setPen(theme().dimText);
        painter.drawText(place.adjusted(-1, -1, 1, 1), Qt::AlignCenter, text);
    }
}

void CurveView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    drawAxes(painter);
    drawCaptions(painter);
    painter.setClipRect(plotArea().adjusted(-1, -1, rightMargin_, 1));
    drawCurves(painter);
}

QString decibelLabel(double decibels) {
    return decibels > 0.0 ? signedNumber(decibels, 0) : shortNumber(decibels);
}

CurveAxis frequencyAxis() {
    return {20.0, 20000.0, true, {50, 200, 1000, 5000}, axisLabel, QObject::tr("Frequency in Hz"), QObject::tr("Hz")};
}

CurveView* makeCurveView(effects::EffectId effect) {
    switch (effect) {
    case effects::EffectId::compressor:
        return new CompressorCurveView;
    case effects::EffectId::distortion:
        return new DistortionCurveView;
    case effects::EffectId::equalizer:
        return new EqualizerCurveView;
    case effects::EffectId::phaser:
        return new PhaserCurveView;
    case effects::EffectId::hallReverb:
        return new ReverbCurveView;
    }
    return nullptr;
}

} // namespace stepwise::ui
