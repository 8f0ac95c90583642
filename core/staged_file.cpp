#include "core/staged_file.h"

#include "core/write_error.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace stepwise::core {

namespace fs = std::filesystem;

namespace {

constexpr mode_t kNewFileMode = 0666; // less the umask

bool hasNoNamelessFiles(int errorNumber) {
    return errorNumber == EOPNOTSUPP || errorNumber == EISDIR || errorNumber == EINVAL || errorNumber == ENOENT;
}

int openNamed(const fs::path& folder) {
    std::string name = (folder / "stepwise-XXXXXX").string();
    const int file = ::mkostemp(name.data(), O_CLOEXEC);
    if (file >= 0)
        ::unlink(name.c_str());
    return file;
}

bool isKept(std::string_view attribute) {
    return attribute.starts_with("user.") || attribute == "system.posix_acl_access";
}

/// Access lists and what file managers note.
void copyExtendedAttributes(const fs::path& from, int to) {
    std::array<char, 4096> names = {};
    std::array<char, 65536> value = {};
    const ::ssize_t length = ::listxattr(from.c_str(), names.data(), names.size());
    for (const char* name = names.data(); name < names.data() + length; name += std::string_view(name).size() + 1)
        if (const ::ssize_t size = ::getxattr(from.c_str(), name, value.data(), value.size());
            size >= 0 && isKept(name))
            ::fsetxattr(to, name, value.data(), static_cast<std::size_t>(size), 0);
}

} // namespace

int openNamelessFile(const fs::path& folder, bool canBeNamed) {
    const bool hasProc = ::access("/proc/self/fd", X_OK) == 0; // through which it gets its name
    if (hasProc || !canBeNamed) {
        const int file = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, canBeNamed ? kNewFileMode : 0600);
        if (file >= 0 || !hasNoNamelessFiles(errno))
            return file;
    }
    if (!canBeNamed)
        return openNamed(folder);
    errno = EOPNOTSUPP;
    return -1;
}

StagedFile::StagedFile(OutputTarget target, const fs::path& folder) : target_(std::move(target)) {
    int file = openNamelessFile(folder, true);
    if (file < 0 && errno == EOPNOTSUPP) {
        hidden_ = std::make_unique<HiddenFile>(folder);
        file = hidden_->descriptor();
    }
    if (file < 0)
        failWriting(target_.named, errno);
    contents_ = std::make_unique<FileContents>(target_.named, target_.named, file);
}

fs::path StagedFile::hiddenName() const {
    return hidden_ ? hidden_->path() : fs::path();
}

std::string StagedFile::link() const {
    return fmt::format("/proc/self/fd/{}", contents_->descriptor());
}

/// What cannot be kept must not give anybody more than before: without the group, its members are strangers.
void StagedFile::takeAttributes() const {
    const int file = contents_->descriptor();
    mode_t mode = target_.mode;
    copyExtendedAttributes(target_.path, file);
    if (::fchown(file, target_.owner, target_.group) != 0) {
        mode &= 01777U;
        if (::fchown(file, static_cast<uid_t>(-1), target_.group) != 0)
            mode = (mode & ~070U) | ((mode & 07U) << 3U);
    }
    if (::fchmod(file, mode) != 0 && errno != EPERM && errno != EOPNOTSUPP)
        failWriting(target_.named, errno);
}

void StagedFile::finish() {
    contents_->flush(false);
    if (target_.kind == OutputTarget::Kind::existingFile)
        takeAttributes();
    contents_->flush(true);
}

} // namespace stepwise::core
