#include "core/sound_switch.h"

#include <algorithm>

namespace stepwise::core {

namespace {

constexpr double kFadeSeconds = 0.01;

} // namespace

SoundSwitch::SoundSwitch(double rateHz) : fadeFrames_(static_cast<std::int64_t>(kFadeSeconds * rateHz)) {
    fadeDone_ = fadeFrames_;
}

SoundSwitch::~SoundSwitch() {
    delete published_.load();
    delete retired_.load();
    delete current_;
    if (previous_ != current_)
        delete previous_;
}

void SoundSwitch::publish(std::unique_ptr<PlayableSound> sound) {
    delete retired_.exchange(nullptr);
    delete published_.exchange(sound.release());
}

void SoundSwitch::takeNews() noexcept {
    if (fadeDone_ < fadeFrames_)
        return; // one crossfade at a time
    // The place for retired sounds must be free before another can retire.
    if (previous_ != nullptr && previous_ != current_) {
        PlayableSound* empty = nullptr;
        if (!retired_.compare_exchange_strong(empty, previous_))
            return;
    }
    previous_ = nullptr;
    const std::int64_t seekTo = seekTo_.exchange(-1);
    PlayableSound* next = published_.exchange(nullptr);
    if (next == nullptr && seekTo < 0)
        return;
    previous_ = current_;
    previousPosition_ = position_;
    if (next != nullptr)
        current_ = next;
    if (seekTo >= 0)
        position_ = seekTo;
    fadeDone_ = 0;
}

void SoundSwitch::frameOf(const PlayableSound* sound, std::int64_t at, float* left, float* right) const noexcept {
    if (sound == nullptr || sound->frameCount() == 0)
        return;
    if (looping_)
        at %= sound->frameCount();
    if (at >= sound->frameCount())
        return;
    const auto index = static_cast<std::size_t>(2 * at);
    *left = sound->gain * sound->frames[index];
    *right = sound->gain * sound->frames[index + 1];
}

void SoundSwitch::render(float* output, int frames) noexcept {
    takeNews();
    const float step = 1.0F / static_cast<float>(std::max<std::int64_t>(fadeFrames_, 1));
    const bool active = active_;
    std::int64_t position = position_;
    for (int i = 0; i < frames; ++i) {
        level_ = std::clamp(level_ + (active ? step : -step), 0.0F, 1.0F);
        float left = 0.0F;
        float right = 0.0F;
        if (level_ > 0.0F) {
            frameOf(current_, position, &left, &right);
            if (fadeDone_ < fadeFrames_) {
                float oldLeft = 0.0F;
                float oldRight = 0.0F;
                frameOf(previous_, previousPosition_, &oldLeft, &oldRight);
                const float share = static_cast<float>(++fadeDone_) * step;
                left = oldLeft + share * (left - oldLeft);
                right = oldRight + share * (right - oldRight);
                ++previousPosition_;
            }
            ++position;
        }
        output[2 * i] = level_ * left;
        output[2 * i + 1] = level_ * right;
    }
    const std::int64_t length = current_ != nullptr ? current_->frameCount() : 0;
    if (looping_ && length > 0)
        position %= length;
    position_ = position;
    ended_ = level_ <= 0.0F || (!looping_ && position >= length);
}

} // namespace stepwise::core
