// A file of the system that is open as long as its object is there.
#pragma once

#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

namespace stepwise::core {

class FileDescriptor {
public:
    /// To be read. Open or not: errno says why not.
    explicit FileDescriptor(const std::filesystem::path& path) : number_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
    ~FileDescriptor() {
        if (isOpen())
            ::close(number_);
    }
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;

    bool isOpen() const { return number_ >= 0; }
    int number() const { return number_; }

private:
    int number_;
};

} // namespace stepwise::core
