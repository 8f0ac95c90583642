#include "core/commit.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stepwise::core {

namespace {

class SignalsPutOff {
public:
    SignalsPutOff() {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~SignalsPutOff() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsPutOff(const SignalsPutOff&) = delete;
    SignalsPutOff& operator=(const SignalsPutOff&) = delete;

private:
    sigset_t before_ = {};
};

// From here to run(): only what is safe in signal handlers, since the process may be a copy of one with many threads.

int makeFolders(CommitPlan& plan, CommitResult& result) noexcept {
    for (CommitPlan::Folder& folder : plan.folders) {
        folder.isMade = ::mkdir(folder.path.c_str(), 0777) == 0;
        if (!folder.isMade && errno != EEXIST)
            return errno;
        ++result.failed;
    }
    return 0;
}

int nameFiles(CommitPlan& plan, CommitResult& result) noexcept {
    for (CommitPlan::File& file : plan.files) {
        if (!file.source.empty() &&
            ::linkat(AT_FDCWD, file.source.c_str(), AT_FDCWD, file.temporary.c_str(), AT_SYMLINK_FOLLOW) != 0)
            return errno;
        file.isNamed = true;
        ++result.failed;
    }
    return 0;
}

/// Where a file system has no second names for a file, there is no way back.
void keepBackups(CommitPlan& plan) noexcept {
    for (CommitPlan::File& file : plan.files)
        file.hasBackup = !file.backup.empty() && ::link(file.path.c_str(), file.backup.c_str()) == 0;
    for (CommitPlan::Removal& removal : plan.removals)
        removal.hasBackup = !removal.backup.empty() && ::link(removal.path.c_str(), removal.backup.c_str()) == 0;
}

int placeFiles(CommitPlan& plan, CommitResult& result) noexcept {
    result.failed = plan.folders.size();
    for (CommitPlan::File& file : plan.files) {
        if (::rename(file.temporary.c_str(), file.path.c_str()) != 0)
            return errno;
        file.isPlaced = true;
        ++result.failed;
    }
    for (const CommitPlan::Removal& removal : plan.removals) {
        if (::unlink(removal.path.c_str()) != 0 && errno != ENOENT)
            return errno;
        ++result.failed;
    }
    return 0;
}

void dropBackups(const CommitPlan& plan) noexcept {
    for (const CommitPlan::File& file : plan.files)
        if (file.hasBackup)
            ::unlink(file.backup.c_str());
    for (const CommitPlan::Removal& removal : plan.removals)
        if (removal.hasBackup)
            ::unlink(removal.backup.c_str());
}

void undo(const CommitPlan& plan) noexcept {
    for (const CommitPlan::File& file : plan.files) {
        if (file.isPlaced && !file.hasBackup && file.backup.empty())
            ::unlink(file.path.c_str());
        if (file.isNamed && !file.isPlaced)
            ::unlink(file.temporary.c_str());
        if (file.hasBackup)
            ::rename(file.backup.c_str(), file.path.c_str());
    }
    for (const CommitPlan::Removal& removal : plan.removals)
        if (removal.hasBackup)
            ::rename(removal.backup.c_str(), removal.path.c_str());
    dropBackups(plan); // rename() does nothing where both are the same file
    for (std::size_t i = plan.folders.size(); i > 0; --i)
        if (plan.folders[i - 1].isMade)
            ::rmdir(plan.folders[i - 1].path.c_str());
}

CommitResult run(CommitPlan& plan) noexcept {
    CommitResult result;
    result.errorNumber = makeFolders(plan, result);
    if (result.errorNumber == 0)
        result.errorNumber = nameFiles(plan, result);
    if (result.errorNumber == 0) {
        keepBackups(plan);
        result.errorNumber = placeFiles(plan, result);
    }
    if (result.errorNumber == 0)
        dropBackups(plan);
    else
        undo(plan);
    return result;
}

/// Interrupted: the other process has been killed.
CommitResult receive(int pipe) {
    CommitResult result;
    ::ssize_t got = 0;
    do
        got = ::read(pipe, &result, sizeof(result));
    while (got < 0 && errno == EINTR);
    return got == sizeof(result) ? result : CommitResult{EINTR};
}

} // namespace

CommitResult commitHere(CommitPlan& plan) {
    const SignalsPutOff quiet;
    return run(plan);
}

CommitResult commitApart(CommitPlan& plan) {
    const SignalsPutOff quiet;
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) != 0)
        return run(plan);
    const pid_t child = ::_Fork();
    if (child == 0) {
        ::setsid();
        const CommitResult result = run(plan);
        [[maybe_unused]] const ::ssize_t sent = ::write(ends[1], &result, sizeof(result));
        ::_exit(0);
    }
    ::close(ends[1]);
    const CommitResult result = child < 0 ? run(plan) : receive(ends[0]);
    ::close(ends[0]);
    while (child > 0 && ::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
    }
    return result;
}

void flushFolder(const std::filesystem::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    ::fsync(descriptor);
    ::close(descriptor);
}

} // namespace stepwise::core
