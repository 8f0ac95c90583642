#include "core/temporary_file.h"

#include "core/error.h"
#include "core/staged_file.h"
#include "core/write_error.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace stepwise::core {

namespace {

constexpr std::uint64_t kMostBytesClosedAtOnce = 8U << 20U;

[[noreturn]] void fail(const char* what) {
    throw Error(
        fmt::format("{}: a temporary file cannot be {}, since {}.", temporaryFolder().string(), what, reasonOf(errno)));
}

} // namespace

std::filesystem::path temporaryFolder() {
    if (const char* named = std::getenv("TMPDIR"); named != nullptr && *named != '\0')
        return named;
    std::error_code error;
    const std::filesystem::path disk = "/var/tmp";
    return std::filesystem::is_directory(disk, error) ? disk : "/tmp";
}

TemporaryFile::TemporaryFile() : file_(openNamelessFile(temporaryFolder(), false)) {
    if (file_ < 0)
        fail("made");
}

/// The last reference to a long sound may be the window's, and giving back hundreds of megabytes takes a disk longer
/// than a frame of the screen.
TemporaryFile::~TemporaryFile() {
    if (size() > kMostBytesClosedAtOnce) {
        try {
            std::thread([file = file_] { ::close(file); }).detach();
            return;
        } catch (const std::exception&) { // no thread is to be had
        }
    }
    ::close(file_);
}

std::uint64_t TemporaryFile::size() const {
    struct stat status = {};
    return ::fstat(file_, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

std::size_t TemporaryFile::read(std::uint64_t offset, void* bytes, std::size_t count) const {
    std::size_t done = 0;
    while (done < count) {
        const ::ssize_t got =
            ::pread(file_, static_cast<char*>(bytes) + done, count - done, static_cast<::off_t>(offset + done));
        if (got < 0 && errno != EINTR)
            fail("read");
        if (got == 0)
            break;
        done += got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    return done;
}

void TemporaryFile::write(std::uint64_t offset, const void* bytes, std::size_t count) {
    std::size_t done = 0;
    while (done < count) {
        const ::ssize_t put =
            ::pwrite(file_, static_cast<const char*>(bytes) + done, count - done, static_cast<::off_t>(offset + done));
        if (put < 0 && errno != EINTR)
            fail("written");
        done += put > 0 ? static_cast<std::size_t>(put) : 0;
    }
}

ByteSource sourceOf(std::shared_ptr<const TemporaryFile> file) {
    const std::uint64_t size = file->size();
    return {size, [file = std::move(file)](std::uint64_t offset, void* bytes, std::size_t count) {
                return file->read(offset, bytes, count);
            }};
}

} // namespace stepwise::core
