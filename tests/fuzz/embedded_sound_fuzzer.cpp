// Sounds as sessions embed them: what is accepted has the frames that it says.
#include "core/sound_blob.h"
#include "fuzz/input.h"

using namespace stepwise;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::expectAnswer([&] {
        const core::StoredSound sound = core::decodeSound(core::sourceOf(std::string(fuzz::textOf(data, size))));
        fuzz::require(sound.channelCount() >= 1 && sound.frames() >= 1);
        std::vector<float> last(1);
        sound.read(sound.channelCount() - 1, sound.frames() - 1, last);
    });
    return 0;
}
