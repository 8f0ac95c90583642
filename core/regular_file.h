// What is asked of a path before it is read.
#pragma once

#include <filesystem>

namespace stepwise::core {

/// Throws Error, naming the path, when it is missing, a folder, or no regular file: a pipe would be waited for.
void requireRegularFile(const std::filesystem::path& path);

} // namespace stepwise::core
