// Sounds at the device's rate, converted once each; long ones on a thread of their own.
#pragma once

#include "core/stored_sound.h"

#include <future>
#include <memory>
#include <optional>
#include <vector>

namespace stepwise::core {

class SoundConverter {
public:
    /// The sound at `rateHz` (none stays none), or nothing while a long one is being converted: ask again. Throws Error
    /// if there is no room for it.
    std::optional<StoredSound> at(const StoredSound& sound, double rateHz);

private:
    struct Entry {
        std::weak_ptr<const void> original;
        double rateHz;
        std::shared_future<StoredSound> converted;
    };
    std::vector<Entry> entries_;
};

} // namespace stepwise::core
