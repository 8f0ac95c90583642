// The tone that tells which device is which.
#pragma once

#include "ui/work.h"

namespace stepwise::ui {

inline constexpr double kTestToneSeconds = 1.0;

/// A quiet sine of 440 Hz that fades in and out.
Sound testTone();

} // namespace stepwise::ui
