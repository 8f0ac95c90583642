#include "core/regular_file.h"

#include "core/error.h"

#include <fmt/format.h>

namespace stepwise::core {

namespace fs = std::filesystem;

void requireRegularFile(const fs::path& path) {
    std::error_code error;
    if (!fs::exists(path, error))
        throw Error(fmt::format("{}: the file does not exist.", path.string()));
    if (fs::is_directory(path, error))
        throw Error(fmt::format("{}: is a folder, not a file.", path.string()));
    if (!fs::is_regular_file(path, error))
        throw Error(fmt::format("{}: is not a file that can be read.", path.string()));
}

} // namespace stepwise::core
