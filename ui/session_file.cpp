#include "ui/session_file.h"

#include "core/chunk_file.h"
#include "core/error.h"
#include "core/sound_blob.h"

#include <fmt/format.h>

namespace stepwise::ui {

namespace {

constexpr const char* kWorkChunk = "WORK";
constexpr const char* kInputChunk = "INPT";
constexpr const char* kTargetChunk = "TARG";

struct StoredPart {
    const char* chunk;
    NamedSound Work::*sound;
    std::string_view what;
};
constexpr double kChecked = 0.1; ///< share of a sound's checksum in reading it
constexpr StoredPart kParts[] = {{kInputChunk, &Work::input, "input"}, {kTargetChunk, &Work::target, "target"}};

WorkText readText(const core::ChunkFile& file, const std::string& source) {
    if (file.version > kSessionVersion)
        throw core::Error(fmt::format("{}: was made by a newer Stepwise (session version {}; this one reads up to {}). "
                                      "A newer Stepwise opens it.",
                                      source, file.version, kSessionVersion));
    const std::optional<core::ByteSource> text = file.find(kWorkChunk);
    if (!text)
        throw core::Error(fmt::format("{}: is damaged: its steps cannot be read.", source));
    return parseWork(core::textOf(*text), source);
}

void readPart(const core::ChunkFile& file, const StoredPart& part, const std::string& source, OpenedSession& session,
              const core::OnPiece& onPiece) {
    NamedSound& sound = session.work.*part.sound;
    if (sound.name.empty())
        return;
    try {
        const std::optional<core::ByteSource> bytes = file.find(part.chunk, core::partOf(onPiece, 0.0, kChecked));
        if (!bytes)
            throw core::DamagedSound();
        sound.audio = core::decodeSound(*bytes, core::partOf(onPiece, kChecked, 1.0));
    } catch (const core::DamagedSound&) {
        session.notes.push_back(fmt::format("{}: its {} ({}) is damaged and missing; everything else is there. Open "
                                            "that sound again, and the steps stay.",
                                            source, part.what, sound.name));
    } catch (const core::Error& error) {
        throw core::Error(
            fmt::format("{}: cannot be opened, since its sounds cannot be unpacked: {}", source, error.what()));
    }
}

} // namespace

core::ByteSource StoredSounds::bytesOf(const Sound& sound, const core::OnPiece& onPiece) {
    const std::shared_ptr<const void> identity = sound.identity().lock();
    {
        const std::lock_guard lock(mutex_);
        std::erase_if(entries_, [](const Entry& entry) { return entry.sound.expired(); });
        for (const Entry& entry : entries_)
            if (entry.sound.lock() == identity)
                return entry.bytes;
    }
    core::ByteSource bytes = core::encodeSound(sound, onPiece);
    const std::lock_guard lock(mutex_);
    entries_.push_back({identity, bytes});
    return bytes;
}

void writeSession(const std::filesystem::path& path, const Work& work, StoredSounds& sounds, const SavedAs& savedAs,
                  const core::OnPiece& onPiece, const std::function<void()>& beforeWriting) {
    // The steps stand at both ends: damage to one place leaves them readable.
    const core::Chunk text = {kWorkChunk, core::sourceOf(formatWork({work, savedAs}))};
    std::vector<core::Chunk> chunks = {text};
    constexpr double kPhases = std::size(kParts) + 1; // each sound is encoded, then all is written
    double phase = 0.0;
    try {
        for (const StoredPart& part : kParts) {
            if (const Sound& sound = (work.*part.sound).audio)
                chunks.push_back({part.chunk, sounds.bytesOf(sound, core::partOf(onPiece, phase / kPhases,
                                                                                 (phase + 1.0) / kPhases))});
            phase += 1.0;
        }
    } catch (const core::Error& error) {
        throw core::Error(
            fmt::format("{}: cannot be written, since its sounds cannot be stored: {}", path.string(), error.what()));
    }
    chunks.push_back(text);
    if (beforeWriting)
        beforeWriting();
    core::writeChunkFile(path, kSessionMagic, kSessionVersion, chunks, core::partOf(onPiece, phase / kPhases, 1.0));
}

OpenedSession readSession(const std::filesystem::path& path, const core::OnPiece& onPiece) {
    const std::string source = path.string();
    const core::ChunkFile file = core::readChunkFile(path, kSessionMagic);
    WorkText parsed = readText(file, source);
    OpenedSession session{std::move(parsed.work), std::move(parsed.savedAs), {}};
    constexpr double kPhases = std::size(kParts);
    double phase = 0.0;
    for (const StoredPart& part : kParts) {
        readPart(file, part, source, session, core::partOf(onPiece, phase / kPhases, (phase + 1.0) / kPhases));
        phase += 1.0;
    }
    return session;
}

SavedAs readSavedAs(const std::filesystem::path& path) {
    return readText(core::readChunkFile(path, kSessionMagic), path.string()).savedAs;
}

} // namespace stepwise::ui
