#include "core/colour_map.h"

#include <algorithm>
#include <cmath>

namespace stepwise::core {

namespace {

constexpr std::array<ColourMap, 3> kMaps = {{
    {"magma",
     "Magma",
     {{{0, 0, 4},
       {28, 16, 68},
       {79, 18, 123},
       {129, 37, 129},
       {181, 54, 122},
       {229, 80, 100},
       {251, 135, 97},
       {254, 194, 135},
       {252, 253, 191}}}},
    {"viridis",
     "Viridis",
     {{{68, 1, 84},
       {71, 45, 123},
       {59, 82, 139},
       {44, 114, 142},
       {33, 145, 140},
       {40, 174, 128},
       {94, 201, 98},
       {173, 220, 48},
       {253, 231, 37}}}},
    {"cividis",
     "Cividis",
     {{{0, 34, 78},
       {18, 53, 112},
       {59, 73, 108},
       {87, 93, 109},
       {112, 113, 115},
       {138, 134, 120},
       {165, 156, 116},
       {195, 179, 105},
       {254, 232, 56}}}},
}};

std::uint8_t mix(std::uint8_t a, std::uint8_t b, double share) {
    return static_cast<std::uint8_t>(std::lround(a + (b - a) * share));
}

} // namespace

Rgb ColourMap::at(double position) const {
    const double scaled = std::clamp(position, 0.0, 1.0) * static_cast<double>(anchors.size() - 1);
    const auto index = std::min(static_cast<std::size_t>(scaled), anchors.size() - 2);
    const double share = scaled - static_cast<double>(index);
    const Rgb a = anchors[index];
    const Rgb b = anchors[index + 1];
    return {mix(a.red, b.red, share), mix(a.green, b.green, share), mix(a.blue, b.blue, share)};
}

std::span<const ColourMap> colourMaps() {
    return kMaps;
}

} // namespace stepwise::core
