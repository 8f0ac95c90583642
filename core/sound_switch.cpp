#include "core/sound_switch.h"

#include <algorithm>
#include <cmath>

namespace stepwise::core {

namespace {

constexpr double kFadeSeconds = 0.01;

} // namespace

SoundSwitch::SoundSwitch(double rateHz)
    : fadeFrames_(std::max<std::int64_t>(static_cast<std::int64_t>(kFadeSeconds * rateHz), 1)),
      fadeStep_(1.0F / static_cast<float>(fadeFrames_)), currentFeed_(fadeFrames_), previousFeed_(fadeFrames_),
      fadeDone_(fadeFrames_) {}

SoundSwitch::~SoundSwitch() {
    delete published_.load();
    delete retired_.load();
    if (previous_.sound != current_.sound)
        delete previous_.sound;
    delete current_.sound;
}

void SoundSwitch::freeRetired() {
    delete retired_.exchange(nullptr);
}

void SoundSwitch::publish(PlayableSound sound) {
    freeRetired();
    delete published_.exchange(std::make_unique<PlayableSound>(std::move(sound)).release());
}

void SoundSwitch::setLoopRegion(const LoopRegion& region) {
    const auto bounded = [](std::int64_t frame) {
        return static_cast<std::uint64_t>(std::clamp<std::int64_t>(frame, 0, UINT32_MAX));
    };
    packedRegion_ = bounded(region.startFrame) << 32U | bounded(region.endFrame);
}

void SoundSwitch::seek(std::int64_t frame) {
    freeRetired();
    seekTo_ = std::max<std::int64_t>(frame, 0);
}

std::int64_t SoundSwitch::position() const {
    const std::int64_t asked = seekTo_;
    return asked >= 0 ? asked : position_.load();
}

std::int64_t SoundSwitch::lengthOf(const Voice& voice) noexcept {
    return voice.sound != nullptr ? voice.sound->frames() : 0;
}

bool SoundSwitch::shareStage(const Voice& a, const Voice& b) noexcept {
    return a.sound != nullptr && b.sound != nullptr && a.sound->isRunning() && a.sound->stage == b.sound->stage;
}

void SoundSwitch::takeNews(bool looping) noexcept {
    const std::uint64_t packed = packedRegion_;
    region_ = {static_cast<std::int64_t>(packed >> 32U), static_cast<std::int64_t>(packed & UINT32_MAX)};
    if (fadeDone_ < fadeFrames_)
        return; // one crossfade at a time
    // The place for retired sounds must be free before another can retire; whoever brings news empties it.
    if (previous_.sound != nullptr && previous_.sound != current_.sound) {
        PlayableSound* empty = nullptr;
        if (!retired_.compare_exchange_strong(empty, previous_.sound))
            return;
    }
    previous_ = {};
    std::int64_t seekTo = seekTo_;
    PlayableSound* sound = published_.exchange(nullptr);
    if (sound == nullptr && seekTo < 0)
        return;
    previous_ = current_;
    previousFeed_ = currentFeed_;
    current_ = {sound != nullptr ? sound : previous_.sound, seekTo >= 0 ? seekTo : previous_.position};
    if (looping)
        current_.position = region_.within(lengthOf(current_)).wrapped(current_.position);
    position_ = current_.position;
    // A still newer request stays for the next crossfade.
    seekTo_.compare_exchange_strong(seekTo, -1);
    fadeDone_ = 0;
    moveStage(previous_.sound, seekTo >= 0 || current_.position != previous_.position);
}

/// The stage follows the news. One that is heard before and after cannot be crossfaded with itself: the jump is spread.
void SoundSwitch::moveStage(const PlayableSound* before, bool hasMoved) noexcept {
    if (current_.sound == nullptr || !current_.sound->isRunning())
        return;
    const bool isSame = shareStage(current_, previous_) && before->stageInput == current_.sound->stageInput;
    if (isSame && !hasMoved)
        return;
    if (isSame && before->isLive() && current_.sound->isLive()) {
        current_.seam = previous_.seam;
        fadeDone_ = fadeFrames_;
    }
    if (isSame && current_.position > 0) {
        currentFeed_.move(*current_.sound, current_.position);
        announceSeam();
    } else {
        restartStage(currentFeed_, current_, current_.position);
    }
}

void SoundSwitch::restartStage(StageFeed& feed, const Voice& voice, std::int64_t position) noexcept {
    feed.restart(*voice.sound, position);
    announceSeam();
}

void SoundSwitch::announceSeam() noexcept {
    current_.seamIsDue = true;
    previous_.seamIsDue = shareStage(current_, previous_);
}

StereoFrame SoundSwitch::frameAt(const Voice& voice, std::int64_t position) noexcept {
    if (voice.sound == nullptr)
        return {};
    const StereoFrame frame = voice.sound->audio.frameAt(position);
    return {voice.sound->gain * frame[0], voice.sound->gain * frame[1]};
}

StereoFrame SoundSwitch::tapAt(const Voice& voice, int blockFrame) noexcept {
    const std::span<const float> tap = voice.sound->stage->tap(voice.sound->tap);
    const auto at = std::size_t{2} * static_cast<std::size_t>(blockFrame);
    if (at + 1 >= tap.size())
        return {};
    return {voice.sound->gain * tap[at], voice.sound->gain * tap[at + 1]};
}

void SoundSwitch::startSeam(Voice& voice) const noexcept {
    const bool isLive = voice.sound->isLive();
    const StereoFrame here = isLive ? tapAt(voice, 0) : frameAt(voice, voice.position);
    const StereoFrame after = isLive ? tapAt(voice, 1) : frameAt(voice, voice.position + 1);
    voice.seam.start(here, after, std::min(fadeFrames_, lengthOf(voice)));
    voice.seamIsDue = false;
}

/// A running stage follows its voice across the end of a loop. Returns how many frames there are before the next end.
std::int64_t SoundSwitch::followLoop(Voice& voice, StageFeed& feed) noexcept {
    if (voice.sound == nullptr || !voice.sound->isRunning())
        return kLiveBlockFrames;
    const LoopRegion loop = region_.within(lengthOf(voice));
    if (voice.position < loop.endFrame)
        return loop.endFrame - voice.position;
    if (voice.sound->isLive())
        voice.position = loop.startFrame;
    if (loop.startFrame == 0)
        restartStage(feed, voice, 0);
    else if (!feed.isAt(*voice.sound, loop.startFrame))
        feed.move(*voice.sound, loop.startFrame);
    return std::max<std::int64_t>(loop.endFrame - loop.startFrame, 1);
}

/// Runs the stages for one block, which ends where a loop begins again; returns its frames.
int SoundSwitch::runStages(int frames, bool looping) noexcept {
    const bool runsBoth = fadeDone_ < fadeFrames_ && previous_.sound != nullptr && previous_.sound->isRunning() &&
                          !shareStage(current_, previous_);
    std::int64_t count = std::min(frames, kLiveBlockFrames);
    if (looping)
        count = std::min(count, followLoop(current_, currentFeed_));
    if (looping && runsBoth)
        count = std::min(count, followLoop(previous_, previousFeed_));
    frames = static_cast<int>(count);
    if (current_.sound != nullptr && current_.sound->isRunning())
        currentFeed_.run(*current_.sound, frames, looping, region_);
    if (runsBoth)
        previousFeed_.run(*previous_.sound, frames, looping, region_);
    return frames;
}

StereoFrame SoundSwitch::next(Voice& voice, int blockFrame, bool looping) const noexcept {
    const std::int64_t length = lengthOf(voice);
    if (length == 0)
        return {};
    if (voice.sound->isLive()) {
        if (voice.seamIsDue)
            startSeam(voice);
        ++voice.position;
        return voice.seam.smoothed(tapAt(voice, blockFrame));
    }
    const LoopRegion loop = region_.within(length);
    const bool isSeam = looping ? voice.position >= loop.endFrame : voice.position == length;
    if (isSeam && looping)
        voice.position = loop.startFrame;
    if (isSeam)
        startSeam(voice);
    return voice.seam.smoothed(frameAt(voice, voice.position++));
}

StereoFrame SoundSwitch::nextMixed(int blockFrame, bool looping) noexcept {
    StereoFrame frame = next(current_, blockFrame, looping);
    if (fadeDone_ < fadeFrames_) {
        const StereoFrame old = next(previous_, blockFrame, looping);
        const float share = static_cast<float>(++fadeDone_) * fadeStep_;
        for (std::size_t side = 0; side < frame.size(); ++side)
            frame[side] = old[side] + share * (frame[side] - old[side]);
    }
    return frame;
}

void SoundSwitch::renderBlock(float* output, int frames, bool active, bool looping) noexcept {
    StereoFrame peaks = {};
    for (int i = 0; i < frames; ++i) {
        level_ = std::clamp(level_ + (active ? fadeStep_ : -fadeStep_), 0.0F, 1.0F);
        const StereoFrame frame = level_ > 0.0F ? nextMixed(i, looping) : StereoFrame{};
        for (std::size_t side = 0; side < frame.size(); ++side) {
            const float sample = level_ * frame[side];
            output[2 * i + static_cast<int>(side)] = sample;
            peaks[side] = std::max(peaks[side], std::abs(sample));
        }
    }
    for (std::size_t side = 0; side < peaks.size(); ++side)
        peaks_[side].store(std::max(peaks_[side].load(std::memory_order_relaxed), peaks[side]),
                           std::memory_order_relaxed);
}

void SoundSwitch::render(float* output, int frames) noexcept {
    // Read before the news: whoever starts playback has published the sound and the position by then.
    const bool active = active_;
    const bool looping = looping_;
    if (level_ <= 0.0F)
        fadeDone_ = fadeFrames_;
    takeNews(looping);
    if (level_ <= 0.0F) {
        fadeDone_ = fadeFrames_;
        if (active && current_.position == 0)
            level_ = 1.0F;
        if (active && current_.sound != nullptr && current_.sound->isRunning()) {
            currentFeed_.restart(*current_.sound, current_.position);
            current_.seamIsDue = false;
        }
    }
    for (int start = 0; start < frames;) {
        const int left = frames - start;
        const int count = level_ > 0.0F || active ? runStages(left, looping) : left;
        renderBlock(output + 2 * static_cast<std::ptrdiff_t>(start), count, active, looping);
        start += count;
    }
    position_ = looping ? region_.within(lengthOf(current_)).wrapped(current_.position) : current_.position;
    silent_ = level_ <= 0.0F;
}

} // namespace stepwise::core
