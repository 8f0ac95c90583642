// Perceptually uniform colour maps for spectrograms.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace stepwise::core {

struct Rgb {
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;
};

/// Nine colours at even distances from dark to bright, between which is interpolated. Lightness grows evenly
/// (van der Walt, Smith 2015; cividis: Nunez, Anderton, Renslow 2018, made for colour-blind readers).
struct ColourMap {
    std::string_view id;
    std::string_view name;
    std::array<Rgb, 9> anchors;

    /// The colour at `position`, clamped to [0, 1].
    Rgb at(double position) const;
};

/// Magma (the default), viridis, cividis.
std::span<const ColourMap> colourMaps();

} // namespace stepwise::core
