#include "core/file_set.h"

#include "core/commit.h"
#include "core/error.h"
#include "core/hidden_name.h"
#include "core/output_target.h"
#include "core/stream_output.h"
#include "core/write_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <fcntl.h>
#include <unistd.h>

namespace stepwise::core {

namespace fs = std::filesystem;

namespace {

CommitPlan::File planned(const StagedFile& file) {
    const OutputTarget& target = file.target();
    CommitPlan::File planned;
    planned.path = target.path.string();
    planned.source = file.hiddenName().empty() ? file.link() : std::string();
    planned.temporary = (file.hiddenName().empty() ? hiddenNameIn(target.folder()) : file.hiddenName()).string();
    if (target.kind == OutputTarget::Kind::existingFile)
        planned.backup = hiddenNameIn(target.folder()).string();
    return planned;
}

} // namespace

FileSet::FileSet(const fs::path& folder) : folder_(folder), madeIn_(folder.empty() ? fs::path(".") : folder) {
    std::error_code error;
    madeIn_ = followLinks(madeIn_);
    folder_ = madeIn_;
    while (!fs::exists(fs::symlink_status(madeIn_, error))) {
        const fs::path name = madeIn_.filename();
        if (!name.empty() && name != "." && name != "..")
            missing_.insert(missing_.begin(), madeIn_);
        madeIn_ = madeIn_.has_parent_path() ? madeIn_.parent_path() : fs::path(".");
    }
    requireWritableFolder(madeIn_, folder);
    if (missing_.empty())
        removeAbandonedFiles(madeIn_);
    OutputTarget attempt;
    attempt.named = folder;
    attempt.path = madeIn_ / "attempt";
    const StagedFile file(attempt, madeIn_);
}

FileSet::~FileSet() = default;

OutputTarget FileSet::targetOf(const std::string& name) const {
    const fs::path path = folder_ / name;
    if (missing_.empty())
        return findOutputTarget(path);
    OutputTarget target;
    target.named = path;
    target.path = path;
    return target;
}

void FileSet::requireWritable(const std::string& name) const {
    const OutputTarget target = targetOf(name);
    if (target.isFile())
        const StagedFile attempt(target, missing_.empty() ? target.folder() : madeIn_);
}

void FileSet::write(const std::string& name, const WriteContents& write) {
    OutputTarget target = targetOf(name);
    if (!target.isFile()) {
        writeIntoStream(target, write);
        return;
    }
    if (!paths_.insert(target.path).second)
        failWriting(target.named, "another file of this result leads to the same place");
    const fs::path folder = missing_.empty() ? target.folder() : madeIn_;
    auto file = std::make_unique<StagedFile>(std::move(target), folder);
    write(file->contents());
    file->finish();
    files_.push_back(std::move(file));
}

void FileSet::write(const std::string& name, std::string_view text) {
    write(name, [&](FileContents& file) { file.write(text); });
}

void FileSet::remove(const std::string& name) {
    const fs::path path = folder_ / name;
    std::error_code error;
    const fs::file_status status = fs::symlink_status(path, error);
    if (fs::is_regular_file(status) || fs::is_symlink(status))
        removals_.push_back(path);
}

void FileSet::commit() {
    CommitPlan plan;
    for (const fs::path& folder : missing_)
        plan.folders.push_back({folder.string()});
    for (const auto& file : files_)
        plan.files.push_back(planned(*file));
    std::erase_if(removals_, [&](const fs::path& path) { return paths_.contains(path); });
    for (const fs::path& path : removals_)
        plan.removals.push_back({path.string(), hiddenNameIn(folder_).string()});
    const CommitResult result = commitApart(plan);
    if (result.errorNumber == 0) {
        flushFolder(folder_);
        return;
    }
    fail(result.errorNumber, result.failed);
}

/// `failed` counts as the plan does.
void FileSet::fail(int errorNumber, std::size_t failed) const {
    if (failed < missing_.size())
        throw Error(
            fmt::format("{}: the folder cannot be made, since {}.", missing_[failed].string(), reasonOf(errorNumber)));
    failed -= missing_.size();
    if (failed < files_.size())
        failWriting(files_[failed]->target().named, errorNumber);
    failed -= files_.size();
    throw Error(fmt::format("{}: is of an earlier result and cannot be removed, since {}.",
                            failed < removals_.size() ? removals_[failed].string() : folder_.string(),
                            reasonOf(errorNumber)));
}

} // namespace stepwise::core
