// What is typed into a knob's field.
#pragma once

#include <QString>

#include <optional>
#include <string_view>

namespace stepwise::ui {

/// A number and its unit, in the parameter's own: "1.2k", "300 Hz", "-6 dB", "0,5 s". None if it cannot be meant.
std::optional<double> numberFromKnobText(const QString& text, std::string_view unit);

} // namespace stepwise::ui
