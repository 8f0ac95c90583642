#include "ui/spectrogram_plot.h"

#include "ui/mel_axis.h"
#include "ui/number_text.h"
#include "ui/theme.h"

#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace stepwise::ui {

namespace {

constexpr int kTick = 4;
constexpr int kPixelsPerTimeLabel = 55;
constexpr double kZoomPerNotch = 1.25;
constexpr double kScrollPerNotch = 0.15;
constexpr double kNotch = 120.0; ///< of a mouse wheel, in Qt's units

} // namespace

SpectrogramPlot::SpectrogramPlot(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
}

void SpectrogramPlot::setSound(TimelineSoundPtr sound, TimelineSoundPtr reference) {
    if (sound == sound_ && reference == reference_)
        return;
    sound_ = std::move(sound);
    reference_ = std::move(reference);
    forgetPicture();
}

void SpectrogramPlot::setOptions(const ViewOptions& options) {
    if (options == options_)
        return;
    options_ = options;
    forgetPicture();
}

void SpectrogramPlot::setTimeWindow(const TimeWindow& window) {
    if (window == window_)
        return;
    window_ = window;
    forgetPicture();
}

void SpectrogramPlot::forgetPicture() {
    picture_ = {};
    update();
}

QRect SpectrogramPlot::plotRect() const {
    const int left = fontMetrics().horizontalAdvance("250") + fontMetrics().horizontalAdvance("k") + kTick + 4;
    const int bottom = fontMetrics().height() + kTick + 1;
    return rect().adjusted(left, fontMetrics().height() / 2, -fontMetrics().averageCharWidth() * 2, -bottom);
}

double SpectrogramPlot::secondsAt(double x) const {
    const QRect plot = plotRect();
    return window_.start() + (x - plot.left()) * window_.seconds() / plot.width();
}

double SpectrogramPlot::xOf(double seconds) const {
    const QRect plot = plotRect();
    return plot.left() + (seconds - window_.start()) * plot.width() / window_.seconds();
}

const LevelMap* SpectrogramPlot::reference() const {
    return options_.difference != Difference::none && reference_ ? &reference_->picture : nullptr;
}

void SpectrogramPlot::drawPicture() {
    picture_ = QPixmap(size() * devicePixelRatioF());
    picture_.setDevicePixelRatio(devicePixelRatioF());
    picture_.fill(theme().card);
    QPainter painter(&picture_);
    const QRect plot = plotRect();
    if (plot.width() < 1 || plot.height() < 1)
        return;
    if (sound_) {
        ViewOptions options = options_;
        if (reference() == nullptr)
            options.difference = Difference::none;
        painter.drawImage(
            plot, spectrogramImage(sound_->picture, reference(), window_, plot.size() * devicePixelRatioF(), options));
    } else {
        painter.fillRect(plot, theme().window);
    }
    drawAxes(painter);
    if (sound_ && options_.difference != Difference::none && reference() == nullptr)
        drawCaption(painter);
}

/// Among pictures of differences, one that shows none has colours of its own.
void SpectrogramPlot::drawCaption(QPainter& painter) const {
    const QString text = ' ' + tr("the sound itself") + ' ';
    const QRect place(plotRect().topLeft(), fontMetrics().size(Qt::TextSingleLine, text));
    painter.fillRect(place, theme().card);
    painter.setPen(theme().text);
    painter.drawText(place, Qt::AlignCenter, text);
}

