#include "core/file_output.h"

#include "core/error.h"
#include "core/regular_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <random>
#include <unistd.h>

namespace stepwise::core {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kTemporaryPrefix = ".stepwise-";

fs::path folderOf(const fs::path& path) {
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

/// Beside the target, so that the rename stays on one file system; the extension stays last, since it names formats.
fs::path temporaryBeside(const fs::path& path) {
    const auto word = static_cast<unsigned>(std::random_device{}());
    return folderOf(path) / fmt::format("{}{}-{:08x}{}", kTemporaryPrefix, ::getpid(), word, path.extension().string());
}

/// Temporaries whose program was killed while it wrote them.
void removeAbandonedTemporaries(const fs::path& folder) {
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        if (!name.starts_with(kTemporaryPrefix))
            continue;
        const int process = std::atoi(name.c_str() + kTemporaryPrefix.size());
        std::error_code ignored;
        if (process > 0 && ::kill(process, 0) != 0 && errno == ESRCH)
            fs::remove(entry->path(), ignored);
    }
}

struct RemoveUnlessKept {
    fs::path path;
    bool kept = false;
    ~RemoveUnlessKept() {
        std::error_code ignored;
        if (!kept)
            fs::remove(path, ignored);
    }
};

void requireFolderFor(const fs::path& path, const fs::path& folder) {
    std::error_code error;
    if (path.empty() || fs::is_directory(path, error))
        throw Error(fmt::format("{}: cannot be written, since it is a folder.", path.string()));
    if (!fs::is_directory(folder, error))
        throw Error(
            fmt::format("{}: cannot be written, since the folder {} does not exist.", path.string(), folder.string()));
    if (::faccessat(AT_FDCWD, folder.c_str(), W_OK, AT_EACCESS) != 0)
        throw Error(
            fmt::format("{}: cannot be written, since the folder {} is read-only.", path.string(), folder.string()));
}

} // namespace

void requireWritable(const fs::path& path) {
    requireFolderFor(path, folderOf(path));
    const RemoveUnlessKept temporary{temporaryBeside(path)};
    if (!std::ofstream(temporary.path))
        throw Error(fmt::format("{}: cannot be written, since no file can be made in the folder {}.", path.string(),
                                folderOf(path).string()));
}

void replaceFile(const fs::path& path, const std::function<void(const fs::path&)>& write) {
    const fs::path folder = folderOf(path);
    requireFolderFor(path, folder);
    removeAbandonedTemporaries(folder);
    RemoveUnlessKept temporary{temporaryBeside(path)};
    std::error_code error;
    write(temporary.path);
    fs::rename(temporary.path, path, error);
    if (error)
        throw Error(fmt::format("{}: cannot be written ({}).", path.string(), error.message()));
    temporary.kept = true;
}

void writeTextFile(const fs::path& path, std::string_view text) {
    replaceFile(path, [&](const fs::path& temporary) {
        std::ofstream stream(temporary, std::ios::binary);
        stream.write(text.data(), static_cast<std::streamsize>(text.size()));
        stream.close();
        if (!stream)
            throw Error(fmt::format("{}: cannot be written (is the disk full?).", path.string()));
    });
}

std::string readTextFile(const fs::path& path, std::size_t maxBytes) {
    std::error_code error;
    requireRegularFile(path);
    if (fs::file_size(path, error) > maxBytes)
        throw Error(fmt::format("{}: is larger than {} bytes.", path.string(), maxBytes));
    std::ifstream stream(path, std::ios::binary);
    if (!stream)
        throw Error(fmt::format("{}: the file cannot be read.", path.string()));
    std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    if (stream.bad())
        throw Error(fmt::format("{}: the file cannot be read.", path.string()));
    return text;
}

} // namespace stepwise::core
