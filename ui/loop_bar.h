// The heard sound as a waveform: where it plays, and which part is repeated.
#pragma once

#include "core/stored_sound.h"

#include <QWidget>

#include <vector>

namespace stepwise::ui {

/// "7.25", and within a sound of a minute or more "0:07.25", as on the time axis.
QString timeText(double seconds, double lengthSeconds);
/// Whether it writes minutes.
bool hasMinutes(double lengthSeconds);

class LoopBar : public QWidget {
    Q_OBJECT

public:
    explicit LoopBar(QWidget* parent = nullptr);

    void setSound(const core::StoredSound& sound);
    void setPosition(double seconds);
    /// The whole sound where end <= start.
    void setRegion(double startSeconds, double endSeconds);

    double positionSeconds() const { return position_; }
    double lengthSeconds() const { return length_; }
    QString valueText() const;

    QSize sizeHint() const override { return {400, 44}; }
    QSize minimumSizeHint() const override { return {160, 36}; }

Q_SIGNALS:
    void moveAsked(double seconds);
    void regionAsked(double startSeconds, double endSeconds);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    enum class Drag { nothing, start, end, whole, anew };

    bool hasRegion() const { return regionEnd_ > regionStart_; }
    double xOf(double seconds) const;
    double secondsAt(double x) const;
    Drag gripAt(double x) const;
    void showGrip(double x);
    void measurePeaks();
    void dragTo(double x);

    core::StoredSound sound_;
    std::vector<float> peaks_; ///< one a column of pixels
    double length_ = 0.0;
    double position_ = 0.0;
    double regionStart_ = 0.0;
    double regionEnd_ = 0.0;
    Drag drag_ = Drag::nothing;
    double pressX_ = 0.0;
    double pressStart_ = 0.0; ///< of the region
    bool hasMoved_ = false;
};

} // namespace stepwise::ui
