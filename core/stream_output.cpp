#include "core/stream_output.h"

#include "core/staged_file.h"
#include "core/temporary_file.h"
#include "core/write_error.h"

#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace stepwise::core {

namespace {

constexpr auto kReaderPatience = std::chrono::seconds(10);
constexpr auto kReaderPause = std::chrono::milliseconds(20);
constexpr std::size_t kPieceBytes = 1U << 16U;

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0)
            ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int number() const { return number_; }

private:
    int number_;
};

int openStream(const OutputTarget& target) {
    if (target.kind == OutputTarget::Kind::descriptor)
        return ::fcntl(target.descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    const auto start = std::chrono::steady_clock::now();
    for (;;) {
        const int stream = ::open(target.path.c_str(), O_WRONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        if (stream >= 0) {
            ::fcntl(stream, F_SETFL, ::fcntl(stream, F_GETFL) & ~O_NONBLOCK);
            return stream;
        }
        struct stat status = {};
        const bool isUnreadPipe =
            errno == ENXIO && ::stat(target.path.c_str(), &status) == 0 && S_ISFIFO(status.st_mode);
        if (!isUnreadPipe || std::chrono::steady_clock::now() - start > kReaderPatience)
            return -1;
        std::this_thread::sleep_for(kReaderPause);
    }
}

} // namespace

void writeIntoStream(const OutputTarget& target, const WriteContents& write) {
    const int file = openNamelessFile(temporaryFolder(), false);
    if (file < 0)
        failWriting(temporaryFolder(), errno);
    FileContents contents(target.named, temporaryFolder(), file);
    write(contents);
    const Descriptor stream(openStream(target));
    if (stream.number() < 0)
        failWriting(target.named, errno == ENXIO ? "nobody reads from this pipe" : reasonOf(errno));
    std::string piece(kPieceBytes, '\0');
    contents.seek(0);
    while (const std::size_t count = contents.read(piece.data(), piece.size()))
        if (const int reason = writeAll(stream.number(), std::string_view(piece).substr(0, count)))
            failWriting(target.named, reason);
}

} // namespace stepwise::core
