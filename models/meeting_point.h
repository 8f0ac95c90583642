// Where the workers of a training meet.
#pragma once

#include <cstdint>
#include <string>

namespace stepwise::models {

struct MeetingPoint {
    std::string host;
    std::uint16_t port = 0;
};

/// Reads "host:port". Throws core::Error otherwise.
MeetingPoint parseMeetingPoint(const std::string& text);

} // namespace stepwise::models
