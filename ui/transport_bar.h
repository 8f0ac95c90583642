// Play and stop, loop, position, and what is heard.
#pragma once

#include "core/playback.h"

#include <QFrame>

class QCheckBox;
class QLabel;
class QPushButton;
class QTimer;

namespace stepwise::ui {

class TransportBar : public QFrame {
    Q_OBJECT

public:
    explicit TransportBar(QWidget* parent = nullptr);

    void setSound(std::shared_ptr<const core::AudioBuffer> sound, float gain, const QString& name);
    void togglePlay();
    bool isPlaying() const { return player_.isPlaying(); }
    double positionSeconds() const { return player_.positionSeconds(); }

Q_SIGNALS:
    void moved(double seconds);
    void stopped();
    void failed(const QString& sentence);

private:
    void follow();
    void showState();

    core::Player player_;
    std::shared_ptr<const core::AudioBuffer> sound_;
    QPushButton* play_;
    QCheckBox* loop_;
    QLabel* heard_;
    QLabel* position_;
    QTimer* timer_;
};

} // namespace stepwise::ui
