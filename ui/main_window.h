// The one window: sounds above, the timeline in the middle, the rack below it, the transport at the bottom.
#pragma once

#include "ui/timeline_controller.h"

#include <QMainWindow>
#include <QTimer>

class QLabel;
class QProgressBar;
class QPushButton;

namespace stepwise::ui {

class RackPanel;
class Session;
class SessionActions;
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

    /// Opens a session file, after asking about unsaved changes.
    void openSession(const QString& path);
    /// Offers what a killed program left; whether it is being recovered.
    bool offerRecovery();

    TimelineView& timelineView() { return *timeline_; }
    Session& session() { return *session_; }
    RackPanel& rackPanel() { return *rack_; }
    QString messageText() const;

public Q_SLOTS:
    void openChainDialog();
    void saveChainDialog();
    void exportDialog();
    void showMessage(const QString& sentence);

protected:
    void closeEvent(QCloseEvent* event) override;
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
    void makeViewMenu();
    void connectSession();
    void showWork(const QString& title);
    void makeListenMenu();
    void connectController();
    void addPresets();
    void openDemo(const Demo& demo);
    void listen(int place);
    void showSounds();
    void showStep();
    void showAbility();

    TimelineController& controller_;
    Session* session_;
    SessionActions* sessionActions_ = nullptr;
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
    TransportBar* transport_ = nullptr;
    QMenu* demoMenu_ = nullptr;
    QList<QAction*> timelineActions_; ///< need a timeline
    QList<Demo> demos_;
    QTimer workShown_; ///< runs while work is too young to be worth a progress bar
    int heardPlace_ = kInputPlace;
    bool mayClose_ = false;
};

} // namespace stepwise::ui
