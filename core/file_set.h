// Several files of one folder that are one result: after any interruption the folder has all of them, or none.
#pragma once

#include "core/file_contents.h"
#include "core/staged_file.h"

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace stepwise::core {

/// Nothing is seen of the files before commit(), and nothing is left of them without it. The folder is made by
/// commit(), with those above it. Names are those of files in the folder; links are followed as writeFile() does.
class FileSet {
public:
    /// Throws Error where the folder could not be made, or where no files could be made in it.
    explicit FileSet(const std::filesystem::path& folder);
    ~FileSet();
    FileSet(const FileSet&) = delete;
    FileSet& operator=(const FileSet&) = delete;

    /// Where a file of that name would be.
    std::filesystem::path pathOf(const std::string& name) const { return folder_ / name; }

    /// Throws the Error that write() or remove() would, before any work is done. Changes nothing.
    void requireWritable(const std::string& name) const;

    /// Calls `write` with the file, and flushes it to the disk. Throws Error, naming the file.
    void write(const std::string& name, const WriteContents& write);
    void write(const std::string& name, std::string_view text);

    /// A file that an earlier set has left goes with commit().
    void remove(const std::string& name);

    /// Once. In one quick go, by a process of its own: not even SIGKILL to this one divides it. Throws Error; the
    /// folder then is as it was (but on file systems without hard links, if it fails between two files).
    void commit();

private:
    OutputTarget targetOf(const std::string& name) const;
    [[noreturn]] void fail(int errorNumber, std::size_t failed) const;

    std::filesystem::path folder_;
    std::filesystem::path madeIn_;               ///< the folder, or the nearest above it that is there
    std::vector<std::filesystem::path> missing_; ///< outermost first
    std::vector<std::unique_ptr<StagedFile>> files_;
    std::vector<std::filesystem::path> removals_;
    std::set<std::filesystem::path> paths_; ///< that are written or removed
};

} // namespace stepwise::core
