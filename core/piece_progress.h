// How far work on a long sound or file is.
#pragma once

#include <functional>

namespace stepwise::core {

/// Called after every piece with the share that is done, up to 1; what it throws ends the work.
using OnPiece = std::function<void(double share)>;

/// For work that is itself a part, from `first` to `last`, of what `whole` is told of.
inline OnPiece partOf(const OnPiece& whole, double first, double last) {
    if (!whole)
        return {};
    return [whole, first, last](double share) { whole(first + (last - first) * share); };
}

} // namespace stepwise::core
