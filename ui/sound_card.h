// A card of the timeline: name, knobs in words, mel spectrogram, and the error against the target.
#pragma once

#include "core/spectrogram.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace stepwise::ui {

class SpectrogramPlot;

/// What a card says.
struct CardText {
    QString title;
    QString settings;
    QString error;
    bool isWarning = false; ///< the error line says that the step does not help
};

class SoundCard : public QFrame {
    Q_OBJECT

public:
    explicit SoundCard(QWidget* parent = nullptr);

    void setText(const CardText& text);
    void setSpectrogram(const core::Spectrogram& melDb, float topDb, double seconds);
    void setSelected(bool selected);
    void setHeard(bool heard);
    void setPlayhead(double seconds);
    void hidePlayhead();

    SpectrogramPlot* plot() { return plot_; }
    QString errorText() const;

Q_SIGNALS:
    void clicked();
    void listenAsked();
    void readOut(const QString& text);

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QLabel* title_;
    QLabel* settings_;
    QLabel* error_;
    QPushButton* listen_;
    SpectrogramPlot* plot_;
};

} // namespace stepwise::ui
