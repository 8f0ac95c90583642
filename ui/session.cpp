#include "ui/session.h"

#include "core/error.h"
#include "ui/cancellable.h"
#include "ui/file_path.h"
#include "ui/settings_store.h"

#include <QCoreApplication>

#include <algorithm>

namespace stepwise::ui {

namespace {

constexpr const char* kRecentKey = "recentSessions";

/// The file is no longer what this window knows.
class ChangedElsewhere : public core::Error {
public:
    ChangedElsewhere(const QString& path, SessionChange change)
        : core::Error(
              Session::tr("%1: was changed elsewhere and is not written over.").arg(shownPath(path)).toStdString()),
          change_(change) {}

    SessionChange change() const { return change_; }

private:
    SessionChange change_;
};

void requireUnchanged(const QString& path, const SessionStamp& known) {
    if (const SessionChange change = changeSince(known, toPath(path)); change != SessionChange::none)
        throw ChangedElsewhere(path, change);
}

} // namespace

Session::Session(WorkDocument& document, const QString& folder, QObject* parent)
    : QObject(parent), document_(document), autosaves_(folder), worker_(std::make_unique<BackgroundWorker>()) {
    autosavedRevision_ = document_.work().revision;
    autosaveTimer_.setSingleShot(true);
    connect(&autosaveTimer_, &QTimer::timeout, this, &Session::autosaveWhenRested);
    connect(&document_, &WorkDocument::changed, this, &Session::scheduleAutosave);
    connect(&document_, &WorkDocument::savedStateChanged, this, &Session::changed);
    connectWorker();
}

Session::~Session() {
    isEnding_ = true;
    worker_.reset();
    autosaveTimer_.stop();
    if (!writeWaiting() || isRefused_)
        writeAutosave(); // it is offered at the next start
    else if (!keepsAutosave_)
        removeAutosave();
}

void Session::connectWorker() {
    connect(worker_.get(), &BackgroundWorker::failed, this, [this](const QString& sentence) {
        if (kind_ != Kind::autosaving) {
            Q_EMIT failed(sentence);
            return;
        }
        restFromAutosaves();
        Q_EMIT noted(tr("Your work could not be saved automatically: %1").arg(sentence));
    });
    connect(worker_.get(), &BackgroundWorker::progressed, this, [this](double share) {
        if (kind_ != Kind::autosaving)
            Q_EMIT progressed(share);
    });
    connect(worker_.get(), &BackgroundWorker::finished, this, [this] {
        if (!waiting_.empty() && !worker_->isBusy()) {
            const Task next = std::move(waiting_.front());
            waiting_.pop_front();
            begin(next);
        }
        Q_EMIT finished();
    });
}

/// When the program ends: there is no thread for them any more. Whether all were written.
bool Session::writeWaiting() {
    bool isAllWritten = true;
    for (const Task& task : std::exchange(waiting_, {})) {
        try {
            if (task.kind == Kind::saving)
                task.job([](double) { return true; });
        } catch (const core::Error&) {
            isAllWritten = false;
        }
    }
    return isAllWritten;
}

void Session::writeAutosave() {
    try {
        writeSession(toPath(autosaveFile()), document_.work(), sounds_,
                     {toText(path_).toStdString(), stamp_ ? toText(*stamp_) : ""});
    } catch (const core::Error&) { // there is nobody left to tell
    }
}

bool Session::needsSaving() const {
    const std::vector<Round>& rounds = document_.work().rounds;
    const bool hasSteps =
        std::any_of(rounds.begin(), rounds.end(), [](const Round& round) { return !round.steps.empty(); });
    return isModified() && (hasSteps || !path_.isEmpty());
}

QString Session::name() const {
    return path_.isEmpty() ? tr("Untitled") : shownName(path_);
}

QString Session::baseName() const {
    const QString target = QString::fromStdString(document_.work().target.name);
    const QString base = baseNameOf(path_.isEmpty() ? target : path_);
    return base.isEmpty() ? tr("Untitled") : base;
}

bool Session::has(Kind kind) const {
    return (worker_->isBusy() && kind_ == kind) || std::ranges::find(waiting_, kind, &Task::kind) != waiting_.end();
}

void Session::cancel() {
    std::erase_if(waiting_, [](const Task& task) { return task.kind == Kind::opening; });
    if (worker_->isBusy() && kind_ == Kind::opening)
        worker_->cancel();
}

/// Tasks follow each other; of files that wait to be opened only the newest is wanted.
void Session::run(const Task& task) {
    if (task.kind == Kind::opening)
        std::erase_if(waiting_, [](const Task& other) { return other.kind == Kind::opening; });
    if (task.kind != Kind::autosaving)
        Q_EMIT begun();
    if (!isBusy()) {
        begin(task);
        return;
    }
    const bool isFirstSeen = !isWorking();
    waiting_.push_back(task);
    if (isFirstSeen)
        Q_EMIT started(task.title);
}

void Session::begin(const Task& task) {
    kind_ = task.kind;
    worker_->start(task.title, task.job);
    if (kind_ != Kind::autosaving)
        Q_EMIT started(task.title);
}

void Session::startNew() {
    ++generation_;
    path_.clear();
    stamp_.reset();
    openSession_.giveBack();
    removeAutosave();
    document_.reset(Work{});
}

void Session::open(const QString& path) {
    const int revision = document_.work().revision;
    run({Kind::opening, tr("Opening %1").arg(shownName(path)),
         [this, path, revision](const effects::Progress& progress) {
             // Before it is read: what changes meanwhile is noticed.
             const auto stamp = std::make_shared<SessionStamp>(stampOf(toPath(path)).value_or(SessionStamp{}));
             const auto opened = std::make_shared<OpenedSession>(readSession(toPath(path), cancellable(progress)));
             return BackgroundWorker::Delivery([this, path, stamp, opened, revision] {
                 if (document_.work().revision != revision && document_.isModified()) {
                     Q_EMIT noted(tr("%1 was not opened, since the work was changed meanwhile.").arg(shownPath(path)));
                     return;
                 }
                 removeAutosave();
                 take(*opened, absolutePath(path), stamp, false);
                 addRecent(path_);
             });
         }});
}

void Session::take(const OpenedSession& session, const QString& path, const SharedStamp& stamp, bool isModified) {
    ++generation_;
    path_ = path;
    stamp_ = stamp;
    document_.reset(session.work, isModified);
    for (const std::string& note : session.notes)
        Q_EMIT noted(QString::fromStdString(note));
    holdOpen();
    Q_EMIT opened();
    Q_EMIT changed();
}

/// Says so if another window has the session open.
void Session::holdOpen() {
    if (path_.isEmpty())
        openSession_.giveBack();
    else if (!openSession_.take(path_))
        Q_EMIT noted(
            tr("%1 is open in another window of Stepwise, too. Once it is saved there, Save asks here before it "
               "writes over that.")
                .arg(name()));
}

void Session::save(const QString& path, const std::function<void()>& then, IfChanged ifChanged) {
    const Work work = document_.work();
    const SharedStamp known = absolutePath(path) == path_ ? stamp_ : nullptr;
    const auto save = [this, path, work, known, ifChanged](const effects::Progress& progress) {
        writeSession(toPath(path), work, sounds_, {}, progress, [&] { // nothing ends it but its end
            if (known && ifChanged == IfChanged::refuse)
                requireUnchanged(path, *known);
        });
        const auto written = std::make_shared<SessionStamp>(stampOf(toPath(path)).value_or(SessionStamp{}));
        if (known)
            *known = *written; // saves that wait know it, too
        return written;
    };
    run({Kind::saving, tr("Saving %1").arg(shownName(path)),
         [this, path, save, then, generation = generation_,
          revision = work.revision](const effects::Progress& progress) {
             try {
                 const SharedStamp written = save(progress);
                 return BackgroundWorker::Delivery([this, path, written, then, generation, revision] {
                     addRecent(absolutePath(path));
                     Q_EMIT noted(tr("Saved to %1.").arg(shownPath(path)));
                     if (generation == generation_) // else other work has taken its place
                         takeSaved({path, written, revision, then});
                 });
             } catch (const ChangedElsewhere& elsewhere) {
                 isRefused_ = true;
                 if (isEnding_)
                     throw;
                 return BackgroundWorker::Delivery([this, refused = RefusedSave{path, elsewhere.change(), then}] {
                     isRefused_ = false;
                     Q_EMIT saveRefused(refused);
                 });
             }
         }});
}

void Session::takeSaved(const WrittenSession& written) {
    const bool isElsewhere = absolutePath(written.path) != path_;
    path_ = absolutePath(written.path);
    stamp_ = written.stamp;
    if (isElsewhere || !openSession_.isTaken())
        holdOpen();
    document_.markSaved(written.revision);
    scheduleAutosave();
    // Once this is over: it may ask a question, and other saves wait.
    if (written.then)
        QMetaObject::invokeMethod(
            this, [this, then = written.then] { goOn(then); }, Qt::QueuedConnection);
}

void Session::goOn(const std::function<void()>& then) const {
    if (!isEnding_)
        then();
}

void Session::scheduleAutosave() {
    Q_EMIT changed();
    if (!needsSaving()) {
        removeAutosave();
        return;
    }
    if (document_.work().revision == autosavedRevision_) {
        autosaveTimer_.stop();
        return;
    }
    if (!autosaveTimer_.isActive())
        unsavedFor_.start();
    const qint64 left = std::max<qint64>(kAutosaveAtLeastMs - unsavedFor_.elapsed(), 0);
    const qint64 pause = std::min<qint64>(left, kAutosaveAfterMs);
    autosaveTimer_.start(static_cast<int>(std::max(pause, autosaveRest_.remainingTime())));
}

void Session::restFromAutosaves() {
    autosaveRest_.setRemainingTime(kAutosaveRests * autosavingFor_.elapsed());
}

/// An edit during an automatic save set the timer before it was known how long that takes.
void Session::autosaveWhenRested() {
    if (autosaveRest_.hasExpired())
        autosaveNow();
    else
        autosaveTimer_.start(static_cast<int>(autosaveRest_.remainingTime()));
}

void Session::autosaveNow() {
    autosaveTimer_.stop();
    if (!needsSaving())
        return;
    if (isBusy()) {
        autosaveTimer_.start(kAutosaveAfterMs);
        return;
    }
    const Work work = document_.work();
    autosavingFor_.start();
    run({Kind::autosaving,
         {},
         [this, work, generation = generation_, file = autosaveFile(), savedAs = toText(path_).toStdString(),
          stamp = stamp_](const effects::Progress& progress) {
             writeSession(toPath(file), work, sounds_, {savedAs, stamp ? toText(*stamp) : ""}, cancellable(progress));
             return BackgroundWorker::Delivery([this, generation, revision = work.revision] {
                 restFromAutosaves();
                 const bool isOfThisWork = generation == generation_;
                 autosavedRevision_ = isOfThisWork ? revision : 0;
                 if (isOfThisWork && needsSaving())
                     return;
                 removeAutosave();
                 scheduleAutosave();
             });
         }});
}

void Session::removeAutosave() {
    autosaveTimer_.stop();
    autosaves_.removeOwn();
    autosavedRevision_ = 0;
}

void Session::keepUnsaved() {
    isEnding_ = true;
    cancel();
    waitUntilIdle();
    if (needsSaving() && document_.work().revision != autosavedRevision_) {
        autosaveNow();
        waitUntilIdle();
    }
    keepsAutosave_ = needsSaving();
}

/// The learner edits nothing meanwhile.
void Session::waitUntilIdle() {
    while (isBusy())
        QCoreApplication::processEvents(QEventLoop::ExcludeUserInputEvents | QEventLoop::WaitForMoreEvents);
}

void Session::recover(const Leftover& leftover) {
    run({Kind::opening, tr("Recovering"), [this, leftover](const effects::Progress& progress) {
             const auto opened =
                 std::make_shared<OpenedSession>(readSession(toPath(leftover.file), cancellable(progress)));
             const QString path = pathOf(opened->savedAs);
             const auto stamp = std::make_shared<SessionStamp>(knownStamp(opened->savedAs, toPath(leftover.file)));
             const bool isChanged = !path.isEmpty() && changeSince(*stamp, toPath(path)) != SessionChange::none;
             return BackgroundWorker::Delivery([this, leftover, opened, path, stamp, isChanged] {
                 take(*opened, path, stamp, true);
                 if (isChanged)
                     Q_EMIT noted(tr("%1 is not what it was when this work was done on it. Save asks what is to stay.")
                                      .arg(name()));
                 // Kept until the work is saved automatically under this program's own name.
                 autosaves_.adopt(leftover);
                 scheduleAutosave();
             });
         }});
}

QStringList Session::recentFiles() const {
    QStringList files;
    for (const QString& text : remembered(kRecentKey).toStringList())
        if (const QString file = fromText(text); exists(file))
            files += file;
    return files;
}

void Session::addRecent(const QString& path) {
    QStringList files = remembered(kRecentKey).toStringList();
    files.removeAll(toText(path));
    files.prepend(toText(path));
    remember(kRecentKey, files.mid(0, kRecentCount));
    Q_EMIT changed();
}

} // namespace stepwise::ui
