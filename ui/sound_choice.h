// Input and target side by side, with what they can be filled from: files, built-in presets, demos.
#pragma once

#include "ui/timeline_controller.h"

#include <QWidget>

class QMenu;

namespace stepwise::ui {

class SoundSlot;

class SoundChoice : public QWidget {
    Q_OBJECT

public:
    explicit SoundChoice(TimelineController& controller, QWidget* parent = nullptr);

    /// The folders below `folder` that hold dry.wav and target.wav become entries of the target's menu and of `menu`.
    void addDemos(const QString& folder, QMenu& menu);
    void openFirstDemo();
    void addPresets(QMenu& menu);

Q_SIGNALS:
    /// What the demo is, in a sentence.
    void demoOpened(const QString& description);

private:
    struct Demo {
        QString title;
        QString description;
        QString folder;
    };

    void openDemo(const Demo& demo);
    void rememberSounds(const QStringList& paths);
    void showNames();

    TimelineController& controller_;
    SoundSlot* input_;
    SoundSlot* target_;
    QList<Demo> demos_;
};

} // namespace stepwise::ui
