// A folder that goes away with the test, and quick ways to fill it.
#pragma once

#include <QTemporaryDir>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <unistd.h>

namespace stepwise::test {

class TemporaryFolder {
public:
    /// Qt leaves names that are no UTF-8.
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path(), ignored);
    }
    TemporaryFolder() = default;
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    std::filesystem::path path() const { return folder_.path().toStdString(); }
    std::filesystem::path operator/(std::string_view name) const { return path() / name; }
    std::size_t entryCount() const {
        return static_cast<std::size_t>(
            std::distance(std::filesystem::directory_iterator(path()), std::filesystem::directory_iterator()));
    }

private:
    QTemporaryDir folder_;
};

inline void writeBytes(const std::filesystem::path& path, std::string_view bytes) {
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

inline std::string readBytes(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

/// Root may read and write everything: permissions can only be tested as somebody else.
class AsOrdinaryUser {
public:
    AsOrdinaryUser() {
        if (wasRoot_ && ::seteuid(kNobody) != 0)
            wasRoot_ = false;
    }
    ~AsOrdinaryUser() {
        if (wasRoot_ && ::seteuid(0) != 0)
            std::abort();
    }
    AsOrdinaryUser(const AsOrdinaryUser&) = delete;
    AsOrdinaryUser& operator=(const AsOrdinaryUser&) = delete;

private:
    static constexpr uid_t kNobody = 65534;
    bool wasRoot_ = ::geteuid() == 0;
};

} // namespace stepwise::test
