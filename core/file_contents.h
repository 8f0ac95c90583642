// The bytes of a file in the making: every failure to write is an Error that says the true reason.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace stepwise::core {

/// From one thread. All members but path() and position() throw Error, naming the file.
class FileContents {
public:
    /// Takes `descriptor`, a regular file open for reading and writing, and closes it. Errors name `blamed`.
    FileContents(std::filesystem::path path, std::filesystem::path blamed, int descriptor);
    ~FileContents();
    FileContents(const FileContents&) = delete;
    FileContents& operator=(const FileContents&) = delete;

    /// What the file will be called; its extension names formats.
    const std::filesystem::path& path() const { return path_; }
    int descriptor() const { return descriptor_; }

    /// At the position, which moves on.
    void write(std::string_view bytes);
    /// Returns how many bytes there were, at most `count`.
    std::size_t read(void* bytes, std::size_t count);
    void seek(std::uint64_t offset);
    std::uint64_t position() const { return start_ + buffer_.size(); }
    std::uint64_t size();

    /// All bytes are in the file afterwards; `onDisk`: and on the disk, so that a power cut leaves them.
    void flush(bool onDisk);

private:
    [[noreturn]] void fail(int errorNumber) const;
    void flushBuffer();

    std::filesystem::path path_;
    std::filesystem::path blamed_;
    int descriptor_;
    std::string buffer_;      ///< not written yet
    std::uint64_t start_ = 0; ///< where the buffer belongs
};

/// Gives a file its bytes.
using WriteContents = std::function<void(FileContents&)>;

/// Writes all bytes to a descriptor where it stands, whatever it is, and however slowly it takes them. Returns 0, or
/// the error number. Safe in signal handlers.
int writeAll(int descriptor, std::string_view bytes) noexcept;

} // namespace stepwise::core
