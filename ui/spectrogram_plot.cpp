#include "ui/spectrogram_plot.h"

#include "core/audio_buffer.h"
#include "core/colour_map.h"
#include "ui/mel_axis.h"

namespace stepwise::ui {

namespace {

constexpr double kSecondsPerFrame = core::kHopFrames / core::kAnalysisRateHz;
constexpr int kGradientSteps = 64;

QCPColorGradient gradientOf(const core::ColourMap& colours) {
    QCPColorGradient gradient;
    gradient.clearColorStops();
    for (int i = 0; i <= kGradientSteps; ++i) {
        const core::Rgb colour = colours.at(static_cast<double>(i) / kGradientSteps);
        gradient.setColorStopAt(static_cast<double>(i) / kGradientSteps, QColor(colour.red, colour.green, colour.blue));
    }
    return gradient;
}

} // namespace

SpectrogramPlot::SpectrogramPlot(QWidget* parent)
    : QCustomPlot(parent), map_(new QCPColorMap(xAxis, yAxis)), playhead_(nullptr) {
    setMinimumSize(210, 200);
    setMouseTracking(true);
    setFocusPolicy(Qt::NoFocus);
    map_->setGradient(gradientOf(core::colourMaps().front()));
    map_->setInterpolate(false);
    addLayer("playhead", layer("main"), limAbove);
    layer("playhead")->setMode(QCPLayer::lmBuffered);
    playhead_ = new QCPItemLine(this);
    playhead_->setLayer("playhead");
    playhead_->setPen(QPen(Qt::white, 1.5));
    playhead_->setVisible(false);

    const QSharedPointer<QCPAxisTickerText> ticker(new QCPAxisTickerText);
    for (const double hertz : axisFrequenciesHz())
        ticker->addTick(bandOfHertz(hertz), axisLabel(hertz));
    yAxis->setTicker(ticker);
    yAxis->setRange(-0.5, core::kMelBands - 0.5);
    yAxis->setLabel(tr("Hz"));
    xAxis->setLabel(tr("s"));
    xAxis->ticker()->setTickCount(4);
    for (QCPAxis* axis : {xAxis, yAxis}) {
        axis->setLabelPadding(2);
        axis->setTickLabelPadding(3);
        axis->setSubTicks(false);
        axis->grid()->setVisible(false);
    }
    axisRect()->setMinimumMargins(QMargins(4, 4, 8, 4));
}

void SpectrogramPlot::setColours(const QColor& background, const QColor& text) {
    setBackground(background);
    for (QCPAxis* axis : {xAxis, yAxis}) {
        axis->setBasePen(QPen(text));
        axis->setTickPen(QPen(text));
        axis->setTickLabelColor(text);
        axis->setLabelColor(text);
    }
    axisRect()->setBackground(QColor(0, 0, 4));
    replot();
}

void SpectrogramPlot::setSpectrogram(const LevelMap& picture, float topDb, double seconds) {
    picture_ = picture;
    map_->data()->setSize(picture.frames(), core::kMelBands);
    map_->data()->setRange(QCPRange(0.0, std::max(picture.frames() - 1, 1) * kSecondsPerFrame),
                           QCPRange(0.0, core::kMelBands - 1.0));
    for (int band = 0; band < core::kMelBands; ++band)
        for (int frame = 0; frame < picture.frames(); ++frame)
            map_->data()->setCell(frame, band, static_cast<double>(picture.db(frame, band)));
    map_->setDataRange(QCPRange(static_cast<double>(topDb - core::kDynamicRangeDb), static_cast<double>(topDb)));
    xAxis->setRange(0.0, std::max(seconds, kSecondsPerFrame));
    replot();
}

void SpectrogramPlot::setPlayhead(double seconds) {
    playhead_->start->setCoords(seconds, yAxis->range().lower);
    playhead_->end->setCoords(seconds, yAxis->range().upper);
    playhead_->setVisible(true);
    layer("playhead")->replot();
}

void SpectrogramPlot::hidePlayhead() {
    if (!playhead_->visible())
        return;
    playhead_->setVisible(false);
    layer("playhead")->replot();
}

QImage SpectrogramPlot::image() const {
    return const_cast<SpectrogramPlot*>(this)->toPixmap().toImage();
}

void SpectrogramPlot::mousePressEvent(QMouseEvent* event) {
    Q_EMIT clicked();
    event->ignore(); // the card takes the focus
}

void SpectrogramPlot::mouseMoveEvent(QMouseEvent* event) {
    const double seconds = xAxis->pixelToCoord(event->position().x());
    const double band = yAxis->pixelToCoord(event->position().y());
    const int frame = static_cast<int>(std::lround(seconds / kSecondsPerFrame));
    const int row = static_cast<int>(std::lround(band));
    if (frame < 0 || frame >= picture_.frames() || row < 0 || row >= core::kMelBands) {
        Q_EMIT readOut({});
        return;
    }
    Q_EMIT readOut(tr("%1 s   %2 Hz   %3 dB")
                       .arg(seconds, 0, 'f', 3)
                       .arg(hertzOfBand(band), 0, 'f', 0)
                       .arg(static_cast<double>(picture_.db(frame, row)), 0, 'f', 1));
}

void SpectrogramPlot::leaveEvent(QEvent* event) {
    Q_EMIT readOut({});
    QCustomPlot::leaveEvent(event);
}

} // namespace stepwise::ui
