#include "effects/distortion_curve.h"

#include "effects/distortion.h"

#include <cmath>

namespace stepwise::effects {

namespace {

using Sample = generic::Pack<4>;

Sample bent(DistortionMode mode, Sample driven) {
    switch (mode) {
    case DistortionMode::tube:
        return generic::Tube::shape(driven);
    case DistortionMode::softClip:
        return generic::SoftClip::shape(driven);
    case DistortionMode::hardClip:
        return generic::HardClip::shape(driven);
    case DistortionMode::diode1:
        return generic::Diode1::shape(driven);
    case DistortionMode::diode2:
        return generic::Diode2::shape(driven);
    case DistortionMode::linearFold:
        return generic::LinearFold::shape(driven);
    case DistortionMode::sineFold:
        return generic::SineFold::shape(driven);
    case DistortionMode::zeroSquare:
        return generic::ZeroSquare::shape(driven);
    case DistortionMode::downsample:
        return driven;
    case DistortionMode::asymmetric:
        return generic::Asymmetric::shape(driven);
    case DistortionMode::rectify:
        return generic::Rectify::shape(driven);
    case DistortionMode::sineShaper:
        return generic::SineShaper::shape(driven);
    }
    return driven;
}

} // namespace

double distortionOutput(const ParameterValues& values, double input) {
    const auto parameters = distortionInfo().parameters;
    const auto mode = static_cast<DistortionMode>(choiceIndex(parameters[0], values[0]));
    if (mode == DistortionMode::downsample)
        return input;
    const auto driveDb = static_cast<double>(toDisplay(parameters[1], values[1]));
    const auto driven = static_cast<float>(input * std::pow(10.0, driveDb / 20.0));
    const double wet = static_cast<double>(bent(mode, Sample(driven))[0]);
    const auto mix = static_cast<double>(values[2]);
    return input + mix * (wet - input);
}

} // namespace stepwise::effects
