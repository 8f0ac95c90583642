// Builds for training alone have neither libsoxr nor libebur128: rates stay as they are, and levels are not matched.
#include "core/error.h"
#include "core/loudness.h"
#include "core/resample.h"

namespace stepwise::core {

AudioBuffer resample(const AudioBuffer& audio, double rateHz) {
    if (audio.sampleRateHz != rateHz)
        throw Error("This build is for training alone: it cannot convert sample rates.");
    return audio;
}

StoredSound resample(const StoredSound& sound, double rateHz) {
    if (sound.sampleRateHz() != rateHz)
        throw Error("This build is for training alone: it cannot convert sample rates.");
    return sound;
}

StoredSound resampleMono(const ReadMono&, std::size_t, double, double) {
    throw Error("This build is for training alone: it cannot convert sample rates.");
}

double integratedLoudnessLufs(const AudioBuffer&) {
    throw Error("This build is for training alone: it cannot match unknown levels.");
}

double integratedLoudnessLufs(const ReadMono&, std::size_t, double) {
    throw Error("This build is for training alone: it cannot match unknown levels.");
}

} // namespace stepwise::core
