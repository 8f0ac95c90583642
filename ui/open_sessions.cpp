#include "ui/open_sessions.h"

#include "ui/file_path.h"

#include <QCryptographicHash>
#include <QDir>
#include <QStandardPaths>

namespace stepwise::ui {

namespace {

QString lockFolder() {
    const bool hasOne = qEnvironmentVariableIsSet("XDG_RUNTIME_DIR"); // Qt complains on the terminal if not
    QString folder = hasOne ? QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation) : QString();
    if (folder.isEmpty())
        folder = QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation);
    return folder + "/stepwise/open";
}

/// The same for every path that leads to the file.
QString keyOf(const QString& path) {
    std::error_code error;
    const std::filesystem::path canonical = std::filesystem::weakly_canonical(toPath(path), error);
    const std::string bytes = error ? toPath(path).native() : canonical.native();
    return QString::fromLatin1(
        QCryptographicHash::hash(QByteArray::fromStdString(bytes), QCryptographicHash::Sha1).toHex());
}

} // namespace

bool OpenSession::take(const QString& path) {
    const QString key = keyOf(path);
    if (lock_ && key == key_)
        return true;
    giveBack();
    key_ = key;
    const QString folder = lockFolder();
    QDir().mkpath(folder);
    auto lock = std::make_unique<QLockFile>(folder + '/' + key + ".lock");
    lock->setStaleLockTime(0); // held as long as the program lives
    if (lock->tryLock(0))
        lock_ = std::move(lock);
    // Where no file can be written, nothing is known of other windows.
    return lock_ || lock->error() != QLockFile::LockFailedError;
}

} // namespace stepwise::ui
