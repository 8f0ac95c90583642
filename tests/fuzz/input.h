// What the fuzz targets share: bytes as a file, and the one kind of exception that a parser may throw.
#pragma once

#include "core/error.h"

#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <unistd.h>

namespace stepwise::fuzz {

inline std::string_view textOf(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// Calls `parse`, which may refuse its input by a core::Error with a sentence. Whatever else it throws ends the
/// program.
template <class Parse>
void expectAnswer(const Parse& parse) {
    try {
        parse();
    } catch (const core::Error& error) {
        if (std::string_view(error.what()).empty())
            std::abort();
    }
}

inline void require(bool holds) {
    if (!holds)
        std::abort();
}

/// A file in $TMPDIR (in memory, if scripts/fuzz started the program) that holds one input after another.
class InputFile {
public:
    explicit InputFile(const std::string& name)
        : folder_(std::filesystem::temp_directory_path() / ("fuzz-" + std::to_string(::getpid()))),
          path_(folder_ / name) {
        std::filesystem::create_directories(folder_);
        file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        require(file_ >= 0);
    }
    ~InputFile() {
        ::close(file_);
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;

    void hold(std::string_view bytes) {
        require(::pwrite(file_, bytes.data(), bytes.size(), 0) == static_cast<::ssize_t>(bytes.size()));
        require(::ftruncate(file_, static_cast<::off_t>(bytes.size())) == 0);
    }

    const std::filesystem::path& folder() const { return folder_; }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path folder_;
    std::filesystem::path path_;
    int file_ = -1;
};

} // namespace stepwise::fuzz
