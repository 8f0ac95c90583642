#include "ui/session.h"

#include "core/error.h"
#include "ui/cancellable.h"
#include "ui/file_path.h"
#include "ui/settings_store.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>

namespace stepwise::ui {

namespace {

constexpr const char* kRecentKey = "recentSessions";

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
    worker_.reset();
    autosaveTimer_.stop();
    try {
        writeWaiting();
        if (!keepsAutosave_)
            removeAutosave();
    } catch (const core::Error&) { // what was saved automatically is offered at the next start
    }
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

/// When the program ends: there is no thread for them any more.
void Session::writeWaiting() {
    for (const Task& task : std::exchange(waiting_, {}))
        if (task.kind == Kind::saving)
            task.job([](double) { return true; });
}

bool Session::needsSaving() const {
    const std::vector<Round>& rounds = document_.work().rounds;
    const bool hasSteps =
        std::any_of(rounds.begin(), rounds.end(), [](const Round& round) { return !round.steps.empty(); });
    return isModified() && (hasSteps || !path_.isEmpty());
}

QString Session::name() const {
    return path_.isEmpty() ? tr("Untitled") : QFileInfo(path_).fileName();
}

QString Session::baseName() const {
    const QString target = QString::fromStdString(document_.work().target.name);
    const QString base = QFileInfo(path_.isEmpty() ? target : path_).completeBaseName();
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
    removeAutosave();
    document_.reset(Work{});
}

void Session::open(const QString& path) {
    const int revision = document_.work().revision;
    run({Kind::opening, tr("Opening %1").arg(QFileInfo(path).fileName()),
         [this, path, revision](const effects::Progress& progress) {
             const auto opened = std::make_shared<OpenedSession>(readSession(toPath(path), cancellable(progress)));
             return BackgroundWorker::Delivery([this, path, opened, revision] {
                 if (document_.work().revision != revision && document_.isModified()) {
                     Q_EMIT noted(tr("%1 was not opened, since the work was changed meanwhile.").arg(path));
                     return;
                 }
                 removeAutosave();
                 take(*opened, QFileInfo(path).absoluteFilePath(), false);
                 addRecent(path_);
             });
         }});
}

void Session::take(const OpenedSession& session, const QString& path, bool isModified) {
    ++generation_;
    path_ = path;
    document_.reset(session.work, isModified);
    for (const std::string& note : session.notes)
        Q_EMIT noted(QString::fromStdString(note));
    Q_EMIT opened();
    Q_EMIT changed();
}

void Session::save(const QString& path, const std::function<void()>& then) {
    const Work work = document_.work();
    run({Kind::saving, tr("Saving %1").arg(QFileInfo(path).fileName()),
         [this, path, work, then, generation = generation_](const effects::Progress& progress) {
             writeSession(toPath(path), work, sounds_, {}, progress); // nothing ends it but its end
             return BackgroundWorker::Delivery([this, path, then, generation, revision = work.revision] {
                 const QString absolute = QFileInfo(path).absoluteFilePath();
                 addRecent(absolute);
                 Q_EMIT noted(tr("Saved to %1.").arg(path));
                 if (generation != generation_)
                     return; // other work has taken its place
                 path_ = absolute;
                 document_.markSaved(revision);
                 scheduleAutosave();
                 // Once this is over: it may ask a question, and other saves wait.
                 if (then)
                     QMetaObject::invokeMethod(
                         this, [this, then] { goOn(then); }, Qt::QueuedConnection);
             });
         }});
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
         [this, work, generation = generation_, file = autosaveFile(),
          savedAs = path_.toStdString()](const effects::Progress& progress) {
             writeSession(toPath(file), work, sounds_, savedAs, cancellable(progress));
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
             return BackgroundWorker::Delivery([this, leftover, opened] {
                 take(*opened, QString::fromStdString(opened->savedAs), true);
                 // Kept until the work is saved automatically under this program's own name.
                 autosaves_.adopt(leftover);
                 scheduleAutosave();
             });
         }});
}

QStringList Session::recentFiles() const {
    QStringList files;
    for (const QString& file : remembered(kRecentKey).toStringList())
        if (QFileInfo::exists(file))
            files += file;
    return files;
}

void Session::addRecent(const QString& path) {
    QStringList files = remembered(kRecentKey).toStringList();
    files.removeAll(path);
    files.prepend(path);
    remember(kRecentKey, files.mid(0, kRecentCount));
    Q_EMIT changed();
}

} // namespace stepwise::ui
