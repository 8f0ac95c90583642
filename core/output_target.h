// What a path to be written really stands for: through symbolic links, and whether it may be written at all.
#pragma once

#include <filesystem>
#include <sys/types.h>

namespace stepwise::core {

struct OutputTarget {
    enum class Kind {
        newFile,
        existingFile,
        stream,    ///< a device or a pipe: written into, never replaced
        descriptor ///< one that this program has open, as /dev/stdout names it: written into
    };

    std::filesystem::path named; ///< as it was asked for; errors name it
    std::filesystem::path path;  ///< where symbolic links lead
    Kind kind = Kind::newFile;
    int descriptor = -1; ///< of Kind::descriptor
    mode_t mode = 0;     ///< of an existing file, with its owner and group
    uid_t owner = 0;
    gid_t group = 0;

    bool isFile() const { return kind == Kind::newFile || kind == Kind::existingFile; }
    std::filesystem::path folder() const;
};

/// Looks only, and changes nothing. Throws Error, naming the file, where it cannot be written: its folder is missing or
/// may not be written, it is a folder, a disk or a socket, read-only (as root, too, when nobody may write it), or its
/// links lead in a circle. A link to nothing stands for a new file.
OutputTarget findOutputTarget(const std::filesystem::path& path);

/// Where links lead, like findOutputTarget(), for a path that may be missing together with its folders. Throws Error.
std::filesystem::path followLinks(const std::filesystem::path& path);

/// Throws Error, naming `path`, unless files can be made in `folder`.
void requireWritableFolder(const std::filesystem::path& folder, const std::filesystem::path& path);

} // namespace stepwise::core
