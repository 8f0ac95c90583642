// Values on the command line that are ours to take apart: which part of a job, and where workers meet.
#include "app/cli/shard.h"
#include "fuzz/input.h"
#include "models/meeting_point.h"

using namespace stepwise;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(fuzz::textOf(data, size));
    fuzz::expectAnswer([&] {
        const app::Shard shard = app::parseShard(text);
        fuzz::require(shard.index >= 0 && shard.index < shard.count);
    });
    fuzz::expectAnswer([&] {
        const models::MeetingPoint point = models::parseMeetingPoint(text);
        fuzz::require(!point.host.empty() && point.port > 0);
    });
    return 0;
}
