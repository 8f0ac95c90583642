#include "core/file_output.h"

#include "core/commit.h"
#include "core/error.h"
#include "core/output_target.h"
#include "core/regular_file.h"
#include "core/staged_file.h"
#include "core/stream_output.h"
#include "core/write_error.h"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <sys/stat.h>

namespace stepwise::core {

namespace fs = std::filesystem;

namespace {

/// Under its own name at once where nothing has that yet: so there is no moment with a hidden one.
CommitResult commitUnder(const fs::path& temporary, const StagedFile& file) {
    CommitPlan plan;
    CommitPlan::File& planned = plan.files.emplace_back();
    planned.path = file.target().path.string();
    if (file.hiddenName().empty()) {
        planned.source = file.link();
        planned.temporary = temporary.string();
    } else {
        planned.temporary = file.hiddenName().string();
    }
    return commitHere(plan);
}

void putInPlace(const StagedFile& file) {
    const OutputTarget& target = file.target();
    CommitResult result{EEXIST};
    if (target.kind == OutputTarget::Kind::newFile)
        result = commitUnder(target.path, file);
    if (result.errorNumber == EEXIST)
        result = commitUnder(hiddenNameIn(target.folder()), file);
    if (result.errorNumber != 0)
        failWriting(target.named, result.errorNumber);
    flushFolder(target.folder());
}

bool isSameFile(const fs::path& one, const fs::path& other) {
    struct stat first = {};
    struct stat second = {};
    return ::stat(one.c_str(), &first) == 0 && ::stat(other.c_str(), &second) == 0 && S_ISREG(first.st_mode) &&
           first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

} // namespace

void requireWritable(const fs::path& path) {
    const OutputTarget target = findOutputTarget(path);
    if (target.isFile())
        const StagedFile attempt(target, target.folder());
}

void requireNoneOf(const fs::path& output, std::span<const fs::path> inputs) {
    for (const fs::path& input : inputs)
        if (isSameFile(output, input))
            failWriting(output, fmt::format("that would write over {}, which is an input; choose another place",
                                            input.string()));
}

void writeFile(const fs::path& path, const WriteContents& write) {
    OutputTarget target = findOutputTarget(path);
    if (!target.isFile()) {
        writeIntoStream(target, write);
        return;
    }
    const fs::path folder = target.folder();
    removeAbandonedFiles(folder);
    StagedFile file(std::move(target), folder);
    write(file.contents());
    file.finish();
    putInPlace(file);
}

void writeTextFile(const fs::path& path, std::string_view text) {
    writeFile(path, [&](FileContents& file) { file.write(text); });
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
