// Where the work is kept: session files, automatic saves, recovery, recent files. No widgets.
#pragma once

#include "ui/autosave_folder.h"
#include "ui/background_worker.h"
#include "ui/open_sessions.h"
#include "ui/session_file.h"
#include "ui/session_stamp.h"
#include "ui/work_document.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QStringList>
#include <QTimer>

#include <atomic>
#include <deque>
#include <functional>
#include <memory>

namespace stepwise::ui {

/// A save that would have written over somebody else's.
struct RefusedSave {
    QString path;
    SessionChange change = SessionChange::changed;
    std::function<void()> then; ///< as it was given to save()
};

/// Of a file that is no longer what this window read or wrote.
enum class IfChanged { refuse, overwrite };

class Session : public QObject {
    Q_OBJECT

public:
    /// Automatic saves go to `folder`.
    Session(WorkDocument& document, const QString& folder, QObject* parent = nullptr);
    /// An orderly end: what was saved automatically is removed, but not after keepUnsaved().
    ~Session() override;

    /// The file of the present work, or empty.
    QString path() const { return path_; }
    /// "lead.stepwise", or "Untitled".
    QString name() const;
    /// What files made of this work are named after: "lead", or the target's name.
    QString baseName() const;
    bool isModified() const { return document_.isModified(); }
    /// Whether something would be lost: two chosen sounds alone are not worth a question.
    bool needsSaving() const;
    bool isBusy() const { return worker_->isBusy() || !waiting_.empty(); }

    /// Whether anything but an automatic save is going on, or waits for one.
    bool isWorking() const { return isSaving() || canCancel(); }
    /// Whether a save that the learner asked for is not written yet.
    bool isSaving() const { return has(Kind::saving); }
    /// Opening and recovering can be given up: the present work stays.
    bool canCancel() const { return has(Kind::opening); }
    void cancel();

    void startNew();
    void open(const QString& path);
    /// Every save is written, in the order of asking, even if the program ends; `then` runs after one that succeeded.
    /// Over another file than that of the present work it is written whatever is there: file dialogs have asked.
    void save(const QString& path, const std::function<void()>& then = {}, IfChanged ifChanged = IfChanged::refuse);

    QStringList recentFiles() const;

    QList<Leftover> leftovers() const { return autosaves_.leftovers(); }
    QStringList unreadableLeftovers() const { return autosaves_.unreadableLeftovers(); }
    void recover(const Leftover& leftover);
    void discard(const Leftover& leftover) { autosaves_.discard(leftover); }

    /// Saves automatically now rather than soon; only what needs saving.
    void autosaveNow();
    QString autosaveFile() const { return autosaves_.ownFile(); }
    /// The program must end and cannot ask: what needs saving is saved automatically, and offered at the next start.
    /// Returns when that is done, and every save before it.
    void keepUnsaved();

    static constexpr int kAutosaveAfterMs = 1000;
    /// While edits go on without a pause.
    static constexpr int kAutosaveAtLeastMs = 5000;
    /// Long sounds are many bytes: after an automatic save the next one waits this many times as long as it took.
    static constexpr int kAutosaveRests = 20;
    static constexpr int kRecentCount = 10;

Q_SIGNALS:
    void changed(); ///< path, modified or recent files
    void begun();   ///< the learner asked for something new
    void started(const QString& title);
    void progressed(double share); ///< of what was started, not of automatic saves
    void finished();
    void noted(const QString& sentence);
    void failed(const QString& sentence); ///< of what the learner asked for; other failures are noted
    void opened();
    void saveRefused(const RefusedSave& save);

private:
    void scheduleAutosave();
    void removeAutosave();
    enum class Kind { opening, saving, autosaving };
    struct Task {
        Kind kind;
        QString title;
        BackgroundWorker::Job job;
    };
    void connectWorker();
    bool has(Kind kind) const; ///< under way or waiting
    void run(const Task& task);
    void begin(const Task& task);
    bool writeWaiting();
    void writeAutosave();
    void waitUntilIdle();
    void goOn(const std::function<void()>& then) const;
    void restFromAutosaves();
    void autosaveWhenRested();
    /// Read and written by tasks only, which follow each other.
    using SharedStamp = std::shared_ptr<SessionStamp>;
    struct WrittenSession {
        QString path;
        SharedStamp stamp;
        int revision;
        std::function<void()> then;
    };
    void takeSaved(const WrittenSession& written);
    void take(const OpenedSession& opened, const QString& path, const SharedStamp& stamp, bool isModified);
    void holdOpen();
    void addRecent(const QString& path);

    WorkDocument& document_;
    AutosaveFolder autosaves_;
    QString path_;
    SharedStamp stamp_; ///< of the file at path_, as this work knows it
    OpenSession openSession_;
    StoredSounds sounds_;
    QTimer autosaveTimer_;
    QElapsedTimer unsavedFor_;
    QElapsedTimer autosavingFor_;
    QDeadlineTimer autosaveRest_;
    int autosavedRevision_ = 0;
    std::atomic<bool> isEnding_ = false;  ///< keepUnsaved() has begun: nothing is asked any more
    std::atomic<bool> isRefused_ = false; ///< a save, and nobody was told yet
    bool keepsAutosave_ = false;
    int generation_ = 0;           ///< counts the works that took each other's place
    Kind kind_ = Kind::autosaving; ///< of the task under way
    std::deque<Task> waiting_;
    std::unique_ptr<BackgroundWorker> worker_;
};

} // namespace stepwise::ui
