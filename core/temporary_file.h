// A nameless file for what is too long to be kept in memory: it vanishes with its object, and with the program.
#pragma once

#include "core/byte_source.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>

namespace stepwise::core {

/// $TMPDIR, else /var/tmp, which is a disk, where /tmp is memory on many machines.
std::filesystem::path temporaryFolder();

class TemporaryFile {
public:
    /// In temporaryFolder(). Throws Error.
    TemporaryFile();
    ~TemporaryFile();
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    std::uint64_t size() const;

    /// How many bytes there were at `offset`, at most `count`. From any thread. Throws Error.
    std::size_t read(std::uint64_t offset, void* bytes, std::size_t count) const;
    /// Throws Error, e.g. when the disk is full.
    void write(std::uint64_t offset, const void* bytes, std::size_t count);

private:
    int file_ = -1;
};

/// What was written so far; keeps the file.
ByteSource sourceOf(std::shared_ptr<const TemporaryFile> file);

} // namespace stepwise::core
