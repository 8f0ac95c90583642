#include "core/ffmpeg/file_input.h"

#include <algorithm>
#include <cerrno>
#include <sys/stat.h>

extern "C" {
#include <libavutil/error.h>
#include <libavutil/mem.h>
}

namespace stepwise::core {

namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 16U;

std::int64_t sizeOf(const FileDescriptor& file) {
    struct stat status = {};
    return ::fstat(file.number(), &status) == 0 ? status.st_size : 0;
}

} // namespace

void FileInput::ContextFree::operator()(AVIOContext* context) const {
    av_freep(&context->buffer);
    avio_context_free(&context);
}

FileInput::FileInput(const std::filesystem::path& path, std::string_view beginning)
    : file_(path), beginning_(beginning), bytes_(sizeOf(file_)),
      context_(avio_alloc_context(static_cast<unsigned char*>(av_malloc(kBufferBytes)), kBufferBytes, 0, this,
                                  &FileInput::readBytes, nullptr, &FileInput::seek)) {}

std::int64_t FileInput::read(std::int64_t offset, void* bytes, std::size_t count) const {
    ::ssize_t done = 0;
    do
        done = ::pread(file_.number(), bytes, count, offset);
    while (done < 0 && errno == EINTR);
    auto* target = static_cast<char*>(bytes);
    for (std::int64_t at = offset; at < std::min<std::int64_t>(offset + done, std::ssize(beginning_)); ++at)
        target[at - offset] = beginning_[static_cast<std::size_t>(at)];
    return done;
}

int FileInput::readBytes(void* input, std::uint8_t* bytes, int count) {
    auto* self = static_cast<FileInput*>(input);
    const std::int64_t done = self->read(self->position_, bytes, static_cast<std::size_t>(count));
    if (done < 0) {
        self->error_ = errno;
        return AVERROR(errno);
    }
    self->position_ += done;
    return done == 0 ? AVERROR_EOF : static_cast<int>(done);
}

std::int64_t FileInput::seek(void* input, std::int64_t offset, int whence) {
    auto* self = static_cast<FileInput*>(input);
    if ((whence & AVSEEK_SIZE) != 0)
        return self->bytes_;
    const int from = whence & ~AVSEEK_FORCE;
    const std::int64_t base = from == SEEK_SET ? 0 : from == SEEK_CUR ? self->position_ : self->bytes_;
    if (offset < -base || offset > INT64_MAX - base)
        return AVERROR(EINVAL);
    self->position_ = base + offset;
    return self->position_;
}

} // namespace stepwise::core
