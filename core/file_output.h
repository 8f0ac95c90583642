// The one way in which files are written: whole or not at all, to where links lead, and never over what is no file.
#pragma once

#include "core/file_contents.h"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace stepwise::core {

/// Calls `write` with a file that has no name yet, flushes it to the disk, and puts it where `path` leads. If anything
/// fails, `path` stays as it was, and nothing is left beside it; nor when the program is killed, but for a moment on
/// file systems that have no files without a name (there the next write clears it away). An existing file gives its
/// mode and, where this user may do that, its owner; a new one follows the umask. A device or a pipe is written into; a
/// pipe is waited for some seconds until somebody reads from it. Throws Error, naming `path` and the true reason.
void writeFile(const std::filesystem::path& path, const WriteContents& write);

/// Throws the same Error before any work is done for `path`. Leaves nothing behind and changes nothing.
void requireWritable(const std::filesystem::path& path);

/// Throws Error where writing `output` would write over one of `inputs`, under whatever name.
void requireNoneOf(const std::filesystem::path& output, std::span<const std::filesystem::path> inputs);

void writeTextFile(const std::filesystem::path& path, std::string_view text);

/// Throws Error, naming the file, when it is missing, a directory, unreadable, or larger than `maxBytes`.
std::string readTextFile(const std::filesystem::path& path, std::size_t maxBytes = 16U << 20U);

} // namespace stepwise::core
