// Draws levels, or the difference between two sounds' levels, as a picture.
#pragma once

#include "core/colour_map.h"
#include "ui/time_window.h"
#include "ui/view_options.h"

#include <QImage>

#include <array>

namespace stepwise::ui {

/// Blue for less, brown for more, light for alike; also told apart by who cannot tell red from green.
const core::ColourMap& differenceColours();

/// The colour of every level of an image's table, 256 from the lowest to the highest.
QList<QRgb> colourTable(const ViewOptions& options);

/// The lowest and the highest level that the colours tell apart.
struct LevelRange {
    double lowDb = 0.0;
    double highDb = 0.0;
};
LevelRange levelRange(const ViewOptions& options);

/// Frames of the spectrogram that lie within one second.
double framesPerSecond();

using BandLevels = std::array<float, core::kMelBands>;

/// Levels of all bands in dB: of `sound`, or the difference to `reference` (may be null), with both cut off at the
/// lowest level that the colours show.
BandLevels levelsShown(const LevelMap& sound, const LevelMap* reference, double firstFrame, double frameCount,
                       const ViewOptions& options);

/// Indexed image of `size`; the highest band at the top. `reference` may be null.
QImage spectrogramImage(const LevelMap& sound, const LevelMap* reference, const TimeWindow& window, QSize size,
                        const ViewOptions& options);

} // namespace stepwise::ui
