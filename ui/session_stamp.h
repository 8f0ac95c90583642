// What a session file was when this program last read or wrote it, so that nobody else's save is overwritten unseen.
#pragma once

#include "ui/work_json.h"

#include <QString>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace stepwise::ui {

struct SessionStamp {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::uint64_t bytes = 0;
    std::int64_t changedNs = 0; ///< the modification time, since 1970
    std::string contents;       ///< the checksums of its parts

    bool operator==(const SessionStamp&) const = default;
};

enum class SessionChange { none, changed, gone };

/// None if the file is not there or is no session.
std::optional<SessionStamp> stampOf(const std::filesystem::path& path);

/// A copy, or a file that was only touched, is unchanged: its contents are what counts.
SessionChange changeSince(const SessionStamp& stamp, const std::filesystem::path& path);

/// What automatically saved work in the file `autosave` knows of the session that it belongs to. Where it does not say,
/// that is as it is now, if it is no newer than the work; else a stamp that no file has.
SessionStamp knownStamp(const SavedAs& savedAs, const std::filesystem::path& autosave);

/// Of the session; empty if the work was never saved.
QString pathOf(const SavedAs& savedAs);

/// One line of text, for automatic saves.
std::string toText(const SessionStamp& stamp);
std::optional<SessionStamp> stampOfText(std::string_view text);

} // namespace stepwise::ui
