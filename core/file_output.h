// Files that appear whole or not at all.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace stepwise::core {

/// Calls `write` with a temporary path beside `path`, then renames it over `path`. If `write` throws, the temporary is
/// removed and `path` stays as it was; what a killed program left beside `path` is cleared away. Throws Error, naming
/// `path`, if the folder is missing or cannot be written.
void replaceFile(const std::filesystem::path& path, const std::function<void(const std::filesystem::path&)>& write);

/// Throws the same Error before any work is done for `path`: tries to make a file beside it, and removes that again.
void requireWritable(const std::filesystem::path& path);

void writeTextFile(const std::filesystem::path& path, std::string_view text);

/// Throws Error, naming the file, when it is missing, a directory, unreadable, or larger than `maxBytes`.
std::string readTextFile(const std::filesystem::path& path, std::size_t maxBytes = 16U << 20U);

} // namespace stepwise::core
