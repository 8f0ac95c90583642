// Sounds at the device's rate, converted once each; long ones on a thread of their own.
#pragma once

#include "core/audio_buffer.h"

#include <future>
#include <memory>
#include <optional>
#include <vector>

namespace stepwise::core {

class SoundConverter {
public:
    /// The sound at `rateHz` (nullptr stays nullptr), or nothing while a long one is being converted: ask again.
    std::optional<std::shared_ptr<const AudioBuffer>> at(const std::shared_ptr<const AudioBuffer>& sound,
                                                         double rateHz);

private:
    struct Entry {
        std::weak_ptr<const AudioBuffer> original;
        double rateHz;
        std::shared_future<std::shared_ptr<const AudioBuffer>> converted;
    };
    std::vector<Entry> entries_;
};

} // namespace stepwise::core
