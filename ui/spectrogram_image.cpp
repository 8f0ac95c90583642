#include "ui/spectrogram_image.h"

#include "core/audio_buffer.h"

#include <algorithm>
#include <cmath>

namespace stepwise::ui {

namespace {

/// Anchors of "vik" (Crameri, "Scientific colour maps", 2018).
constexpr core::ColourMap kDifference = {"vik",
                                         "Vik",
                                         {{{0, 18, 97},
                                           {3, 62, 125},
                                           {30, 111, 157},
                                           {113, 168, 196},
                                           {236, 229, 224},
                                           {210, 160, 125},
                                           {190, 116, 75},
                                           {139, 39, 6},
                                           {89, 0, 8}}}};

constexpr int kColours = 256;

} // namespace

const core::ColourMap& differenceColours() {
    return kDifference;
}

QList<QRgb> colourTable(const ViewOptions& options) {
    const auto& map = options.difference == Difference::none
                          ? core::colourMaps()[static_cast<std::size_t>(options.colourMap)]
                          : kDifference;
    QList<QRgb> table;
    for (int i = 0; i < kColours; ++i) {
        const core::Rgb colour = map.at(static_cast<double>(i) / (kColours - 1));
        table.append(qRgb(colour.red, colour.green, colour.blue));
    }
    return table;
}

LevelRange levelRange(const ViewOptions& options) {
    if (options.difference != Difference::none)
        return {-kDifferenceDb, kDifferenceDb};
    const auto top = static_cast<double>(options.topDb);
    return {top - options.rangeDb, top};
}

double framesPerSecond() {
    return core::kAnalysisRateHz / core::kHopFrames;
}

BandLevels levelsShown(const LevelMap& sound, const LevelMap* reference, double firstFrame, double frameCount,
                       const ViewOptions& options) {
    BandLevels levels;
    sound.loudestIn(firstFrame, frameCount, levels);
    if (reference == nullptr)
        return levels;
    BandLevels others;
    reference->loudestIn(firstFrame, frameCount, others);
    const float lowest = options.topDb - static_cast<float>(options.rangeDb);
    for (std::size_t band = 0; band < levels.size(); ++band)
        levels[band] = std::max(levels[band], lowest) - std::max(others[band], lowest);
    return levels;
}

QImage spectrogramImage(const LevelMap& sound, const LevelMap* reference, const TimeWindow& window, QSize size,
                        const ViewOptions& options) {
    QImage image(size, QImage::Format_Indexed8);
    image.setColorTable(colourTable(options));
    const LevelRange range = levelRange(options);
    const auto scale = static_cast<float>((kColours - 1) / (range.highDb - range.lowDb));
    const auto low = static_cast<float>(range.lowDb);
    const double framesPerPixel = window.seconds() * framesPerSecond() / size.width();
    // Frame i is centred on its time.
    const double first = window.start() * framesPerSecond() + 0.5;
    uchar* const pixels = image.bits();
    const auto stride = static_cast<std::size_t>(image.bytesPerLine());
    const auto height = static_cast<std::size_t>(size.height());
    for (std::size_t x = 0; x < static_cast<std::size_t>(size.width()); ++x) {
        const BandLevels levels =
            levelsShown(sound, reference, first + static_cast<double>(x) * framesPerPixel, framesPerPixel, options);
        std::array<uchar, core::kMelBands> column;
        for (std::size_t band = 0; band < column.size(); ++band)
            column[band] = static_cast<uchar>(std::clamp((levels[band] - low) * scale + 0.5F, 0.0F, kColours - 1.0F));
        for (std::size_t y = 0; y < height; ++y)
            pixels[y * stride + x] = column[(height - 1 - y) * column.size() / height];
    }
    return image;
}

} // namespace stepwise::ui
