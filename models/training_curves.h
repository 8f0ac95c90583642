// The curves of a training as a picture (SVG), drawn from its log.
#pragma once

#include <string>

namespace stepwise::models {

/// `csv` is a training's log.csv: columns epoch, training_loss, validation_loss, and shares between 0 and 1. Of lines
/// with the same epoch the last counts.
std::string trainingCurvesSvg(const std::string& csv);

} // namespace stepwise::models
