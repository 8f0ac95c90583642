#include "core/sound_converter.h"

#include "core/resample.h"

#include <algorithm>
#include <chrono>

namespace stepwise::core {

namespace {

constexpr std::size_t kMaxEntries = 8; ///< input, target and a usual chain
constexpr double kLongSeconds = 5.0;   ///< a longer sound may take more than a frame of the screen

} // namespace

std::optional<StoredSound> SoundConverter::at(const StoredSound& sound, double rateHz) {
    if (!sound || sound.sampleRateHz() == rateHz)
        return sound;
    const std::shared_ptr<const void> identity = sound.identity().lock();
    const auto isReady = [](const Entry& entry) {
        return entry.converted.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    };
    auto found = std::ranges::find_if(
        entries_, [&](const Entry& entry) { return entry.original.lock() == identity && entry.rateHz == rateHz; });
    if (found == entries_.end()) {
        std::erase_if(entries_, [&](const Entry& entry) { return entry.original.expired() && isReady(entry); });
        if (entries_.size() >= kMaxEntries && isReady(entries_.front()))
            entries_.erase(entries_.begin());
        const bool isLong = sound.seconds() > kLongSeconds;
        entries_.push_back({identity, rateHz, std::async(isLong ? std::launch::async : std::launch::deferred, [=] {
                                                  return resample(sound, rateHz);
                                              }).share()});
        if (!isLong)
            entries_.back().converted.wait();
        found = std::prev(entries_.end());
    }
    if (!isReady(*found))
        return std::nullopt;
    return found->converted.get();
}

} // namespace stepwise::core
