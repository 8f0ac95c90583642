// The moment in which finished files take their names: all of them, or none. Private to core/.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace stepwise::core {

struct CommitPlan {
    struct File {
        std::string source;    ///< a link to the nameless file; empty: it is under `temporary` already
        std::string temporary; ///< a hidden name beside `path`
        std::string path;
        std::string backup; ///< a hidden name for what is replaced, until all is done; empty: nothing is there
        bool isNamed = false;
        bool hasBackup = false;
        bool isPlaced = false;
    };
    /// To be made.
    struct Folder {
        std::string path;
        bool isMade = false;
    };
    struct Removal {
        std::string path;
        std::string backup;
        bool hasBackup = false;
    };

    std::vector<Folder> folders; ///< outermost first
    std::vector<File> files;
    std::vector<Removal> removals;
};

struct CommitResult {
    int errorNumber = 0;    ///< 0: all is done; else all is as before
    std::size_t failed = 0; ///< among folders, then files, then removals
};

/// In this process, with signals put off meanwhile.
CommitResult commitHere(CommitPlan& plan);

/// In a process of its own that outlives this one: even SIGKILL to the program, or to its process group, does not leave
/// half of it.
CommitResult commitApart(CommitPlan& plan);

/// A new name is on the disk when its folder is. Not every file system knows that.
void flushFolder(const std::filesystem::path& folder);

} // namespace stepwise::core
