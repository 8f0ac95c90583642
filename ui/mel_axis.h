// The frequency axis of mel spectrograms: bands to hertz and back, with rounded ticks.
#pragma once

#include <QVector>

namespace stepwise::ui {

/// Band number (0 ... 127, in between allowed) of a frequency, and back.
double bandOfHertz(double hertz);
double hertzOfBand(double band);

/// Rounded frequencies that stand on the axis.
QVector<double> axisFrequenciesHz();

/// "250", "4k".
QString axisLabel(double hertz);

} // namespace stepwise::ui
