#include "core/ffmpeg/complaints.h"

#include <cstdarg>
#include <mutex>
#include <string_view>

extern "C" {
#include <libavutil/log.h>
}

namespace stepwise::core {

namespace {

thread_local Complaints heard;

void hear(void*, int, const char* format, std::va_list) {
    const std::string_view text(format);
    if (text.find("moov atom not found") != text.npos)
        heard.isIndexMissing = true;
    if (text.find("DRM protected") != text.npos)
        heard.isProtected = true;
}

} // namespace

void hearComplaints() {
    static std::once_flag once;
    std::call_once(once, [] { av_log_set_callback(&hear); });
    heard = {};
}

const Complaints& complaints() {
    return heard;
}

} // namespace stepwise::core
