#include "ui/level_meter.h"

#include "ui/number_text.h"
#include "ui/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace stepwise::ui {

namespace {

constexpr double kLowestDb = -60.0;
constexpr double kFallDbPerSecond = 24.0;
constexpr int kHoldMs = 1000;
constexpr int kWordWidth = 52;
constexpr int kScaleHeight = 12;

double shareOf(double decibels) {
    return std::clamp(1.0 - decibels / kLowestDb, 0.0, 1.0);
}

} // namespace

LevelMeter::LevelMeter(QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("Level"));
    setToolTip(tr("How loud the output is, left above right, from -60 dB to full scale. OVER: too loud, it clips."));
    clear();
}

void LevelMeter::clear() {
    sides_.fill({kLowestDb, kLowestDb, 0});
    isOver_ = false;
    update();
}

void LevelMeter::setPeaks(const std::array<float, 2>& peaks) {
    for (std::size_t i = 0; i < sides_.size(); ++i) {
        Side& side = sides_[i];
        const double peakDb = 20.0 * std::log10(std::max(static_cast<double>(peaks[i]), 1e-6));
        side.shownDb = std::max({peakDb, side.shownDb - kFallDbPerSecond * kMeterMs / 1000.0, kLowestDb});
        side.heldFor += kMeterMs;
        if (peakDb >= side.heldDb || side.heldFor > kHoldMs) {
            side.heldDb = std::max(peakDb, kLowestDb);
            side.heldFor = 0;
        }
    }
    isOver_ = sides_[0].heldDb > 0.0 || sides_[1].heldDb > 0.0;
    update();
}

QString LevelMeter::valueText() const {
    const double loudest = std::max(sides_[0].heldDb, sides_[1].heldDb);
    if (loudest <= kLowestDb)
        return tr("silent");
    const QString level = tr("%1 dB").arg(fixedNumber(loudest, 0));
    return isOver_ ? tr("%1, too loud").arg(level) : level;
}

void LevelMeter::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const double width = this->width() - kWordWidth;
    const double height = (this->height() - kScaleHeight) / 2.0 - 2.0;
    for (std::size_t i = 0; i < sides_.size(); ++i) {
        const double top = 1.0 + static_cast<double>(i) * (height + 2.0);
        painter.fillRect(QRectF(0.0, top, width, height), theme().window);
        painter.fillRect(QRectF(0.0, top, width * shareOf(sides_[i].shownDb), height), theme().accent);
        const double held = width * shareOf(sides_[i].heldDb);
        if (sides_[i].heldDb > kLowestDb)
            painter.fillRect(QRectF(held - 2.0, top, 2.0, height), theme().text);
    }
    painter.setPen(isOver_ ? theme().warning : theme().dimText);
    const double loudest = std::max(sides_[0].heldDb, sides_[1].heldDb);
    const QString word = isOver_                ? tr("OVER")
                         : loudest <= kLowestDb ? tr("Level")
                                                : tr("%1 dB").arg(fixedNumber(loudest, 0));
    painter.drawText(QRectF(width, 0.0, kWordWidth, this->height()), Qt::AlignCenter, word);
    drawScale(painter, width);
}

void LevelMeter::drawScale(QPainter& painter, double width) const {
    QFont small = font();
    small.setPixelSize(kScaleHeight - 2);
    painter.setFont(small);
    const double top = height() - kScaleHeight;
    for (const int mark : {-48, -36, -24, -12, 0}) {
        const double x = width * shareOf(mark);
        painter.setPen(QPen(theme().border, 1.0));
        painter.drawLine(QPointF(x, 1.0), QPointF(x, top));
        painter.setPen(theme().dimText);
        painter.drawText(QRectF(x - 15.0, top, 30.0, kScaleHeight), Qt::AlignCenter, wholeNumber(mark));
    }
}

} // namespace stepwise::ui
