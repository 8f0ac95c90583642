// One mel spectrogram with its axes, a read-out under the cursor and a playhead. The picture is drawn once and kept;
// the playhead is laid over it, so that moving it repaints two thin strips.
#pragma once

#include "ui/spectrogram_image.h"
#include "ui/timeline_sound.h"

#include <QPixmap>
#include <QWidget>

#include <optional>

namespace stepwise::ui {

class SpectrogramPlot : public QWidget {
    Q_OBJECT

public:
    explicit SpectrogramPlot(QWidget* parent = nullptr);

    /// Without a `reference` differences cannot be shown; without a `sound` the plot is empty.
    void setSound(TimelineSoundPtr sound, TimelineSoundPtr reference);
    void setOptions(const ViewOptions& options);
    void setTimeWindow(const TimeWindow& window);
    /// The playhead of the sound that is heard stands out.
    void setHeard(bool isHeard);
    void setPlayhead(double seconds);
    void hidePlayhead();
    /// The cursor of the keyboard, which is read out like the mouse's: to the right and up by so many hundredths of the
    /// time that is seen (a frame at least) and mel bands. It appears in the middle.
    void moveCursor(int hundredths, int bands);
    void hideCursor();
    /// What stands there; empty while it is hidden.
    QString cursorReadOut() const;

    /// The picture as drawn, for tests.
    QImage image() { return grab().toImage(); }
    /// Time, frequency and level at a point of the widget; empty outside the sound.
    QString readOutAt(QPointF point) const;

    /// No larger than it must be: cards take what height there is.
    QSize sizeHint() const override { return {250, 64}; }
    QSize minimumSizeHint() const override { return {120, 64}; }

Q_SIGNALS:
    void readOut(const QString& text);
    void playAsked(double seconds); ///< by a double-click
    /// Above 1 is nearer; the time under the cursor stays.
    void zoomAsked(double factor, double anchorSeconds);
    /// By a share of what is shown.
    void scrollAsked(double share);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    struct Cursor {
        double seconds = 0.0;
        double band = 0.0;
    };

    QRect plotRect() const;
    QString readOutOf(double seconds, double band) const;
    void drawCursor(QPainter& painter) const;
    double secondsAt(double x) const;
    double xOf(double seconds) const;
    const LevelMap* reference() const;
    void drawPicture();
    void drawAxes(QPainter& painter) const;
    void drawCaption(QPainter& painter) const;
    void forgetPicture();
    QRect playheadStrip() const;

    TimelineSoundPtr sound_;
    TimelineSoundPtr reference_;
    ViewOptions options_;
    TimeWindow window_;
    QPixmap picture_; ///< everything but the playhead; null: to be drawn
    double playheadSeconds_ = -1.0;
    bool isHeard_ = false;
    std::optional<Cursor> cursor_;
};

} // namespace stepwise::ui