void SpectrogramPlot::drawAxes(QPainter& painter) const {
    const QRect plot = plotRect();
    painter.setPen(theme().text);
    painter.setFont(font());
    const int lineHeight = fontMetrics().height();
    // Below the frequencies, in the corner that times leave free.
    painter.drawText(QRect(0, plot.bottom() + kTick, plot.left() - 3 * kTick, lineHeight), Qt::AlignRight, tr("Hz"));
    int lastY = plot.bottom() + kTick + lineHeight / 2;
    for (const double hertz : axisFrequenciesHz()) {
        const double band = bandOfHertz(hertz) + 0.5;
        const int y = plot.bottom() - static_cast<int>(std::lround(band / core::kMelBands * plot.height()));
        if (lastY - y < lineHeight)
            continue;
        lastY = y;
        painter.drawLine(plot.left() - kTick, y, plot.left() - 1, y);
        painter.drawText(QRect(0, y - lineHeight / 2, plot.left() - kTick - 2, lineHeight),
                         Qt::AlignRight | Qt::AlignVCenter, axisLabel(hertz));
    }
    const std::vector<double> ticks =
        timeTicks(window_.start(), window_.seconds(), std::max(plot.width() / kPixelsPerTimeLabel, 1));
    const double step = ticks.size() > 1 ? ticks[1] - ticks[0] : window_.seconds();
    for (const double seconds : ticks) {
        const int x = static_cast<int>(std::lround(xOf(seconds)));
        painter.drawLine(x, plot.bottom() + 1, x, plot.bottom() + kTick);
        const QString unit = seconds == ticks.back() ? tr(" s") : QString();
        const QString label = timeLabel(seconds, step) + unit;
        const int width = fontMetrics().horizontalAdvance(label);
        const int left =
            std::min(x - fontMetrics().horizontalAdvance(timeLabel(seconds, step)) / 2, this->width() - width);
        painter.drawText(QRect(left, plot.bottom() + kTick, width, lineHeight), Qt::AlignLeft | Qt::AlignTop, label);
    }
}

QRect SpectrogramPlot::playheadStrip() const {
    const QRect plot = plotRect();
    return {static_cast<int>(std::floor(xOf(playheadSeconds_))) - 2, plot.top(), 5, plot.height()};
}

void SpectrogramPlot::setHeard(bool isHeard) {
    isHeard_ = isHeard;
    update();
}

void SpectrogramPlot::setPlayhead(double seconds) {
    if (playheadSeconds_ >= 0.0)
        update(playheadStrip());
    playheadSeconds_ = seconds;
    update(playheadStrip());
}

void SpectrogramPlot::hidePlayhead() {
    if (playheadSeconds_ < 0.0)
        return;
    update(playheadStrip());
    playheadSeconds_ = -1.0;
}

void SpectrogramPlot::paintEvent(QPaintEvent* event) {
    if (picture_.isNull())
        drawPicture();
    QPainter painter(this);
    const QRect part = event->rect();
    const double ratio = picture_.devicePixelRatio();
    painter.drawPixmap(QRectF(part), picture_,
                       QRectF(part.x() * ratio, part.y() * ratio, part.width() * ratio, part.height() * ratio));
    const QRect plot = plotRect();
    if (!isEnabled()) {
        QColor veil = theme().card;
        veil.setAlphaF(0.7F);
        painter.fillRect(plot, veil);
    }
    drawCursor(painter);
    const double x = xOf(playheadSeconds_);
    if (playheadSeconds_ < 0.0 || x < plot.left() || x > plot.right())
        return;
    // Light on dark on light: seen on every colour.
    painter.fillRect(QRectF(x - 1.5, plot.top(), isHeard_ ? 3.0 : 2.0, plot.height()), Qt::black);
    painter.fillRect(QRectF(x - 0.5, plot.top(), 1.0, plot.height()), Qt::white);
}

void SpectrogramPlot::drawCursor(QPainter& painter) const {
    const QRect plot = plotRect();
    if (!cursor_ || !sound_)
        return;
    const double x = xOf(cursor_->seconds);
    const double y = plot.bottom() + 1 - (cursor_->band + 0.5) * plot.height() / core::kMelBands;
    if (x < plot.left() || x > plot.right() + 1)
        return;
    painter.setClipRect(plot);
    for (const auto& [colour, width] : {std::pair{Qt::black, 3.0}, std::pair{Qt::white, 1.0}}) {
        painter.fillRect(QRectF(x - width / 2, plot.top(), width, plot.height()), colour);
        painter.fillRect(QRectF(plot.left(), y - width / 2, plot.width(), width), colour);
    }
    painter.setClipping(false);
}

