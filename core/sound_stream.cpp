#include "core/sound_stream.h"

#include <algorithm>

namespace stepwise::core {

namespace {

std::size_t pageCount(const StoredSound& sound) {
    return (sound.frames() + SoundStream::kPageFrames - 1) / SoundStream::kPageFrames;
}

} // namespace

SoundStream::SoundStream(StoredSound sound)
    : sound_(std::move(sound)), sides_(std::min<std::size_t>(sound_.channelCount(), 2)), slotOfPage_(pageCount(sound_)),
      channel_(kPageFrames) {
    for (std::atomic<std::int16_t>& slot : slotOfPage_)
        slot = -1;
}

StereoFrame SoundStream::frameAt(std::int64_t frame) const noexcept {
    if (frame < 0 || frame >= frames())
        return {};
    const std::int16_t slot =
        slotOfPage_[static_cast<std::size_t>(frame / kPageFrames)].load(std::memory_order_acquire);
    if (slot < 0) {
        isStarved_ = true;
        return {};
    }
    const std::size_t at = static_cast<std::size_t>(frame % kPageFrames) * sides_;
    const std::vector<std::atomic<float>>& samples = slots_[static_cast<std::size_t>(slot)].samples;
    return {samples[at].load(std::memory_order_relaxed), samples[at + sides_ - 1].load(std::memory_order_relaxed)};
}

bool SoundStream::isRead(std::int64_t page) const noexcept {
    return page >= static_cast<std::int64_t>(slotOfPage_.size()) || slotOfPage_[static_cast<std::size_t>(page)] >= 0;
}

bool SoundStream::isReadFrom(std::int64_t frame) const noexcept {
    const std::int64_t page = std::max<std::int64_t>(frame, 0) / kPageFrames;
    return isRead(page) && isRead(page + 1);
}

void SoundStream::readNear(std::span<const std::int64_t> places) {
    ++round_;
    places = places.first(std::min(places.size(), kMostPlaces));
    for (std::int64_t ahead = 0; ahead <= kPagesAhead; ++ahead)
        for (const std::int64_t place : places)
            want(std::max<std::int64_t>(place, 0) / kPageFrames + ahead);
}

void SoundStream::want(std::int64_t page) {
    if (page >= static_cast<std::int64_t>(slotOfPage_.size()))
        return;
    std::int16_t slot = slotOfPage_[static_cast<std::size_t>(page)];
    if (slot < 0) {
        const auto oldest = std::ranges::min_element(slots_, {}, &Slot::lastWanted);
        slot = static_cast<std::int16_t>(oldest - slots_.begin());
        read(page, static_cast<std::size_t>(slot));
    }
    slots_[static_cast<std::size_t>(slot)].lastWanted = round_;
}

void SoundStream::read(std::int64_t page, std::size_t slotIndex) {
    Slot& slot = slots_[slotIndex];
    if (slot.page >= 0)
        slotOfPage_[static_cast<std::size_t>(slot.page)] = -1;
    slot.page = -1;
    if (slot.samples.empty())
        slot.samples = std::vector<std::atomic<float>>(kPageFrames * sides_);
    for (std::size_t side = 0; side < sides_; ++side) {
        sound_.read(side, static_cast<std::size_t>(page * kPageFrames), channel_);
        for (std::size_t i = 0; i < channel_.size(); ++i)
            slot.samples[i * sides_ + side].store(channel_[i], std::memory_order_relaxed);
    }
    slot.page = page;
    slotOfPage_[static_cast<std::size_t>(page)].store(static_cast<std::int16_t>(slotIndex), std::memory_order_release);
}

} // namespace stepwise::core
