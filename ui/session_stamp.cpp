#include "ui/session_stamp.h"

#include "core/chunk_file.h"
#include "core/error.h"
#include "core/number.h"
#include "ui/file_path.h"
#include "ui/session_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <sys/stat.h>

namespace stepwise::ui {

namespace {

/// Without its contents.
std::optional<SessionStamp> statusOf(const std::filesystem::path& path) {
    struct stat status = {};
    if (::stat(path.c_str(), &status) != 0)
        return std::nullopt;
    constexpr std::int64_t kNsPerSecond = 1'000'000'000;
    SessionStamp stamp;
    stamp.device = status.st_dev;
    stamp.inode = status.st_ino;
    stamp.bytes = static_cast<std::uint64_t>(status.st_size);
    stamp.changedNs = status.st_mtim.tv_sec * kNsPerSecond + status.st_mtim.tv_nsec;
    return stamp;
}

/// From the headers of its parts: the sounds are not read. Throws core::Error.
std::string contentsOf(const std::filesystem::path& path) {
    const core::ChunkFile file = core::readChunkFile(path, kSessionMagic);
    std::string contents = fmt::format("{}", file.version);
    for (const core::Chunk& chunk : file.chunks)
        contents += fmt::format(",{}:{}:{:08x}", chunk.id, chunk.bytes.size, chunk.checksum);
    return contents;
}

std::string_view firstWord(std::string_view& text) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    return word;
}

} // namespace

std::optional<SessionStamp> stampOf(const std::filesystem::path& path) {
    std::optional<SessionStamp> stamp = statusOf(path);
    if (!stamp)
        return std::nullopt;
    try {
        stamp->contents = contentsOf(path);
    } catch (const core::Error&) {
        return std::nullopt;
    }
    return stamp;
}

SessionChange changeSince(const SessionStamp& stamp, const std::filesystem::path& path) {
    std::optional<SessionStamp> now = statusOf(path);
    if (!now)
        return SessionChange::gone;
    now->contents = stamp.contents;
    if (*now == stamp)
        return SessionChange::none;
    const std::optional<SessionStamp> whole = stampOf(path);
    const bool isAlike = whole && whole->bytes == stamp.bytes && whole->contents == stamp.contents;
    return isAlike ? SessionChange::none : SessionChange::changed;
}

QString pathOf(const SavedAs& savedAs) {
    return fromText(QString::fromStdString(savedAs.path));
}

SessionStamp knownStamp(const SavedAs& savedAs, const std::filesystem::path& autosave) {
    if (const std::optional<SessionStamp> known = stampOfText(savedAs.stamp))
        return *known;
    const std::optional<SessionStamp> now = stampOf(toPath(pathOf(savedAs)));
    const std::optional<SessionStamp> work = statusOf(autosave);
    return now && work && now->changedNs <= work->changedNs ? *now : SessionStamp{};
}

std::string toText(const SessionStamp& stamp) {
    return fmt::format("{} {} {} {} {}", stamp.device, stamp.inode, stamp.bytes, stamp.changedNs, stamp.contents);
}

std::optional<SessionStamp> stampOfText(std::string_view text) {
    const auto device = core::parseNumber<std::uint64_t>(firstWord(text));
    const auto inode = core::parseNumber<std::uint64_t>(firstWord(text));
    const auto bytes = core::parseNumber<std::uint64_t>(firstWord(text));
    const auto changedNs = core::parseNumber<std::int64_t>(firstWord(text));
    if (!device || !inode || !bytes || !changedNs || text.empty())
        return std::nullopt;
    return SessionStamp{*device, *inode, *bytes, *changedNs, std::string(text)};
}

} // namespace stepwise::ui
