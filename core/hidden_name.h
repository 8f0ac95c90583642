// Hidden names beside a file in the making, and what killed programs have left under such names.
#pragma once

#include <filesystem>

namespace stepwise::core {

/// A new one in `folder`: ".stepwise-", this process, and a random word.
std::filesystem::path hiddenNameIn(const std::filesystem::path& folder);

/// Removes files under hidden names whose program has ended, of earlier versions, too.
void removeAbandonedFiles(const std::filesystem::path& folder);

/// A file under a hidden name, for as long as the object lives. Locked, so that no other program takes it for
/// abandoned.
class HiddenFile {
public:
    /// Makes it in `folder`, for reading and writing. Its descriptor is -1, with errno set, where that cannot be.
    explicit HiddenFile(const std::filesystem::path& folder);
    ~HiddenFile();
    HiddenFile(const HiddenFile&) = delete;
    HiddenFile& operator=(const HiddenFile&) = delete;

    const std::filesystem::path& path() const { return path_; }
    /// To be closed by the caller.
    int descriptor() const { return descriptor_; }

private:
    std::filesystem::path path_;
    int descriptor_ = -1;
    int slot_ = -1;
};

/// Removes every HiddenFile, for the handler of a signal that ends the program.
void removeHiddenFiles() noexcept;

} // namespace stepwise::core
