#include "ui/autosave_folder.h"

#include "core/error.h"
#include "ui/file_path.h"
#include "ui/session_file.h"
#include "ui/session_stamp.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QUuid>

namespace stepwise::ui {

namespace {

QString lockOf(const QString& autosave) {
    return autosave + ".lock";
}

} // namespace

AutosaveFolder::AutosaveFolder(const QString& folder) : folder_(folder) {
    QDir().mkpath(folder_);
    ownFile_ = QDir(folder_).filePath(QUuid::createUuid().toString(QUuid::WithoutBraces) + kSessionExtension);
    lock_ = std::make_unique<QLockFile>(lockOf(ownFile_));
    lock_->setStaleLockTime(0); // held as long as the program lives
    lock_->tryLock();
}

void AutosaveFolder::removeOwn() const {
    QFile::remove(ownFile_);
}

/// Automatic saves that no program is at work on.
QStringList AutosaveFolder::abandonedFiles() const {
    QStringList files;
    const QDir folder(folder_);
    for (const QFileInfo& file : folder.entryInfoList({QString("*") + kSessionExtension}, QDir::Files, QDir::Time)) {
        QLockFile lock(lockOf(file.filePath()));
        lock.setStaleLockTime(0);
        if (file.filePath() == ownFile_ || !lock.tryLock(0))
            continue;
        files += file.filePath();
    }
    return files;
}

QList<Leftover> AutosaveFolder::leftovers() const {
    QList<Leftover> found;
    for (const QString& file : abandonedFiles()) {
        try {
            const SavedAs savedAs = readSavedAs(toPath(file));
            const QString session = pathOf(savedAs);
            const bool isChanged = exists(session) && changeSince(knownStamp(savedAs, toPath(file)), toPath(session)) !=
                                                          SessionChange::none;
            found.append({file, shownName(session), QFileInfo(file).lastModified(), isChanged});
        } catch (const core::Error&) { // see unreadableLeftovers()
        }
    }
    return found;
}

QStringList AutosaveFolder::unreadableLeftovers() const {
    QStringList sentences;
    for (const QString& file : abandonedFiles()) {
        try {
            readSavedAs(toPath(file));
        } catch (const core::Error& error) {
            sentences += tr("Unsaved work cannot be recovered: %1").arg(QString::fromUtf8(error.what()));
        }
    }
    return sentences;
}

void AutosaveFolder::adopt(const Leftover& leftover) const {
    removeOwn();
    if (QFile::rename(leftover.file, ownFile_))
        QFile::remove(lockOf(leftover.file));
}

void AutosaveFolder::discard(const Leftover& leftover) const {
    QFile::remove(leftover.file);
    QFile::remove(lockOf(leftover.file));
}

} // namespace stepwise::ui
