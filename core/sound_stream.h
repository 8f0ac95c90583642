// A long sound as the audio thread hears it: pages of its file, read ahead of what is played.
#pragma once

#include "core/stored_sound.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <vector>

namespace stepwise::core {

using StereoFrame = std::array<float, 2>;

class SoundStream {
public:
    static constexpr std::int64_t kPageFrames = std::int64_t{1} << 16U; ///< 1.5 s at 44.1 kHz
    static constexpr int kPagesAhead = 2;                               ///< besides the one that is played
    static constexpr std::size_t kMostPlaces = 5;
    static constexpr std::size_t kSlots = (kMostPlaces + 1) * (kPagesAhead + 1); ///< pages in memory, 9 MB

    explicit SoundStream(StoredSound sound);

    std::int64_t frames() const noexcept { return static_cast<std::int64_t>(sound_.frames()); }

    /// [audio thread] The first two channels; silence outside, and where nothing was read yet.
    StereoFrame frameAt(std::int64_t frame) const noexcept;

    /// [any thread] Whether what is played from `frame` on is there: its page and the next.
    bool isReadFrom(std::int64_t frame) const noexcept;

    /// [one reading thread] Reads what is missing at each place and behind it, the nearest first. The page that was
    /// wanted longest ago gives way, so that what is being faded out stays. Throws Error.
    void readNear(std::span<const std::int64_t> places);

    /// Whether the audio thread missed anything since the last call.
    bool takeStarved() noexcept { return isStarved_.exchange(false); }

private:
    struct Slot {
        std::int64_t page = -1;
        std::uint64_t lastWanted = 0;
        std::vector<std::atomic<float>> samples; ///< interleaved
    };

    bool isRead(std::int64_t page) const noexcept;
    void want(std::int64_t page);
    void read(std::int64_t page, std::size_t slotIndex);

    StoredSound sound_;
    std::size_t sides_;
    std::vector<std::atomic<std::int16_t>> slotOfPage_; ///< -1: not read
    std::array<Slot, kSlots> slots_;
    mutable std::atomic<bool> isStarved_ = false;

    // Reading thread only.
    std::uint64_t round_ = 0;
    std::vector<float> channel_;
};

} // namespace stepwise::core
