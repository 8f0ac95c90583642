// Play and stop, position and loop, what is heard and how loud.
#pragma once

#include "ui/audition.h"

#include <QFrame>

class QCheckBox;
class QLabel;
class QPushButton;

namespace stepwise::ui {

class LevelMeter;
class LoopBar;

class TransportBar : public QFrame {
    Q_OBJECT

public:
    explicit TransportBar(Audition& audition, QWidget* parent = nullptr);

    void togglePlay() { audition_.togglePlay(); }
    bool isPlaying() const { return audition_.isPlaying(); }

private:
    void connectAudition();
    void showHeard();
    void showPosition();
    QString loudnessText() const;
    void showDevice();
    QString placeText() const;
    void follow();

    Audition& audition_;
    QPushButton* play_;
    QCheckBox* loop_;
    QCheckBox* match_;
    QLabel* heard_;
    QLabel* loudness_;
    QLabel* position_;
    QLabel* device_;
    LoopBar* bar_;
    LevelMeter* meter_;
};

} // namespace stepwise::ui
