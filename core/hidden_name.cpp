#include "core/hidden_name.h"

#include <fmt/format.h>

#include <array>
#include <atomic>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <random>
#include <string>
#include <string_view>
#include <sys/file.h>
#include <unistd.h>

namespace stepwise::core {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kPrefix = ".stepwise-";
constexpr std::size_t kWordDigits = 8;
constexpr int kMostTries = 100;

/// Whoever takes a name out of its slot, object or handler, is the one to use it.
std::array<std::atomic<char*>, 64> names = {};

int keepName(const std::string& path) {
    char* name = ::strdup(path.c_str());
    for (std::size_t slot = 0; slot < names.size(); ++slot) {
        char* empty = nullptr;
        if (names[slot].compare_exchange_strong(empty, name))
            return static_cast<int>(slot);
    }
    std::free(name);
    return -1;
}

/// The process in a hidden name, or 0 where the name is none of ours.
int processOf(std::string_view name) {
    if (!name.starts_with(kPrefix))
        return 0;
    name.remove_prefix(kPrefix.size());
    int process = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), process);
    name.remove_prefix(static_cast<std::size_t>(end - name.data()));
    const bool isOurs = error == std::errc() && name.size() > kWordDigits && name.front() == '-' &&
                        (name.size() == kWordDigits + 1 || name[kWordDigits + 1] == '.');
    for (std::size_t i = 1; isOurs && i <= kWordDigits; ++i)
        if (std::isxdigit(static_cast<unsigned char>(name[i])) == 0)
            return 0;
    return isOurs ? process : 0;
}

/// Nobody holds its lock: a program in another container may have a number that is not known here.
bool isUnlocked(const fs::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    if (file < 0)
        return true;
    const bool isFree = ::flock(file, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
    ::close(file);
    return isFree;
}

} // namespace

fs::path hiddenNameIn(const fs::path& folder) {
    const auto word = static_cast<unsigned>(std::random_device{}());
    return folder / fmt::format("{}{}-{:08x}", kPrefix, ::getpid(), word);
}

void removeAbandonedFiles(const fs::path& folder) {
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        const int process = processOf(entry->path().filename().string());
        std::error_code ignored;
        if (process > 0 && !fs::is_directory(entry->symlink_status(ignored)) && ::kill(process, 0) != 0 &&
            errno == ESRCH && isUnlocked(entry->path()))
            fs::remove(entry->path(), ignored);
    }
}

HiddenFile::HiddenFile(const fs::path& folder) {
    for (int i = 0; i < kMostTries && descriptor_ < 0; ++i) {
        path_ = hiddenNameIn(folder);
        slot_ = keepName(path_.string());
        descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        const int reason = errno;
        if (descriptor_ < 0 && slot_ >= 0)
            std::free(names[static_cast<std::size_t>(slot_)].exchange(nullptr));
        errno = reason;
        if (descriptor_ < 0 && reason != EEXIST)
            return;
    }
    ::flock(descriptor_, LOCK_EX | LOCK_NB);
}

HiddenFile::~HiddenFile() {
    if (descriptor_ < 0)
        return;
    ::unlink(path_.c_str());
    if (slot_ >= 0)
        std::free(names[static_cast<std::size_t>(slot_)].exchange(nullptr));
}

void removeHiddenFiles() noexcept {
    for (std::atomic<char*>& slot : names)
        if (const char* name = slot.exchange(nullptr))
            ::unlink(name);
}

} // namespace stepwise::core
