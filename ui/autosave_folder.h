// The folder of automatic saves: this program's own one, locked, and those that programs left which did not save.
#pragma once

#include <QCoreApplication>
#include <QDateTime>
#include <QLockFile>
#include <QStringList>

#include <memory>

namespace stepwise::ui {

/// Work that a program left behind unsaved.
struct Leftover {
    QString file;
    QString name; ///< of the session, or empty
    QDateTime savedAt;
    bool isSessionChanged = false; ///< since this work was done on it: it has something that this work does not
};

class AutosaveFolder {
    Q_DECLARE_TR_FUNCTIONS(AutosaveFolder)

public:
    /// Made if it is missing.
    explicit AutosaveFolder(const QString& folder);

    const QString& ownFile() const { return ownFile_; }
    void removeOwn() const;

    QList<Leftover> leftovers() const;
    /// A sentence for each that cannot be read.
    QStringList unreadableLeftovers() const;
    /// Becomes this program's own.
    void adopt(const Leftover& leftover) const;
    void discard(const Leftover& leftover) const;

private:
    QStringList abandonedFiles() const;

    QString folder_;
    QString ownFile_;
    std::unique_ptr<QLockFile> lock_;
};

} // namespace stepwise::ui
