#include "core/write_error.h"

#include "core/error.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <sys/resource.h>
#include <unistd.h>

namespace stepwise::core {

namespace {

struct Reason {
    int errorNumber;
    std::string_view words;
};

constexpr std::array<Reason, 19> kReasons = {{
    {ENOSPC, "the disk is full"},
    {EDQUOT, "this user's share of the disk is used up"},
    {EROFS, "the file system is read-only"},
    {EACCES, "permission is denied"},
    {EPERM, "permission is denied"},
    {ENAMETOOLONG, "its name is too long"},
    {ELOOP, "its symbolic links lead in a circle"},
    {ENOENT, "its folder does not exist"},
    {ENOTDIR, "a part of its path is a file, not a folder"},
    {EISDIR, "it is a folder"},
    {EIO, "the disk reports an error"},
    {ENXIO, "nothing takes what is written to it"},
    {ENODEV, "its device is not there"},
    {EMFILE, "too many files are open"},
    {ENFILE, "too many files are open"},
    {ETXTBSY, "it is a program that is running"},
    {EBUSY, "the system is using it"},
    {EPIPE, "what read it has ended"},
    {EBADF, "it is not open for writing"},
}};

bool hasSizeLimit() {
    rlimit limit = {};
    return ::getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
}

} // namespace

std::string reasonOf(int errorNumber) {
    if (errorNumber == EFBIG)
        return hasSizeLimit() ? "it would be larger than the limit that this user has for a file (ulimit -f)"
                              : "it would be larger than the file system allows";
    for (const Reason& reason : kReasons)
        if (reason.errorNumber == errorNumber)
            return std::string(reason.words);
    return fmt::format("the system says: {}", std::strerror(errorNumber));
}

void failWriting(const std::filesystem::path& path, int errorNumber) {
    failWriting(path, reasonOf(errorNumber));
}

void failWriting(const std::filesystem::path& path, const std::string& reason) {
    throw Error(fmt::format("{}: cannot be written, since {}.", path.string(), reason));
}

void takeWriteErrorsWithoutSignals() {
    std::signal(SIGXFSZ, SIG_IGN);
    std::signal(SIGPIPE, SIG_IGN);
}

void holdStandardStreams() {
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream)
        if (::fcntl(stream, F_GETFD) < 0 && errno == EBADF) // the lowest number that is free is the next one opened
            ::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

} // namespace stepwise::core