void SpectrogramPlot::resizeEvent(QResizeEvent* event) {
    forgetPicture();
    QWidget::resizeEvent(event);
}

void SpectrogramPlot::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange ||
        event->type() == QEvent::StyleChange || event->type() == QEvent::EnabledChange)
        forgetPicture();
    QWidget::changeEvent(event);
}

QString SpectrogramPlot::readOutAt(QPointF point) const {
    const QRect plot = plotRect();
    if (!sound_ || !plot.contains(point.toPoint()))
        return {};
    return readOutOf(secondsAt(point.x()), (plot.bottom() + 1 - point.y()) * core::kMelBands / plot.height() - 0.5);
}

QString SpectrogramPlot::readOutOf(double seconds, double band) const {
    const int frame = static_cast<int>(std::lround(seconds * framesPerSecond()));
    const int row = std::clamp(static_cast<int>(std::lround(band)), 0, core::kMelBands - 1);
    if (frame < 0 || frame >= sound_->picture.frames())
        return {};
    const float shown = levelsShown(sound_->picture, reference(), frame, 1.0, options_)[static_cast<std::size_t>(row)];
    const auto level = static_cast<double>(reference() != nullptr ? shown : shown - options_.topDb);
    const QString text =
        reference() != nullptr ? tr("%1 s   %2 Hz   %3 dB different") : tr("%1 s   %2 Hz   %3 dB against the loudest");
    return text.arg(fixedNumber(seconds, 3), fixedNumber(hertzOfBand(band), 0),
                    level > 0.0 ? signedNumber(level, 1) : fixedNumber(level, 1));
}

void SpectrogramPlot::moveCursor(int hundredths, int bands) {
    if (!sound_)
        return;
    const double end =
        std::min(window_.start() + window_.seconds(), (sound_->picture.frames() - 1) / framesPerSecond());
    if (!cursor_) {
        cursor_ = {window_.start() + 0.5 * window_.seconds(), (core::kMelBands - 1) / 2.0};
    } else {
        cursor_->seconds += hundredths * std::max(0.01 * window_.seconds(), 1.0 / framesPerSecond());
        cursor_->band += bands;
    }
    cursor_->seconds = std::clamp(cursor_->seconds, window_.start(), std::max(end, window_.start()));
    cursor_->band = std::clamp(cursor_->band, 0.0, core::kMelBands - 1.0);
    update();
    Q_EMIT readOut(cursorReadOut());
}

void SpectrogramPlot::hideCursor() {
    if (!cursor_)
        return;
    cursor_.reset();
    update();
    Q_EMIT readOut({});
}

QString SpectrogramPlot::cursorReadOut() const {
    return sound_ && cursor_ ? readOutOf(cursor_->seconds, cursor_->band) : QString();
}

void SpectrogramPlot::mouseMoveEvent(QMouseEvent* event) {
    Q_EMIT readOut(readOutAt(event->position()));
    event->ignore(); // the card may be being dragged
}

void SpectrogramPlot::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && plotRect().contains(event->pos()))
        Q_EMIT playAsked(secondsAt(event->position().x()));
    else
        event->ignore();
}

void SpectrogramPlot::leaveEvent(QEvent* event) {
    Q_EMIT readOut(cursorReadOut());
    QWidget::leaveEvent(event);
}

/// Ctrl and wheel zooms, Shift and wheel (or a sideways wheel) scrolls in time; all else scrolls the cards.
void SpectrogramPlot::wheelEvent(QWheelEvent* event) {
    const QPoint turn = event->angleDelta();
    const bool isSideways = std::abs(turn.x()) > std::abs(turn.y());
    if (event->modifiers() & Qt::ControlModifier) {
        Q_EMIT zoomAsked(std::pow(kZoomPerNotch, turn.y() / kNotch), secondsAt(event->position().x()));
    } else if (isSideways || (event->modifiers() & Qt::ShiftModifier)) {
        const int along = turn.x() != 0 ? turn.x() : turn.y();
        Q_EMIT scrollAsked(-kScrollPerNotch * along / kNotch);
    } else {
        event->ignore();
    }
}

} // namespace stepwise::ui
