// Where sound goes: host API, device and buffer, with a test tone.
#pragma once

#include "ui/audition.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;

namespace stepwise::ui {

class AudioSettingsPage : public QWidget {
    Q_OBJECT

public:
    explicit AudioSettingsPage(Audition& audition, QWidget* parent = nullptr);

Q_SIGNALS:
    void outputChosen(const AudioOutput& output);

private:
    void listHostApis();
    void listDevices();
    void choose();
    void lookAgain();
    void takeDevices(const QString& problem);
    void showState(const QString& problem = {});

    Audition& audition_;
    QComboBox* hostApi_;
    QComboBox* device_;
    QComboBox* buffer_;
    QPushButton* again_;
    QLabel* state_;
};

} // namespace stepwise::ui
