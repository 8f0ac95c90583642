#include "ui/colour_bar.h"

#include "ui/number_text.h"
#include "ui/spectrogram_image.h"
#include "ui/theme.h"

#include <QPainter>

#include <cmath>

namespace stepwise::ui {

namespace {

constexpr int kBarWidth = 14;
constexpr int kTick = 4;
constexpr int kDbPerLabel = 10;

} // namespace

ColourBar::ColourBar(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    setAccessibleName(tr("Colour bar"));
    setOptions({});
}

void ColourBar::setOptions(const ViewOptions& options) {
    options_ = options;
    const bool isDifference = options.difference != Difference::none;
    const QString text =
        isDifference
            ? tr("Blue: quieter, brown: louder, light: alike; %1 to %2 dB.")
                  .arg(shortNumber(-kDifferenceDb), signedNumber(kDifferenceDb, 0))
            : tr("Level below the loudest: from %1 dB (dark) to 0 dB (bright).").arg(wholeNumber(-options.rangeDb));
    setToolTip(text);
    setAccessibleDescription(text);
    update();
}

QSize ColourBar::sizeHint() const {
    return {kBarWidth + kTick + 4 + fontMetrics().horizontalAdvance("−100"), 150};
}

void ColourBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const int lineHeight = fontMetrics().height();
    const QRect bar(0, lineHeight + lineHeight / 2, kBarWidth, height() - 2 * lineHeight - lineHeight / 2);
    if (bar.height() < lineHeight)
        return;
    const QList<QRgb> table = colourTable(options_);
    for (int y = 0; y < bar.height(); ++y) {
        const auto index = (bar.height() - 1 - y) * (table.size() - 1) / std::max(bar.height() - 1, 1);
        painter.fillRect(bar.left(), bar.top() + y, bar.width(), 1, QColor(table[index]));
    }
    painter.setPen(theme().text);
    painter.drawText(QRect(0, 0, width(), lineHeight), Qt::AlignLeft, tr("dB"));
    const bool isDifference = options_.difference != Difference::none;
    const LevelRange range = isDifference ? levelRange(options_) : LevelRange{-1.0 * options_.rangeDb, 0.0};
    int lastY = bar.bottom() + 2 * lineHeight;
    for (int db = static_cast<int>(std::ceil(range.lowDb / kDbPerLabel)) * kDbPerLabel; db <= range.highDb;
         db += kDbPerLabel) {
        const double share = (db - range.lowDb) / (range.highDb - range.lowDb);
        const int y = bar.bottom() - static_cast<int>(std::lround(share * (bar.height() - 1)));
        if (lastY - y < lineHeight + 2)
            continue;
        lastY = y;
        painter.drawLine(bar.right() + 1, y, bar.right() + kTick, y);
        painter.drawText(QRect(bar.right() + kTick + 3, y - lineHeight / 2, width(), lineHeight),
                         Qt::AlignLeft | Qt::AlignVCenter, db > 0 ? signedNumber(db, 0) : wholeNumber(db));
    }
}

} // namespace stepwise::ui
