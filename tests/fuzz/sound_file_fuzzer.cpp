// Sound files of every kind: what is read is finite, and of the frames, channels and rate that it says.
#include "core/audio_file.h"
#include "fuzz/input.h"

#include <cmath>

using namespace stepwise;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static fuzz::InputFile file("sound");
    file.hold(fuzz::textOf(data, size));
    fuzz::expectAnswer([] {
        const core::StoredSound sound = core::readSoundFile(file.path()).sound;
        fuzz::require(sound.channelCount() >= 1 && sound.frames() >= 1 && sound.sampleRateHz() >= 1.0);
        core::forPieces(sound, [](std::size_t, std::size_t, std::span<const float> piece) {
            for (const float sample : piece)
                fuzz::require(std::isfinite(sample));
        });
    });
    return 0;
}
