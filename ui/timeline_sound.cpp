#include "ui/timeline_sound.h"

#include <cmath>

namespace stepwise::ui {

namespace {

LevelMap pictureOf(const core::AudioBuffer& audio, double gainDb) {
    std::vector<float> mono = core::toAnalysisMono(audio);
    const auto gain = static_cast<float>(std::pow(10.0, gainDb / 20.0));
    for (float& sample : mono)
        sample *= gain;
    core::MelAnalyzer analyzer;
    return LevelMap(analyzer.power(mono));
}

} // namespace

TimelineSoundPtr makeTimelineSound(core::AudioBuffer audio, const core::Comparison& comparison) {
    auto sound = std::make_shared<TimelineSound>();
    sound->measured = comparison.measureMel(audio);
    sound->measured.melDb = {}; // the picture holds as much, over a wider range
    sound->picture = pictureOf(audio, sound->measured.trimDb);
    sound->audio = std::make_shared<const core::AudioBuffer>(std::move(audio));
    return sound;
}

TimelineSoundPtr makeTargetSound(const core::Comparison& comparison) {
    auto sound = std::make_shared<TimelineSound>();
    sound->audio = comparison.sharedTarget();
    sound->picture = pictureOf(*sound->audio, 0.0);
    return sound;
}

std::size_t sizeInBytes(const TimelineSound& sound) {
    const std::size_t samples = sound.audio->frames() * sound.audio->channelCount();
    const std::size_t picture = static_cast<std::size_t>(sound.picture.frames()) * core::kMelBands * 2;
    return samples * sizeof(float) + 2 * picture * sizeof(std::int16_t);
}

} // namespace stepwise::ui
