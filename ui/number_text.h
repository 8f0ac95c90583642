// Numbers as a person reads and types them: in the language that the window's texts are in (see language.h). What the
// window shows is written by these alone, so that it has one style.
#pragma once

#include <QDateTime>
#include <QString>

#include <fmt/format.h>

#include <concepts>
#include <optional>
#include <string>
#include <string_view>

namespace stepwise::ui {

/// A number as programs write it ("-1.25"), in the signs of the window's language ("-1,25").
QString localised(std::string_view number);

/// With so many decimals: "0.50".
QString fixedNumber(double value, int decimals);
/// The same with its sign, "+" too: "+0.5".
QString signedNumber(double value, int decimals);
/// With as many digits as it has, at most `digits`: "0.5", "20".
QString shortNumber(double value, int digits = 6);

QString wholeNumber(std::integral auto value) {
    return localised(fmt::format("{}", value));
}
/// With zeros in front where it has fewer digits: "05".
QString paddedNumber(int value, int digits);

/// A date and the time of day.
QString momentText(const QDateTime& moment);

/// What a person typed, with numbers as programs write them: "−2,5 kHz" becomes "-2.5 kHz". Comma and dot are decimal
/// separators in every language, beside the language's own; nobody types thousands into a knob with separators.
QString withPlainNumbers(const QString& typed);

} // namespace stepwise::ui
