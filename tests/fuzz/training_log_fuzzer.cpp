// A training's log.csv, from which its curves are drawn again.
#include "fuzz/input.h"
#include "models/training_curves.h"

using namespace stepwise;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string svg = models::trainingCurvesSvg(std::string(fuzz::textOf(data, size)));
    fuzz::require(svg.ends_with("</svg>\n"));
    return 0;
}
