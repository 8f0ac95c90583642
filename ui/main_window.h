// The one window: sounds above, the timeline in the middle, the rack below it, the transport at the bottom.
#pragma once

#include "ui/program_settings.h"
#include "ui/timeline_controller.h"

#include <QMainWindow>

class QLabel;
class QProgressBar;
class QPushButton;

namespace stepwise::ui {

class Audition;
class RackPanel;
class SoundSlot;
class TimelineView;
class TransportBar;

class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(TimelineController& controller, QWidget* parent = nullptr);

    /// The folders below `folder` that hold dry.wav and target.wav become entries of the demo menus.
    void addDemos(const QString& folder);
    /// Loads the first demo, if there is one.
    void openFirstDemo();
    /// Files given or dropped: a chain is opened, two sounds are input and target, one fills the first empty place.
    void openFiles(const QStringList& paths);

    TimelineView& timelineView() { return *timeline_; }
    RackPanel& rackPanel() { return *rack_; }
    Audition& audition() { return *audition_; }
    QString messageText() const;

public Q_SLOTS:
    void openChainDialog();
    void saveChainDialog();
    void exportDialog();
    void showMessage(const QString& sentence);

Q_SIGNALS:
    void themeChosen(ThemeChoice choice);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    struct Demo {
        QString title;
        QString description;
        QString folder;
    };

    QWidget* makeSlots();
    QWidget* makeSuggestBar();
    void makeMenus();
    void makeFileMenu();
    void makeStepMenu();
    void connectController();
    void addPresets();
    void openDemo(const Demo& demo);
    void connectAudition();
    void showSounds();
    void showStep();
    void showAbility();

    TimelineController& controller_;
    SoundSlot* inputSlot_ = nullptr;
    SoundSlot* targetSlot_ = nullptr;
    QPushButton* suggest_ = nullptr;
    QPushButton* suggestAll_ = nullptr;
    QPushButton* cancel_ = nullptr;
    QProgressBar* progress_ = nullptr;
    QLabel* doing_ = nullptr;
    QLabel* message_ = nullptr;
    TimelineView* timeline_ = nullptr;
    RackPanel* rack_ = nullptr;
    Audition* audition_;
    TransportBar* transport_ = nullptr;
    QMenu* demoMenu_ = nullptr;
    QList<QAction*> timelineActions_; ///< need a timeline
    QList<Demo> demos_;
};

} // namespace stepwise::ui
