#include "core/file_contents.h"

#include "core/write_error.h"

#include <cerrno>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace stepwise::core {

namespace {

constexpr std::size_t kBufferBytes = 1U << 17U;

} // namespace

FileContents::FileContents(std::filesystem::path path, std::filesystem::path blamed, int descriptor)
    : path_(std::move(path)), blamed_(std::move(blamed)), descriptor_(descriptor) {}

FileContents::~FileContents() {
    ::close(descriptor_);
}

void FileContents::fail(int errorNumber) const {
    failWriting(blamed_, errorNumber);
}

void FileContents::write(std::string_view bytes) {
    if (buffer_.size() + bytes.size() > kBufferBytes)
        flushBuffer();
    buffer_.append(bytes);
    if (buffer_.size() > kBufferBytes)
        flushBuffer();
}

void FileContents::flushBuffer() {
    std::size_t done = 0;
    while (done < buffer_.size()) {
        const ::ssize_t put =
            ::pwrite(descriptor_, buffer_.data() + done, buffer_.size() - done, static_cast<::off_t>(start_ + done));
        if (put < 0 && errno != EINTR)
            fail(errno);
        done += put > 0 ? static_cast<std::size_t>(put) : 0;
    }
    start_ += done;
    buffer_.clear();
}

std::size_t FileContents::read(void* bytes, std::size_t count) {
    flushBuffer();
    std::size_t done = 0;
    while (done < count) {
        const ::ssize_t got =
            ::pread(descriptor_, static_cast<char*>(bytes) + done, count - done, static_cast<::off_t>(start_ + done));
        if (got < 0 && errno != EINTR)
            fail(errno);
        if (got == 0)
            break;
        done += got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    start_ += done;
    return done;
}

void FileContents::seek(std::uint64_t offset) {
    flushBuffer();
    start_ = offset;
}

std::uint64_t FileContents::size() {
    flushBuffer();
    struct stat status = {};
    if (::fstat(descriptor_, &status) != 0)
        fail(errno);
    return static_cast<std::uint64_t>(status.st_size);
}

void FileContents::flush(bool onDisk) {
    flushBuffer();
    while (onDisk && ::fsync(descriptor_) != 0) {
        if (errno == EINVAL) // a file system that has no such thing
            return;
        if (errno != EINTR)
            fail(errno);
    }
}

int writeAll(int descriptor, std::string_view bytes) noexcept {
    while (!bytes.empty()) {
        const ::ssize_t put = ::write(descriptor, bytes.data(), bytes.size());
        if (put > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(put));
        } else if (put < 0 && errno == EAGAIN) {
            ::pollfd ready = {descriptor, POLLOUT, 0};
            ::poll(&ready, 1, -1);
        } else if (put < 0 && errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

} // namespace stepwise::core
