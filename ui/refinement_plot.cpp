#include "ui/refinement_plot.h"

#include "ui/number_text.h"
#include "ui/theme.h"

#include <algorithm>

namespace stepwise::ui {

namespace {

constexpr double kHeadroom = 1.1;
constexpr double kLeastRenders = 20.0;

} // namespace

RefinementPlot::RefinementPlot(QWidget* parent) : QCustomPlot(parent) {
    setMinimumSize(200, 116);
    setAccessibleName(tr("Error over the renders"));
    setToolTip(tr("How far the sound is from the target, after so many trials. Lower is nearer."));
    addGraph()->setLineStyle(QCPGraph::lsStepLeft);
    yAxis->setLabel(tr("Error"));
    xAxis->setLabel(tr("Renders"));
    xAxis->ticker()->setTickCount(4);
    yAxis->ticker()->setTickCount(3);
    axisRect()->setMinimumMargins(QMargins(4, 6, 14, 2));
    applyColours();
}

void RefinementPlot::applyColours() {
    const Theme& colours = theme();
    setBackground(colours.card);
    for (QCPAxis* axis : {xAxis, yAxis}) {
        axis->setBasePen(QPen(colours.dimText));
        axis->setTickPen(QPen(colours.dimText));
        axis->setTickLabelColor(colours.text);
        axis->setLabelColor(colours.text);
        axis->setTickLabelFont(font());
        axis->setLabelFont(font());
        axis->setLabelPadding(2);
        axis->setSubTicks(false);
        axis->grid()->setPen(QPen(colours.border, 1.0, Qt::DotLine));
    }
    graph(0)->setPen(QPen(colours.accent, 2.0));
}

void RefinementPlot::setCurve(const std::vector<Refinement::Point>& curve) {
    QVector<double> renders;
    QVector<double> errors;
    for (const Refinement::Point& point : curve) {
        renders += point.renders;
        errors += point.error;
    }
    graph(0)->setData(renders, errors, true);
    xAxis->setRange(0.0, renders.isEmpty() ? kLeastRenders : std::max(renders.last(), kLeastRenders));
    yAxis->setRange(0.0, errors.isEmpty() ? 1.0 : kHeadroom * *std::ranges::max_element(errors));
    setAccessibleDescription(curve.empty() ? QString()
                                           : tr("From %1 to %2 after %3 renders.")
                                                 .arg(fixedNumber(errors.first(), 4), fixedNumber(errors.last(), 4),
                                                      wholeNumber(curve.back().renders)));
    replot(QCustomPlot::rpQueuedReplot);
}

void RefinementPlot::changeEvent(QEvent* event) {
    QCustomPlot::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        applyColours();
        replot(QCustomPlot::rpQueuedReplot);
    }
}

} // namespace stepwise::ui
