#include "ui/error_plot.h"

#include "ui/number_text.h"
#include "ui/theme.h"
#include "ui/timeline_controller.h"

#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include <cmath>

namespace stepwise::ui {

namespace {

constexpr int kHeight = 86;
constexpr double kReachPixels = 40.0;
constexpr double kHeadroom = 1.3; ///< room for the ring around the highest point

} // namespace

ErrorPlot::ErrorPlot(QWidget* parent) : QCustomPlot(parent), line_(addGraph()), chosen_(addGraph()) {
    setFixedHeight(kHeight);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Error over the steps"));
    line_->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, 8));
    chosen_->setLineStyle(QCPGraph::lsNone);
    chosen_->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, 16));
    yAxis->setLabel(tr("Error"));
    yAxis->ticker()->setTickCount(3);
    xAxis->setSubTicks(false);
    yAxis->setSubTicks(false);
    xAxis->grid()->setVisible(false);
    axisRect()->setMinimumMargins(QMargins(4, 6, 12, 2));
    applyColours();
}

void ErrorPlot::applyColours() {
    const Theme& colours = theme();
    setBackground(colours.card);
    QFont small = font();
    for (QCPAxis* axis : {xAxis, yAxis}) {
        axis->setBasePen(QPen(colours.dimText));
        axis->setTickPen(QPen(colours.dimText));
        axis->setTickLabelColor(colours.text);
        axis->setLabelColor(colours.text);
        axis->setTickLabelFont(small);
        axis->setLabelFont(small);
        axis->setLabelPadding(2);
    }
    yAxis->grid()->setPen(QPen(colours.border, 1.0, Qt::DotLine));
    line_->setPen(QPen(colours.accent, 2.0));
    chosen_->setPen(QPen(colours.text, hasFocus() ? 3.0 : 2.0));
}

void ErrorPlot::setTimeline(const RenderedTimeline& timeline, int selected) {
    selected_ = selected;
    texts_.clear();
    QVector<double> keys;
    QVector<double> values;
    double highest = 1e-6;
    const QSharedPointer<QCPAxisTickerText> ticker(new QCPAxisTickerText);
    for (std::size_t i = 0; i <= timeline.steps().size(); ++i) {
        const TimelineSoundPtr& sound = timeline.soundBefore(i);
        const QString name =
            i == 0 ? tr("Input")
                   : QString("%1. %2").arg(wholeNumber(i), effectName(timeline.steps()[i - 1].step.effect));
        ticker->addTick(static_cast<double>(i), name);
        if (!sound) {
            texts_ += name;
            continue;
        }
        const double mse = sound->measured.errors.mse;
        keys += static_cast<double>(i);
        values += mse;
        highest = std::max(highest, mse);
        texts_ += tr("%1: mean squared error (MSE) %2, 0 at the target").arg(name, fixedNumber(mse, 4));
    }
    line_->setData(keys, values, true);
    const auto chosen = static_cast<qsizetype>(keys.indexOf(selected + 1));
    if (selected >= 0 && chosen >= 0)
        chosen_->setData({keys[chosen]}, {values[chosen]}, true);
    else
        chosen_->data()->clear();
    xAxis->setTicker(ticker);
    xAxis->setRange(-0.4, static_cast<double>(timeline.steps().size()) + 0.4);
    yAxis->setRange((1.0 - kHeadroom) * highest, kHeadroom * highest);
    setAccessibleDescription(texts_.join(". "));
    replot(QCustomPlot::rpQueuedReplot);
}

void ErrorPlot::paintEvent(QPaintEvent* event) {
    QCustomPlot::paintEvent(event);
    if (!hasFocus())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme().accent, 2.0));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4.0, 4.0);
}

QPointF ErrorPlot::pointAt(int index) const {
    const auto found = line_->data()->findBegin(index, false);
    const double value = found == line_->data()->constEnd() ? 0.0 : found->value;
    return {xAxis->coordToPixel(index), yAxis->coordToPixel(value)};
}

int ErrorPlot::nearestPoint(double x) const {
    const int index = static_cast<int>(std::lround(xAxis->pixelToCoord(x)));
    const bool isThere = index >= 0 && index < texts_.size();
    return isThere && std::abs(xAxis->coordToPixel(index) - x) < kReachPixels ? index : -1;
}

void ErrorPlot::mousePressEvent(QMouseEvent* event) {
    setFocus();
    if (const int index = nearestPoint(event->position().x()); index >= 0)
        Q_EMIT stepSelected(index - 1);
}

void ErrorPlot::mouseMoveEvent(QMouseEvent* event) {
    const int index = nearestPoint(event->position().x());
    setCursor(index >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    QToolTip::showText(event->globalPosition().toPoint(), index >= 0 ? texts_[index] : QString(), this);
}

void ErrorPlot::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Left && selected_ >= 0)
        Q_EMIT stepSelected(selected_ - 1);
    else if (event->key() == Qt::Key_Right && selected_ + 2 < texts_.size())
        Q_EMIT stepSelected(selected_ + 1);
    else
        QCustomPlot::keyPressEvent(event);
}

void ErrorPlot::focusInEvent(QFocusEvent* event) {
    QCustomPlot::focusInEvent(event);
    applyColours();
    replot(QCustomPlot::rpQueuedReplot);
}

void ErrorPlot::focusOutEvent(QFocusEvent* event) {
    QCustomPlot::focusOutEvent(event);
    applyColours();
    replot(QCustomPlot::rpQueuedReplot);
}

void ErrorPlot::changeEvent(QEvent* event) {
    QCustomPlot::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        applyColours();
        replot(QCustomPlot::rpQueuedReplot);
    }
}

} // namespace stepwise::ui
