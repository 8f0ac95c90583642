// What stands in the timeline's place until there are two sounds: what to do first, and what to do it with.
#pragma once

#include <QWidget>

class QAction;
class QHBoxLayout;
class QLabel;
class QPushButton;

namespace stepwise::ui {

class EmptyTimeline : public QWidget {
    Q_OBJECT

public:
    explicit EmptyTimeline(QWidget* parent = nullptr);

    /// What is chosen already, and so what is missing; of two sounds, whether they are still being compared.
    void setSounds(bool hasInput, bool hasTarget, bool isComparing);
    /// A button for each, under one line: ways to choose the sounds oneself, and demos.
    void offerFiles(const QList<QAction*>& actions);
    void offerDemos(const QList<QAction*>& actions);

private:
    QLabel* heading_;
    QLabel* hint_;
    QLabel* demoTitle_;
    QHBoxLayout* files_;
    QHBoxLayout* demos_;
};

} // namespace stepwise::ui
