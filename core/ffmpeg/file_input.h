// A file as FFmpeg reads it: through us, so that it opens nothing else.
#pragma once

#include "core/file_descriptor.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

extern "C" {
#include <libavformat/avio.h>
}

namespace stepwise::core {

class FileInput {
public:
    /// The first bytes are taken to be `beginning`, whatever they are.
    FileInput(const std::filesystem::path& path, std::string_view beginning);

    AVIOContext* context() const { return context_.get(); }
    std::int64_t bytes() const { return bytes_; }
    /// Of the system, of the last time that reading failed; 0 if it never did.
    int error() const { return error_; }
    /// How many there were at `offset`, at most `count`, or -1.
    std::int64_t read(std::int64_t offset, void* bytes, std::size_t count) const;

private:
    struct ContextFree {
        void operator()(AVIOContext* context) const;
    };

    static int readBytes(void* input, std::uint8_t* bytes, int count);
    static std::int64_t seek(void* input, std::int64_t offset, int whence);

    FileDescriptor file_;
    std::string_view beginning_;
    std::int64_t bytes_;
    std::int64_t position_ = 0;
    int error_ = 0;
    std::unique_ptr<AVIOContext, ContextFree> context_;
};

} // namespace stepwise::core
