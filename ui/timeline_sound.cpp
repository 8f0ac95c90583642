#include "ui/timeline_sound.h"

namespace stepwise::ui {

TimelineSoundPtr makeTimelineSound(core::StoredSound audio, const core::Comparison& comparison,
                                   const core::OnRead& onRead) {
    auto sound = std::make_shared<TimelineSound>();
    sound->measured = comparison.measurePiecewise(
        audio, [&](const core::Spectrogram& power) { sound->picture = LevelMap(power); }, onRead);
    sound->peak = core::largestMagnitude(audio, onRead);
    sound->audio = std::move(audio);
    return sound;
}

TimelineSoundPtr makeTargetSound(const core::Comparison& comparison, const core::OnRead& onRead) {
    auto sound = std::make_shared<TimelineSound>();
    sound->audio = comparison.alignedTarget();
    sound->peak = core::largestMagnitude(sound->audio, onRead);
    const core::StoredMono mono(sound->audio, onRead, comparison.pair().targetMix);
    sound->picture = LevelMap(core::MelAnalyzer().power(mono.reader(), mono.frames()));
    return sound;
}

std::size_t bytesInMemory(const TimelineSound& sound) {
    return sound.audio.bytesInMemory() + sound.picture.bytesInMemory();
}

} // namespace stepwise::ui
