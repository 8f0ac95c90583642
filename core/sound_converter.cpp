#include "core/sound_converter.h"

#include "core/resample.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace stepwise::core {

namespace {

constexpr std::size_t kMaxEntries = 8; ///< input, target and a usual chain
constexpr double kLongSeconds = 5.0;   ///< a longer sound may take more than a frame of the screen

/// Of a short sound: done.
std::shared_future<StoredSound> conversion(StoredSound sound, double rateHz) {
    const bool isLong = sound.seconds() > kLongSeconds;
    // The future keeps what it calls; the sound itself is let go once it is converted.
    auto convert = [rateHz, sound = std::move(sound)]() mutable {
        const StoredSound original = std::exchange(sound, {});
        return resample(original, rateHz);
    };
    std::shared_future<StoredSound> converted =
        std::async(isLong ? std::launch::async : std::launch::deferred, std::move(convert)).share();
    if (!isLong)
        converted.wait();
    return converted;
}

} // namespace

std::optional<StoredSound> SoundConverter::at(const StoredSound& sound, double rateHz) {
    const auto isReady = [](const Entry& entry) {
        return entry.converted.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    };
    std::erase_if(entries_, [&](const Entry& entry) { return entry.original.expired() && isReady(entry); });
    if (!sound || sound.sampleRateHz() == rateHz)
        return sound;
    const std::shared_ptr<const void> identity = sound.identity().lock();
    auto found = std::ranges::find_if(
        entries_, [&](const Entry& entry) { return entry.original.lock() == identity && entry.rateHz == rateHz; });
    if (found == entries_.end()) {
        if (entries_.size() >= kMaxEntries)
            if (const auto oldest = std::ranges::find_if(entries_, isReady); oldest != entries_.end())
                entries_.erase(oldest);
        entries_.push_back({identity, rateHz, conversion(sound, rateHz)});
    } else {
        std::rotate(found, std::next(found), entries_.end()); // last used last
    }
    if (!isReady(entries_.back()))
        return std::nullopt;
    try {
        return entries_.back().converted.get();
    } catch (...) {
        entries_.pop_back(); // there may be room next time
        throw;
    }
}

} // namespace stepwise::core
