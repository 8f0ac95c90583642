// How the spectrograms are drawn: the same on every card.
#pragma once

#include "ui/level_map.h"

namespace stepwise::ui {

enum class Difference { none, toPrevious, toTarget };

struct ViewOptions {
    Difference difference = Difference::none;
    int colourMap = 0; ///< index into core::colourMaps()
    int rangeDb = 80;  ///< kLeastRangeDb ... kGreatestRangeDb
    float topDb = 0.0F;

    bool operator==(const ViewOptions&) const = default;
};

/// Colours of differences span this much to either side.
inline constexpr int kDifferenceDb = 30;

} // namespace stepwise::ui
