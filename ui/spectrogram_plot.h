// One mel spectrogram with its axes, a read-out under the cursor and a playhead. QCustomPlot keeps the spectrogram as
// one cached image; the playhead has a layer of its own, so that moving it repaints nothing else.
#pragma once

#include "ui/level_map.h"
#include "ui/plotting.h"

namespace stepwise::ui {

class SpectrogramPlot : public QCustomPlot {
    Q_OBJECT

public:
    explicit SpectrogramPlot(QWidget* parent = nullptr);

    /// `topDb` is the brightest level on all cards; colours span core::kDynamicRangeDb below it. The time axis shows
    /// `seconds`, which may be longer than the spectrogram.
    void setSpectrogram(const LevelMap& picture, float topDb, double seconds);
    void setPlayhead(double seconds);
    void hidePlayhead();
    void setColours(const QColor& background, const QColor& text);

    /// The picture as drawn, for tests.
    QImage image() const;

Q_SIGNALS:
    void clicked();
    void readOut(const QString& text);

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    QCPColorMap* map_;
    QCPItemLine* playhead_;
    LevelMap picture_;
};

} // namespace stepwise::ui
