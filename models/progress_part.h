// Progress of work that has parts.
#pragma once

#include "effects/chain_renderer.h"

#include <algorithm>

namespace stepwise::models {

/// The part of `progress` between two shares.
inline effects::Progress part(const effects::Progress& progress, double from, double to) {
    if (!progress)
        return {};
    return [progress, from, to](double share) { return progress(from + (to - from) * share); };
}

/// Tells `progress`, but never less than before. Both must outlive what progress() returns.
class RisingProgress {
public:
    explicit RisingProgress(const effects::Progress& progress) : progress_(progress) {}

    effects::Progress progress() {
        if (!progress_)
            return {};
        return [this](double share) { return progress_(most_ = std::max(most_, share)); };
    }

private:
    const effects::Progress& progress_;
    double most_ = 0.0;
};

} // namespace stepwise::models
