#include "core/sound_switch.h"

#include <algorithm>
#include <cmath>

namespace stepwise::core {

namespace {

constexpr double kFadeSeconds = 0.01;

} // namespace

SoundSwitch::SoundSwitch(double rateHz)
    : fadeFrames_(std::max<std::int64_t>(static_cast<std::int64_t>(kFadeSeconds * rateHz), 1)),
      fadeStep_(1.0F / static_cast<float>(fadeFrames_)), fadeDone_(fadeFrames_) {}

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

void SoundSwitch::seek(std::int64_t frame) {
    freeRetired();
    seekTo_ = std::max<std::int64_t>(frame, 0);
}

std::int64_t SoundSwitch::position() const {
    const std::int64_t asked = seekTo_;
    return asked >= 0 ? asked : position_.load();
}

std::int64_t SoundSwitch::lengthOf(const Voice& voice) noexcept {
    return voice.sound != nullptr && voice.sound->audio ? static_cast<std::int64_t>(voice.sound->audio->frames()) : 0;
}

void SoundSwitch::takeNews(bool looping) noexcept {
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
    current_ = {sound != nullptr ? sound : previous_.sound, seekTo >= 0 ? seekTo : previous_.position};
    if (const std::int64_t length = lengthOf(current_); looping && length > 0)
        current_.position %= length;
    position_ = current_.position;
    // A still newer request stays for the next crossfade.
    seekTo_.compare_exchange_strong(seekTo, -1);
    fadeDone_ = 0;
}

StereoFrame SoundSwitch::frameAt(const Voice& voice, std::int64_t position) noexcept {
    if (position >= lengthOf(voice))
        return {};
    const AudioBuffer& audio = *voice.sound->audio;
    const auto index = static_cast<std::size_t>(position);
    const std::size_t right = audio.channelCount() > 1 ? 1 : 0;
    return {voice.sound->gain * audio.channels[0][index], voice.sound->gain * audio.channels[right][index]};
}

void SoundSwitch::startSeam(Voice& voice) const noexcept {
    const StereoFrame here = frameAt(voice, voice.position);
    const StereoFrame after = frameAt(voice, voice.position + 1);
    for (std::size_t side = 0; side < here.size(); ++side) {
        const float jump = voice.last[side] - here[side];
        // A step as large as the neighbouring ones is the waveform going on: seamless loops stay as they are.
        const float natural = std::max(std::abs(voice.slope[side]), std::abs(after[side] - here[side]));
        voice.jump[side] = std::copysign(std::max(std::abs(jump) - natural, 0.0F), jump);
    }
    voice.jumpLength = std::min(fadeFrames_, lengthOf(voice));
    voice.jumpFrames = voice.jumpLength;
}

StereoFrame SoundSwitch::next(Voice& voice, bool looping) const noexcept {
    const std::int64_t length = lengthOf(voice);
    if (length == 0)
        return {};
    const bool isSeam = looping ? voice.position >= length : voice.position == length;
    if (looping)
        voice.position %= length;
    if (isSeam)
        startSeam(voice);
    StereoFrame frame = frameAt(voice, voice.position);
    if (voice.jumpFrames > 0) {
        const float share = static_cast<float>(--voice.jumpFrames) / static_cast<float>(voice.jumpLength);
        frame[0] += share * voice.jump[0];
        frame[1] += share * voice.jump[1];
    }
    voice.slope = {frame[0] - voice.last[0], frame[1] - voice.last[1]};
    voice.last = frame;
    ++voice.position;
    return frame;
}

StereoFrame SoundSwitch::nextMixed(bool looping) noexcept {
    StereoFrame frame = next(current_, looping);
    if (fadeDone_ < fadeFrames_) {
        const StereoFrame old = next(previous_, looping);
        const float share = static_cast<float>(++fadeDone_) * fadeStep_;
        for (std::size_t side = 0; side < frame.size(); ++side)
            frame[side] = old[side] + share * (frame[side] - old[side]);
    }
    return frame;
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
    }
    for (int i = 0; i < frames; ++i) {
        level_ = std::clamp(level_ + (active ? fadeStep_ : -fadeStep_), 0.0F, 1.0F);
        const StereoFrame frame = level_ > 0.0F ? nextMixed(looping) : StereoFrame{};
        output[2 * i] = level_ * frame[0];
        output[2 * i + 1] = level_ * frame[1];
    }
    const std::int64_t length = lengthOf(current_);
    position_ = looping && length > 0 ? current_.position % length : current_.position;
    silent_ = level_ <= 0.0F;
}

} // namespace stepwise::core
