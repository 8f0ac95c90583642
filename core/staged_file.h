// A file that has all its bytes before it has its name: whatever ends the program meanwhile, nothing is left of it.
#pragma once

#include "core/file_contents.h"
#include "core/hidden_name.h"
#include "core/output_target.h"

#include <memory>
#include <string>

namespace stepwise::core {

/// A file without a name in `folder`, for reading and writing: it vanishes when it is closed. -1, with errno set, where
/// that cannot be. `canBeNamed`: -1 also where the file system could not give it a name later.
int openNamelessFile(const std::filesystem::path& folder, bool canBeNamed);

class StagedFile {
public:
    /// In `folder`, which is on the target's file system. Throws Error, naming the target.
    StagedFile(OutputTarget target, const std::filesystem::path& folder);

    FileContents& contents() { return *contents_; }
    const OutputTarget& target() const { return target_; }
    /// Where a nameless file can be linked from.
    std::string link() const;
    /// The hidden name that it has where files cannot be made without one, or empty.
    std::filesystem::path hiddenName() const;

    /// Onto the disk, with mode, owner and extended attributes of the file that it will replace. Throws Error.
    void finish();

private:
    void takeAttributes() const;

    OutputTarget target_;
    std::unique_ptr<HiddenFile> hidden_;
    std::unique_ptr<FileContents> contents_;
};

} // namespace stepwise::core
