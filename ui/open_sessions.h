// Which sessions are open in windows of this user, so that a second window can say so. Kept in the user's run-time
// folder, never beside the sessions; what a killed program held counts no more.
#pragma once

#include <QLockFile>
#include <QString>

#include <memory>

namespace stepwise::ui {

class OpenSession {
public:
    /// Takes the session at `path` for this window, and gives back the one that it had. False if another window has
    /// it; this one then has none.
    bool take(const QString& path);
    void giveBack() { lock_.reset(); }
    bool isTaken() const { return static_cast<bool>(lock_); }

private:
    QString key_;
    std::unique_ptr<QLockFile> lock_;
};

} // namespace stepwise::ui
