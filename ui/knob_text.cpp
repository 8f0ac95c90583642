#include "ui/knob_text.h"

#include "core/number.h"
#include "ui/number_text.h"

#include <QRegularExpression>

namespace stepwise::ui {

namespace {

/// How many of a parameter's own unit a typed one is; none if it cannot be meant.
std::optional<double> factorOf(const QString& typedUnit, std::string_view unit) {
    const QString own = QString::fromUtf8(unit.data(), static_cast<qsizetype>(unit.size())).toLower();
    const QString typed = typedUnit.toLower();
    if (typed.isEmpty() || typed == own)
        return 1.0;
    if (own == "hz" && (typed == "k" || typed == "khz"))
        return 1000.0;
    if (own == "ms" && typed == "s")
        return 1000.0;
    return own == "s" && typed == "ms" ? std::optional(0.001) : std::nullopt;
}

/// A plain number and its unit, in the parameter's own: "1.2k", "300 Hz", "-6 dB".
std::optional<double> parsedNumber(QString text, std::string_view unit) {
    constexpr qsizetype kLongest = 64;
    static const QRegularExpression pattern(R"(^([-+]?)(\d+(?:\.\d*)?|\.\d+)\s*(\D*)$)");
    // The ratio's unit has a digit of its own.
    if (unit == ":1" && text.endsWith(":1"))
        text = text.chopped(2).trimmed();
    const QRegularExpressionMatch match = text.size() <= kLongest ? pattern.match(text) : QRegularExpressionMatch();
    const std::optional<double> factor = match.hasMatch() ? factorOf(match.captured(3), unit) : std::nullopt;
    if (!factor)
        return std::nullopt;
    const double number = core::parseNumber<double>(match.captured(2).toStdString()).value_or(0.0) * *factor;
    return match.captured(1) == "-" ? -number : number;
}

} // namespace

std::optional<double> numberFromKnobText(const QString& text, std::string_view unit) {
    return parsedNumber(withPlainNumbers(text).trimmed(), unit);
}

} // namespace stepwise::ui
