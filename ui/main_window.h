// The one window: sounds above, the timeline with the rack beside it, the transport at the bottom.
#pragma once

#include "ui/program_settings.h"
#include "ui/timeline_controller.h"

#include <QMainWindow>

class QMenu;

namespace stepwise::ui {

class Audition;
class MessageBar;
class RackPanel;
class Refinement;
class RefinementPanel;
class Session;
class SessionActions;
class SoundChoice;
class SuggestBar;
class TimelineView;
class TransportBar;

/// What the program is started with.
struct StartRequest {
    AudioOutput output;
    QString input;
    QString target;
    QStringList files; ///< as for openFiles()
};

class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(TimelineController& controller, QWidget* parent = nullptr);

    /// See SoundChoice.
    void addDemos(const QString& folder);
    /// Recovers what a program left that did not save, if the learner wants that; else opens what is asked for, or the
    /// first demo. Says what could not be had.
    void openAtStart(const StartRequest& request);
    /// Files given or dropped: a session or a chain is opened, two sounds are input and target, one fills the first
    /// empty place. Says which files were left out.
    void openFiles(const QStringList& paths);

    /// Opens a session file, after asking about unsaved changes.
    void openSession(const QString& path);
    TimelineView& timelineView() { return *timeline_; }
    Session& session() { return *session_; }
    RackPanel& rackPanel() { return *rack_; }
    Audition& audition() { return *audition_; }
    Refinement& refinement() { return *refinement_; }
    RefinementPanel& refinementPanel() { return *refinementPanel_; }
    QString messageText() const;
    /// The program must end: no question, unsaved work is kept for the next start.
    void closeUnasked();
    /// Writes the sound after the last step.
    void exportResult(const QString& path);
    /// Writes the sound that is heard, without loudness matching.
    void exportHeard(const QString& path);

public Q_SLOTS:
    void openChainDialog();
    void saveChainDialog();
    void exportResultDialog();
    void exportHeardDialog();
    void showMessage(const QString& sentence);

Q_SIGNALS:
    void themeChosen(ThemeChoice choice);

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makeLayout();
    void makeMenus();
    void makeFileMenu();
    void connectController();
    void connectRefinement();
    void connectSession();
    void open(const StartRequest& request);
    void openSounds(const QStringList& paths);
    void sayWhenOpened(const QStringList& sentences);
    void closeOnceWritten();
    void stayOpen();
    void showStep();
    void showAbility();
    QString askForSoundFile(const QString& title, const QString& name);

    TimelineController& controller_;
    Session* session_;
    Audition* audition_;
    Refinement* refinement_;
    SoundChoice* sounds_;
    TimelineView* timeline_;
    SuggestBar* suggestBar_;
    MessageBar* message_;
    RackPanel* rack_;
    RefinementPanel* refinementPanel_;
    TransportBar* transport_;
    SessionActions* sessionActions_ = nullptr;
    QMenu* demoMenu_ = nullptr;
    QAction* exportResult_ = nullptr;
    QList<QAction*> timelineActions_; ///< need a timeline, and nobody at work on it
    QList<QAction*> listenActions_;   ///< need a timeline
    bool mayClose_ = false;
    bool closesOnceSaved_ = false;
    bool closesOnceExported_ = false;
    QStringList saidOnceOpened_; ///< of the session that is being opened
};

} // namespace stepwise::ui
