// Session files (.stepwise): everything the learner did, in one file. The format is described in core/README.md.
#pragma once

#include "core/byte_source.h"
#include "core/piece_progress.h"
#include "ui/work_json.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>

namespace stepwise::ui {

inline constexpr std::uint32_t kSessionVersion = 1;
inline constexpr std::string_view kSessionMagic = "STEPWISE";
inline constexpr const char* kSessionExtension = ".stepwise";

/// Sounds as they are stored, made once and kept as long as the sound itself. From any thread.
class StoredSounds {
public:
    core::ByteSource bytesOf(const Sound& sound, const core::OnPiece& onPiece = {});

private:
    struct Entry {
        std::weak_ptr<const void> sound;
        core::ByteSource bytes;
    };
    std::mutex mutex_;
    std::vector<Entry> entries_;
};

/// The whole file appears at once; a failure leaves what was there. `savedAs` is kept with automatic saves. When the
/// bytes are ready `beforeWriting` has the last word: what it throws ends it. Throws core::Error.
void writeSession(const std::filesystem::path& path, const Work& work, StoredSounds& sounds,
                  const SavedAs& savedAs = {}, const core::OnPiece& onPiece = {},
                  const std::function<void()>& beforeWriting = {});

struct OpenedSession {
    Work work;
    SavedAs savedAs;
    std::vector<std::string> notes; ///< what is missing, a sentence each
};

/// Throws core::Error with a sentence that names the file: no session, made by a newer program, or its steps are
/// damaged. A damaged sound is left out and noted.
OpenedSession readSession(const std::filesystem::path& path, const core::OnPiece& onPiece = {});

/// Where automatically saved work belongs, without reading its sounds. Throws core::Error like readSession().
SavedAs readSavedAs(const std::filesystem::path& path);

} // namespace stepwise::ui
