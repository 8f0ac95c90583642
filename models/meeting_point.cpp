#include "models/meeting_point.h"

#include "core/error.h"

#include <fmt/format.h>

#include <charconv>

namespace stepwise::models {

MeetingPoint parseMeetingPoint(const std::string& text) {
    const std::size_t colon = text.rfind(':');
    MeetingPoint point;
    if (colon != std::string::npos && colon > 0) {
        point.host = text.substr(0, colon);
        const char* first = text.data() + colon + 1;
        const char* end = text.data() + text.size();
        const auto [rest, error] = std::from_chars(first, end, point.port);
        if (error == std::errc{} && rest == end && point.port > 0)
            return point;
    }
    throw core::Error(fmt::format("\"{}\" is no meeting point for workers: it takes host:port.", text));
}

} // namespace stepwise::models
