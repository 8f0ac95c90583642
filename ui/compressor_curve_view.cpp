#include "ui/compressor_curve_view.h"

#include "effects/compressor.h"
#include "ui/number_text.h"
#include "ui/theme.h"

#include <QPainter>

#include <algorithm>
#include <array>

namespace stepwise::ui {

namespace {

constexpr double kLowestDb = -90.0;
constexpr double kMostDb = 36.0;
constexpr int kMeterWidth = 96;
constexpr std::size_t kMultibandParameter = 8;

constexpr std::array<Qt::PenStyle, effects::kCompressorBands> kStyles = {Qt::DashLine, Qt::SolidLine, Qt::DotLine};

QString bandName(int band) {
    return band == 0   ? CompressorCurveView::tr("Low")
           : band == 1 ? CompressorCurveView::tr("Mid")
                       : CompressorCurveView::tr("High");
}

double gainDb(const effects::ParameterValues& values, int band, bool isMultiband, double levelDb) {
    return isMultiband ? effects::compressorBandGainDb(values, band, levelDb)
                       : effects::compressorSingleGainDb(values, levelDb);
}

} // namespace

CompressorCurveView::CompressorCurveView(QWidget* parent) : CurveView(tr("Compressor curves"), parent) {
    setRightMargin(kMeterWidth);
    setAxes(
        {kLowestDb, 0.0, false, {-90, -60, -30, 0}, decibelLabel, tr("Level of the band in dBFS"), tr("level, dBFS")},
        {-kMostDb, kMostDb, false, {-24, -12, 0, 12, 24}, decibelLabel, tr("gain in dB"), tr("gain, dB")});
    explain(
        tr("With three bands: dashed the low one, solid the middle, dotted the high one. While playing, the dots and "
           "the bars at the right show the gain of this moment."),
        tr("The thin grey lines are what was suggested."));
}

void CompressorCurveView::setMeters(std::span<const effects::BandMeter> meters) {
    if (meters.empty() && meters_.empty())
        return;
    meters_.assign(meters.begin(), meters.end());
    update();
}

void CompressorCurveView::drawBand(QPainter& painter, int band, bool isMultiband) {
    const Qt::PenStyle style = isMultiband ? kStyles[static_cast<std::size_t>(band)] : Qt::SolidLine;
    drawFunction(
        painter, [&](double levelDb) { return gainDb(values(), band, isMultiband, levelDb); },
        QPen(theme().accent, 2.0, style));
    if (static_cast<std::size_t>(band) < meters_.size()) {
        const effects::BandMeter& meter = meters_[static_cast<std::size_t>(band)];
        const double levelDb = std::clamp(static_cast<double>(meter.levelDb), kLowestDb, 0.0);
        painter.setPen(QPen(theme().window, 1.5));
        painter.setBrush(theme().text);
        painter.drawEllipse(at(levelDb, static_cast<double>(meter.gainDb)), 4.5, 4.5);
    }
}

/// How the band's curve is drawn, below its name.
void CompressorCurveView::drawKey(QPainter& painter, const QPointF& place, int band) const {
    painter.setPen(theme().dimText);
    drawLabel(painter, place, bandName(band), Qt::AlignHCenter);
    const double below = painter.fontMetrics().height() + 2.0;
    painter.setPen(QPen(theme().accent, 2.0, kStyles[static_cast<std::size_t>(band)]));
    painter.drawLine(place + QPointF(-10.0, below), place + QPointF(10.0, below));
}

/// Bars beside the curves: up for louder, down for quieter, with the figure below.
void CompressorCurveView::drawMeters(QPainter& painter, bool isMultiband) {
    const QRectF area = plotArea();
    const int count = isMultiband ? effects::kCompressorBands : 1;
    const double width = (kMeterWidth - 12.0) / count;
    for (int band = 0; band < count; ++band) {
        const double centre = area.right() + 10.0 + (band + 0.5) * width;
        const QRectF track(centre - 5.0, area.top() + 20.0, 10.0, area.height() - 22.0);
        painter.fillRect(track, theme().window);
        painter.setPen(theme().dimText);
        if (isMultiband)
            drawKey(painter, QPointF(centre, area.top() - 4.0), band);
        else
            drawLabel(painter, QPointF(centre, area.top() - 4.0), tr("All"), Qt::AlignHCenter);
        painter.setPen(QPen(theme().guide, 1.0));
        painter.drawLine(QPointF(track.left() - 3.0, track.center().y()),
                         QPointF(track.right() + 3.0, track.center().y()));
        if (static_cast<std::size_t>(band) < meters_.size())
            drawGain(painter, track, static_cast<double>(meters_[static_cast<std::size_t>(band)].gainDb));
    }
}

void CompressorCurveView::drawGain(QPainter& painter, const QRectF& track, double gainDb) {
    const double bounded = std::clamp(gainDb, -kMostDb, kMostDb);
    painter.fillRect(QRectF(track.left(), track.center().y(), track.width(), -bounded / kMostDb * 0.5 * track.height()),
                     theme().accent);
    painter.setPen(theme().text);
    painter.drawText(QRectF(track.center().x() - 20.0, plotArea().bottom() + 2.0, 40.0, 18.0), Qt::AlignHCenter,
                     signedNumber(gainDb, 0));
}

void CompressorCurveView::drawCurves(QPainter& painter) {
    const effects::ParameterInfo& switchInfo = effects::compressorInfo().parameters[kMultibandParameter];
    const bool isMultiband = effects::choiceIndex(switchInfo, values()[kMultibandParameter]) == 1;
    if (suggestedValues())
        for (int band = 0; band < (isMultiband ? effects::kCompressorBands : 1); ++band)
            drawFunction(
                painter, [&](double levelDb) { return gainDb(*suggestedValues(), band, isMultiband, levelDb); },
                QPen(theme().dimText, 1.0, Qt::DashDotLine));
    for (int band = 0; band < (isMultiband ? effects::kCompressorBands : 1); ++band)
        drawBand(painter, band, isMultiband);
    painter.setClipping(false);
    drawMeters(painter, isMultiband);
}

} // namespace stepwise::ui
