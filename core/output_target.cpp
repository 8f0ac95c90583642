#include "core/output_target.h"

#include "core/error.h"
#include "core/write_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace stepwise::core {

namespace fs = std::filesystem;

namespace {

constexpr int kMostLinks = 40; // as the kernel

using Kind = OutputTarget::Kind;

fs::path folderOf(const fs::path& path) {
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

/// The number behind /dev/stdout, /dev/fd/3 and their like, or nothing.
std::optional<int> ownDescriptor(const fs::path& path) {
    std::error_code error;
    const fs::path folder = fs::canonical(folderOf(path), error);
    const fs::path self = fs::read_symlink("/proc/self", error);
    const std::string name = path.filename().string();
    int number = 0;
    const auto [end, parsed] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error || folder != "/proc" / self / "fd" || parsed != std::errc() || end != name.data() + name.size())
        return std::nullopt;
    return number;
}

/// One link further, or nothing where `path` is no link. Throws Error where the path cannot be looked at.
std::optional<fs::path> nextLink(const fs::path& path, const fs::path& named) {
    struct stat status = {};
    if (::lstat(path.c_str(), &status) != 0) {
        if (errno != ENOENT && errno != ENOTDIR)
            failWriting(named, errno);
        return std::nullopt;
    }
    if (!S_ISLNK(status.st_mode))
        return std::nullopt;
    std::error_code error;
    const fs::path link = fs::read_symlink(path, error);
    if (error)
        failWriting(named, error.value());
    return folderOf(path) / link;
}

/// Ends at a descriptor of our own, too: what it links to is no path.
fs::path endOfLinks(const fs::path& named) {
    fs::path path = named;
    for (int links = 0; links <= kMostLinks; ++links) {
        if (ownDescriptor(path))
            return path;
        const std::optional<fs::path> next = nextLink(path, named);
        if (!next)
            return path;
        path = *next;
    }
    failWriting(named, ELOOP);
}

/// Whether files here are their owners' alone, as in /tmp.
void requireReplaceable(const OutputTarget& target) {
    struct stat folder = {};
    const uid_t user = ::geteuid();
    if (::stat(target.folder().c_str(), &folder) == 0 && (folder.st_mode & S_ISVTX) != 0 && user != 0 &&
        user != target.owner && user != folder.st_uid)
        failWriting(target.named, "it belongs to another user, and only its owner may replace it in that folder");
}

void requireWritableFile(const OutputTarget& target) {
    if ((target.mode & (S_IWUSR | S_IWGRP | S_IWOTH)) == 0)
        failWriting(target.named, "it is read-only");
    if (::faccessat(AT_FDCWD, target.path.c_str(), W_OK, AT_EACCESS) != 0)
        failWriting(target.named, errno == EACCES ? "it is read-only" : reasonOf(errno));
    const int file = ::open(target.path.c_str(), O_WRONLY | O_CLOEXEC | O_NONBLOCK); // changes nothing
    if (file < 0)
        failWriting(target.named, errno);
    ::close(file);
    requireReplaceable(target);
}

void requireOpenForWriting(const OutputTarget& target) {
    const int flags = ::fcntl(target.descriptor, F_GETFL);
    if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY)
        failWriting(target.named, EBADF);
}

void examine(OutputTarget& target) {
    struct stat status = {};
    if (::lstat(target.path.c_str(), &status) != 0)
        return;
    target.mode = status.st_mode & 07777U;
    target.owner = status.st_uid;
    target.group = status.st_gid;
    if (S_ISDIR(status.st_mode))
        failWriting(target.named, EISDIR);
    if (S_ISBLK(status.st_mode))
        failWriting(target.named, "it is a whole disk");
    if (S_ISSOCK(status.st_mode))
        failWriting(target.named, "it is a socket");
    target.kind = S_ISREG(status.st_mode) ? Kind::existingFile : Kind::stream;
    if (target.kind == Kind::stream && ::faccessat(AT_FDCWD, target.path.c_str(), W_OK, AT_EACCESS) != 0)
        failWriting(target.named, errno);
}

} // namespace

fs::path OutputTarget::folder() const {
    return folderOf(path);
}

void requireWritableFolder(const fs::path& folder, const fs::path& path) {
    struct stat status = {};
    if (::stat(folder.c_str(), &status) != 0)
        failWriting(path,
                    errno == ENOENT ? fmt::format("the folder {} does not exist", folder.string()) : reasonOf(errno));
    if (!S_ISDIR(status.st_mode))
        failWriting(path, fmt::format("{} is a file, not a folder", folder.string()));
    if (::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) != 0)
        failWriting(path,
                    errno == EACCES ? fmt::format("the folder {} is read-only", folder.string()) : reasonOf(errno));
}

fs::path followLinks(const fs::path& path) {
    return endOfLinks(path);
}

OutputTarget findOutputTarget(const fs::path& path) {
    if (path.empty())
        throw Error("A file cannot be written, since its name is empty.");
    OutputTarget target;
    target.named = path;
    target.path = endOfLinks(path);
    if (const std::optional<int> own = ownDescriptor(target.path)) {
        target.kind = Kind::descriptor;
        target.descriptor = *own;
        requireOpenForWriting(target);
        return target;
    }
    examine(target);
    if (!target.path.has_filename())
        failWriting(path, "its name is that of a folder");
    if (target.isFile())
        requireWritableFolder(target.folder(), path);
    if (target.kind == Kind::existingFile)
        requireWritableFile(target);
    return target;
}

} // namespace stepwise::core
