// What a refinement did, in plain words. No widgets.
#pragma once

#include "ui/refinement_job.h"

#include <QString>
#include <QStringList>

namespace stepwise::ui {

/// "Error (MSE) 0.0123: 29 % less after 412 renders."
QString resultText(const RefinementAnswer& answer);

/// "Distortion, Drive: +18.6 dB → +17.4 dB: below what most people hear (0.4 dB)".
QString changeText(const KnobChange& change);

/// A sentence on `answer` and one for each changed knob, the most audible first.
QStringList summaryOf(const RefinementAnswer& answer);

} // namespace stepwise::ui
