#include "core/ogg_pages.h"

#include "core/file_descriptor.h"

#include <array>
#include <numeric>
#include <string_view>
#include <sys/stat.h>

namespace stepwise::core {

namespace {

// RFC 3533, section 6: a page's header ends with a table of the sizes of its segments.
constexpr std::size_t kHeaderBytes = 27;
constexpr std::size_t kMostHeaderBytes = kHeaderBytes + 255;
constexpr std::size_t kFlagsAt = 5;
constexpr unsigned kFirstPage = 2;
constexpr unsigned kLastPage = 4;
constexpr std::string_view kVorbisMark = "\x01vorbis";

} // namespace

OggPages lookAtOggPages(const std::filesystem::path& path) {
    const FileDescriptor file(path);
    struct stat status = {};
    OggPages pages;
    if (::fstat(file.number(), &status) != 0)
        return pages;
    std::array<char, kMostHeaderBytes + kVorbisMark.size()> bytes = {};
    for (::off_t at = 0; at < status.st_size;) {
        const ::ssize_t count = ::pread(file.number(), bytes.data(), bytes.size(), at);
        const std::string_view page(bytes.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
        if (page.size() < kHeaderBytes || !page.starts_with("OggS"))
            return pages;
        const auto segments = static_cast<unsigned char>(page[kHeaderBytes - 1]);
        const std::string_view sizes = page.substr(kHeaderBytes, segments);
        const auto flags = static_cast<unsigned char>(page[kFlagsAt]);
        if ((flags & kFirstPage) != 0 && pages.streams++ == 0)
            pages.isVorbis = page.substr(kHeaderBytes + sizes.size()).starts_with(kVorbisMark);
        at += std::accumulate(sizes.begin(), sizes.end(), static_cast<::off_t>(kHeaderBytes + segments),
                              [](::off_t sum, char size) { return sum + static_cast<unsigned char>(size); });
        pages.hasEnd = at <= status.st_size && (flags & kLastPage) != 0;
    }
    return pages;
}

} // namespace stepwise::core
